import fc from 'fast-check';
import { describe, it } from 'vitest';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { PinPlay, pinHistory } from './pin-play.ts';
import { useStoreBench } from './temporary-store.ts';

describe('nobody reaches anybody whom no binding of his own names, or by a PIN that he did not key', () => {
  const useBench = useStoreBench();

  it('in the memory store', async () => {
    const property = fc.asyncProperty(pinHistory, async (steps) => {
      const play = await PinPlay.begin(new MemoryBindingStore());
      for (const step of steps) await play.apply(step);
    });
    await fc.assert(property, { numRuns: 1500 });
  });

  it('in the SQLite store, which says the same as the memory store in every step, also while its key is rotated', async () => {
    const property = fc.asyncProperty(pinHistory, fc.boolean(), async (steps, rotates) => {
      const store = await (await useBench()).open();
      const play = await PinPlay.begin(store);
      for (const [place, step] of steps.entries()) {
        await play.apply(step);
        if (rotates && place % 10 === 3) await store.beginRotation(MasterKey.random());
        if (rotates && place % 10 === 8) await store.continueRotation();
      }
      play.checkAll();
      await store.close();
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
