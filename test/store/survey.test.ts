import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCity, START, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

describe('the surveys of the pools', () => {
  const useBench = useStoreBench();
  const started: Worker[] = [];
  const note = (worker: Worker): number => started.push(worker);
  beforeEach(() => {
    started.length = 0;
    process.on('worker', note);
  });
  afterEach(() => process.off('worker', note));

  async function surveyed() {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 10);
    await store.bind(wish());
    started.length = 0;
    return store;
  }

  it('share one thread for as long as the store is open, and are answered in turn', async () => {
    const store = await surveyed();
    const bindings = async (at: number): Promise<number | undefined> =>
      (await store.poolUsage(at))[0]?.liveBindings;
    expect(await bindings(START)).toBe(1);
    const later = wish().expiresAt ?? 0;
    expect(await Promise.all([bindings(START), bindings(later), bindings(START)])).toEqual([1, 0, 1]);
    expect(started).toHaveLength(1);
  });

  it('fail when their thread is lost, and the next one starts another', async () => {
    const store = await surveyed();
    await store.poolUsage(START);
    const ended = started[0]?.terminate();
    await expect(store.poolUsage(START)).rejects.toMatchObject({ code: 'store-failed' });
    await ended;
    expect(await store.poolUsage(START)).toHaveLength(1);
    expect(started).toHaveLength(2);
  });

  it('keep no store open: what waits for one is told', async () => {
    const store = await surveyed();
    const refused = expect(store.poolUsage(START)).rejects.toMatchObject({ code: 'store-closed' });
    await store.close();
    await refused;
    await expect(store.poolUsage(START)).rejects.toMatchObject({ code: 'store-closed' });
  });
});
