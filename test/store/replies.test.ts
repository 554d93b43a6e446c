import { expect, it } from 'vitest';
import { addCity, party, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const useBench = useStoreBench();
const BINDS = 200;

/** Carries the orders out together. @returns how many were told of in each turn of the event loop */
async function toldInTurns(orders: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
  const runs: number[] = [0];
  let ended = false;
  const nextTurn = (): void => {
    runs.push(0);
    if (!ended) setImmediate(nextTurn);
  };
  setImmediate(nextTurn);
  await Promise.all(
    orders.map(async (order) => {
      await order();
      runs.push((runs.pop() ?? 0) + 1);
    }),
  );
  ended = true;
  return runs;
}

it('tells what a commit has done in turns, so that calls are not kept waiting by a burst of binds', async () => {
  const store = await (await useBench()).open();
  await addCity(store, 10);
  const runs = await toldInTurns(
    Array.from(
      { length: BINDS },
      (_, at) => () => store.bind(wish({ a: party(2 * at), b: party(2 * at + 1) })),
    ),
  );
  expect(runs.reduce((sum, run) => sum + run)).toBe(BINDS);
  // Two turns of sixteen, when a commit is told of just before the loop comes round.
  expect(Math.max(...runs)).toBeLessThanOrEqual(32);
});

it('tells of batches in turns by their rows', async () => {
  const store = await (await useBench()).open();
  await addCity(store, 10);
  const rows = (at: number) =>
    Array.from({ length: 16 }, (_, row) =>
      wish({ a: party(32 * at + 2 * row), b: party(32 * at + 2 * row + 1) }),
    );
  const runs = await toldInTurns(Array.from({ length: 20 }, (_, at) => () => store.bindMany(rows(at))));
  expect(runs.reduce((sum, run) => sum + run)).toBe(20);
  expect(Math.max(...runs)).toBeLessThanOrEqual(2);
});

it('tells what it has done to everybody who waits when it is closed', async () => {
  const store = await (await useBench()).open();
  await addCity(store, 10);
  const bound = Array.from({ length: BINDS }, (_, at) =>
    store.bind(wish({ a: party(2 * at), b: party(2 * at + 1) })),
  );
  const results = Promise.all(bound);
  await store.close();
  expect((await results).filter(({ ok }) => ok)).toHaveLength(BINDS);
});
