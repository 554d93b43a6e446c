import type { CallId, LegId } from '../../domain/call/leg.ts';
import type { BegunCall, CallRecord } from '../../domain/cdr/call-record.ts';
import type { EpochUs, LegRecord } from '../../domain/cdr/leg-record.ts';
import { tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { CdrQuery, CdrStore, FoundCdr, Settlement, UnsettledCall } from '../../ports/cdr-store.ts';

const DAY_US = 86_400_000_000;

/** Call records in memory: the reference for the contract, and a store for tests. */
export class MemoryCdrStore implements CdrStore {
  readonly #begun = new Map<CallId, BegunCall>();
  readonly #legs = new Map<CallId, Map<LegId, LegRecord>>();
  readonly #records = new Map<CallId, FoundCdr>();
  #lastId = 0;

  async begin(call: BegunCall): Promise<void> {
    if (!this.#records.has(call.call)) this.#begun.set(call.call, call);
  }

  async addLegs(legs: readonly LegRecord[]): Promise<void> {
    for (const leg of legs) {
      const ofCall = this.#legs.get(leg.call) ?? new Map<LegId, LegRecord>();
      if (!ofCall.has(leg.leg)) ofCall.set(leg.leg, leg);
      this.#legs.set(leg.call, ofCall);
    }
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    for (const { call, record, legs } of settlements) {
      if (record !== null) this.#write(record);
      this.#begun.delete(call);
      const left = this.#legs.get(call);
      for (const leg of legs) left?.delete(leg);
      if (left?.size === 0) this.#legs.delete(call);
    }
  }

  async purge(before: EpochUs, limit: number): Promise<number> {
    const firstKept = Math.floor(before / DAY_US) * DAY_US;
    const old = [...this.#records.values()].filter(({ place }) => place.at < firstKept).slice(0, limit);
    for (const { record } of old) this.#records.delete(record.call);
    if (old.length === limit) return limit;
    for (const [call, { beganAt }] of this.#begun) if (beganAt < firstKept) this.#begun.delete(call);
    for (const [call, legs] of this.#legs)
      if ([...legs.values()].every(({ createdAt }) => createdAt < firstKept)) this.#legs.delete(call);
    return old.length;
  }

  callsWithLegs(limit: number): readonly CallId[] {
    return [...this.#legs.keys()].sort().slice(0, limit);
  }

  callsBegun(beganBefore: EpochUs, limit: number): readonly CallId[] {
    const before = [...this.#begun.values()].filter(({ beganAt }) => beganAt < beganBefore);
    return before.map(({ call }) => call).slice(0, limit);
  }

  begun(call: CallId): BegunCall | null {
    return this.#begun.get(call) ?? null;
  }

  unsettled(call: CallId): UnsettledCall {
    const legs = [...(this.#legs.get(call)?.values() ?? [])];
    return { call, begun: this.begun(call), legs, record: this.record(call) };
  }

  record(call: CallId): CallRecord | null {
    return this.#records.get(call)?.record ?? null;
  }

  find(query: CdrQuery): readonly FoundCdr[] {
    return [...this.#records.values()]
      .filter((found) => fits(found, query))
      .sort((one, other) => one.place.at - other.place.at || one.place.id - other.place.id)
      .slice(0, query.limit);
  }

  #write(record: CallRecord): void {
    this.#lastId += 1;
    this.#records.set(record.call, { place: { at: record.createdAt, id: this.#lastId }, record });
  }
}

function fits({ place, record }: FoundCdr, query: CdrQuery): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY, after, number, tenant } = query;
  if (place.at < since || place.at >= until) return false;
  if (after !== undefined && !(place.at > after.at || (place.at === after.at && place.id > after.id)))
    return false;
  if (number !== undefined && ![record.caller, record.callee].some((one) => one?.equals(number) === true))
    return false;
  if (tenant !== undefined && (record.pool === null || tenantOfPool(record.pool) !== tenant)) return false;
  const wanted = (['x', 'binding', 'outcome', 'pool'] as const).filter((field) => query[field] !== undefined);
  return wanted.every((field) => query[field] === record[field]);
}
