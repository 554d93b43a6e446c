import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { addCity, bound, DAY, party, START, wish, x } from '../contract/binding-store.fixtures.ts';
import { ModePlay } from './mode-play.ts';
import { type ModeStep, modeHistory } from './mode-steps.ts';
import { PastWatch } from './past-watch.ts';
import { useStoreBench } from './temporary-store.ts';

type History = typeof modeHistory extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays a history with a clock that only goes forward, so that an instant is one moment. */
async function play(
  store: BindingStore,
  { steps, coolDownMs, sticky }: History,
  between: (place: number, step: ModeStep) => Promise<void> = async () => undefined,
): Promise<PastWatch> {
  const history = await ModePlay.begin(store, coolDownMs, sticky);
  const watch = new PastWatch(store);
  for (const [place, step] of steps.entries()) {
    history.wait(1);
    if (step.kind === 'clock') history.wait(Math.abs(step.ms));
    // What tenants say is not logged.
    else if (step.kind !== 'tenant') await history.play(step);
    if (step.kind === 'purge') watch.purged(history.now);
    await between(place, step);
    watch.note(history.now);
  }
  return watch;
}

describe('what is said of the past is what was said then', () => {
  const useBench = useStoreBench();

  it('in the memory store', async () => {
    const total = { exact: 0, uncertain: 0, forgotten: 0 };
    const property = fc.asyncProperty(modeHistory, async (history) => {
      const watch = await play(new MemoryBindingStore(), history);
      watch.checkAll(3);
      for (const key of ['exact', 'uncertain', 'forgotten'] as const) total[key] += watch.asked[key];
    });
    await fc.assert(property, { numRuns: 60 });
    expect(total.exact).toBeGreaterThan(4 * total.uncertain);
  });

  it('in the SQLite store', async () => {
    const property = fc.asyncProperty(modeHistory, async (history) => {
      const bench = await useBench();
      const store = await bench.open();
      const watch = await play(store, history);
      watch.checkAll(3);
      await store.close();
    });
    await fc.assert(property, { numRuns: 10 });
  });

  it('in the SQLite store while its key is rotated again and again', async () => {
    const property = fc.asyncProperty(modeHistory, async (history) => {
      const store = await (await useBench()).open();
      const watch = await play(store, history, async (place) => {
        if (place % 10 === 3) await store.beginRotation(MasterKey.random());
        if (place % 10 === 8) await store.continueRotation();
      });
      watch.checkAll(7);
      await store.continueRotation();
      watch.checkAll(7);
      await store.close();
    });
    await fc.assert(property, { numRuns: 4 });
  });
});

describe('how a binding was', () => {
  const useBench = useStoreBench();

  it('is forgotten in time also of one that lives on, however often it was changed', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 1);
    const { id } = bound(await store.bind(wish({ expiresAt: START + DAY, slidingMs: DAY })));
    for (let minute = 1; minute <= 9; minute += 1) await store.callRouted(id, START + minute, party(1));
    const versions = (): number => {
      const db = new SqliteDatabase(bench.path(), { readonly: true });
      const count = db.prepare<[], number>('SELECT count(*) FROM binding_version').pluck().get();
      db.close();
      return count ?? 0;
    };
    expect(versions()).toBe(9);
    expect(await store.purge(START + 8, START + 10, 2)).toBe(0);
    expect(versions()).toBe(2);
    const expiry = (at: number) => store.routeFactsAt(party(1), [x(0)], at);
    expect(expiry(START + 7)).toBeNull();
    expect(expiry(START + 8)).toMatchObject({ own: { binding: { expiresAt: START + 8 + DAY } } });
  });
});
