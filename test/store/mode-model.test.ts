import fc from 'fast-check';
import { describe, it } from 'vitest';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { ModePlay } from './mode-play.ts';
import { modeHistory } from './mode-steps.ts';
import { useStoreBench } from './temporary-store.ts';

describe('with all modes on one pool nobody reaches anybody whom the bindings do not name, and no number is open for two', () => {
  const useBench = useStoreBench();

  it('in the memory store', async () => {
    const property = fc.asyncProperty(modeHistory, async ({ steps, coolDownMs, sticky }) => {
      const play = await ModePlay.begin(new MemoryBindingStore(), coolDownMs, sticky);
      for (const step of steps) await play.apply(step);
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('in the SQLite store, which says the same as the memory store in every step', async () => {
    const property = fc.asyncProperty(modeHistory, async ({ steps, coolDownMs, sticky }) => {
      const store = await (await useBench()).open();
      const play = await ModePlay.begin(store, coolDownMs, sticky);
      for (const step of steps) await play.apply(step);
      await store.close();
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('in the SQLite store while its key is rotated again and again', async () => {
    const property = fc.asyncProperty(modeHistory, async ({ steps, coolDownMs, sticky }) => {
      const store = await (await useBench()).open();
      const play = await ModePlay.begin(store, coolDownMs, sticky);
      for (const [place, step] of steps.entries()) {
        await play.apply(step);
        if (place % 10 === 3) await store.beginRotation(MasterKey.random());
        if (place % 10 === 8) await store.continueRotation();
      }
      play.checkAll();
      await store.close();
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
