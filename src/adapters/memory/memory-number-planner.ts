import type { Binding } from '../../domain/binding/binding.ts';
import { overAt } from '../../domain/binding/binding-life.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { AreaLogs } from '../../domain/planning/area-logs.ts';
import { planAreas } from '../../domain/planning/plan-areas.ts';
import { contains, countOf } from '../../domain/pool/number-range.ts';
import type { Pool } from '../../domain/pool/pool.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { NumberPlanner, PlanRequest, PoolPlan } from '../../ports/number-planner.ts';
import { spreadOf } from './spread.ts';

/** Plans from the bindings of a store in the same process, on its thread: for tests and demonstrations. */
export class MemoryNumberPlanner implements NumberPlanner {
  readonly #store: BindingStore;

  constructor(store: BindingStore) {
    this.#store = store;
  }

  async plan({ pool: name, areaCode, coolDownMs, refusalRate }: PlanRequest): Promise<PoolPlan> {
    const pool = this.#store.pool(name);
    if (pool === null) throw new AxbridgeError('pool-unknown', name);
    const terms = { sticky: pool.policy.sticky, coolDownMs: coolDownMs ?? pool.policy.coolDownMs };
    const parties = new PartyPlaces();
    const logs = new AreaLogs();
    const query = { pool: name, ended: true, at: 0, limit: Number.MAX_SAFE_INTEGER };
    for (const binding of this.#store.bindings(query))
      if (binding.releaseReason !== 'amended') addBinding(logs, parties, pool, binding);
    const areas = logs
      .logs(parties.spreads(), terms.coolDownMs)
      .filter((area) => areaCode === null || area.areaCode === areaCode)
      .map((area) => ({ ...area, present: presentIn(pool, area.areaCode) }));
    const work = planAreas(areas, { ...terms, refusalRate });
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        const named = step.value.map((area) => ({
          ...area,
          busiestName: parties.nameOf(area.busiest?.party),
        }));
        return { coolDownMs: terms.coolDownMs, areas: named };
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

function addBinding(logs: AreaLogs, parties: PartyPlaces, pool: Pool, binding: Binding): void {
  const { mode, x, createdAt } = binding;
  const areaCode = pool.ranges.find((range) => contains(range, x))?.areaCode ?? null;
  const a = parties.placeOf(binding.a);
  const to = overAt(binding) ?? Number.POSITIVE_INFINITY;
  const base = { a, from: createdAt, to };
  if (mode === 'axe') logs.addExtension(areaCode, { ...base, x: Number(x.replace('+', '')) });
  else logs.add(areaCode, { ...base, mode, b: binding.b === null ? a : parties.placeOf(binding.b) });
}

function presentIn(pool: Pool, areaCode: string | null): number {
  const ranges = pool.ranges.filter((range) => !range.locked && range.areaCode === areaCode);
  return ranges.reduce((sum, range) => sum + countOf(range), 0);
}

/** Gives parties places from 0 on. */
class PartyPlaces {
  readonly #places = new Map<string, number>();
  readonly #spreads: number[] = [];

  placeOf(party: RealNumber): number {
    const digits = party.reveal();
    const place = this.#places.get(digits) ?? this.#spreads.length;
    if (place === this.#spreads.length) {
      this.#places.set(digits, place);
      this.#spreads.push(spreadOf(party));
    }
    return place;
  }

  spreads(): Uint32Array {
    return Uint32Array.from(this.#spreads);
  }

  nameOf(place: number | undefined): string | null {
    const spread = this.#spreads[place ?? -1];
    return spread === undefined ? null : `#${spread.toString(16).padStart(8, '0')}`;
  }
}
