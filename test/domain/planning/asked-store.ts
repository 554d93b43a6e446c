import fc from 'fast-check';
import { MemoryBindingStore } from '../../../src/adapters/memory/memory-binding-store.ts';
import { spreadOf } from '../../../src/adapters/memory/spread.ts';
import {
  type BindingLog,
  BindingLogWriter,
  type LoggedBinding,
} from '../../../src/domain/planning/binding-log.ts';
import type { PoolTerms } from '../../../src/domain/planning/log-replay.ts';
import { addCity, party, START, wish } from '../../contract/binding-store.fixtures.ts';

export const PARTIES = 7;

/** Binds of a few parties with each other over a hundred milliseconds: crowded, with renewals, ends and cool-downs in between. */
export function rowsOf(
  modes: readonly LoggedBinding['mode'][],
  maxLength = 60,
): fc.Arbitrary<LoggedBinding[]> {
  const row = fc.record({
    pair: fc.uniqueArray(fc.nat(PARTIES - 1), { minLength: 2, maxLength: 2 }),
    from: fc.nat(50),
    lasting: fc.oneof({ weight: 5, arbitrary: fc.nat(30) }, fc.constant(Number.POSITIVE_INFINITY)),
    mode: fc.constantFrom(...modes),
  });
  return fc.array(row, { minLength: 1, maxLength }).map((rows) => {
    const inTime = rows
      .map(({ pair: [a = 0, b = 1], from, lasting, mode }) => ({ a, b, from, to: from + lasting, mode }))
      .sort((one, other) => one.from - other.from);
    return modes.includes('ax') ? withoutEarlierEnds(inTime) : inTime;
  });
}

/** No renewal ends its binding earlier: see `PoolTrial`. */
function withoutEarlierEnds(rows: readonly LoggedBinding[]): LoggedBinding[] {
  const latest = new Map<string, number>();
  return rows.map((row) => {
    const pair = [row.mode, Math.min(row.a, row.b), Math.max(row.a, row.b)].join();
    const to = Math.max(row.to, latest.get(pair) ?? row.to);
    latest.set(pair, to);
    return { ...row, to };
  });
}

export const terms: fc.Arbitrary<PoolTerms> = fc.record({
  coolDownMs: fc.constantFrom(0, 1, 10, 50),
  sticky: fc.boolean(),
});

/** The rows as a log whose pairs are scattered as in the memory store. */
export function logOf(rows: readonly LoggedBinding[]): BindingLog {
  const writer = new BindingLogWriter();
  for (const row of rows) writer.add(row);
  return writer.log(Uint32Array.from({ length: PARTIES }, (_, n) => spreadOf(party(n))));
}

/** Asks a real store of so many numbers for every row. @returns how many it refused */
export async function refusedByStore(
  rows: readonly LoggedBinding[],
  pool: PoolTerms,
  numbers: number,
): Promise<number> {
  const store = new MemoryBindingStore();
  if (numbers === 0) await store.addNumbers({ pool: 'city', range: null, areaCode: null, policy: pool });
  else await addCity(store, numbers, pool);
  let refused = 0;
  for (const [place, { a, b, from, to, mode }] of rows.entries()) {
    const at = START + from;
    const expiresAt = Number.isFinite(to) ? START + to : null;
    const reference = `row ${place}`;
    const result = await store.bind(wish({ a: party(a), b: party(b), at, expiresAt, mode, reference }));
    if (!result.ok && result.refusal.reason !== 'pool-exhausted') throw new Error(result.refusal.reason);
    if (!result.ok) refused += 1;
  }
  return refused;
}

/** Runs a plan or a replay to its end. */
export function finished<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
