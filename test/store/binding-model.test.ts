import fc from 'fast-check';
import { describe, it } from 'vitest';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { addCity } from '../contract/binding-store.fixtures.ts';
import { BindingModel, NUMBERS, type Step, step } from './binding-model.ts';
import { useStoreBench } from './temporary-store.ts';

async function play(
  store: BindingStore,
  steps: readonly Step[],
  coolDownMs: number,
  sticky: boolean,
): Promise<void> {
  await addCity(store, NUMBERS, { coolDownMs, sticky });
  const model = new BindingModel(store, coolDownMs);
  for (const next of steps) await model.apply(next);
}

const history = fc.array(step, { minLength: 10, maxLength: 80 });
const coolDown = fc.constantFrom(0, 25);

describe('whatever happens, no caller reaches anybody but the current peer, and no X comes back inside a cool-down', () => {
  const useBench = useStoreBench();

  it('in the memory store', async () => {
    const property = fc.asyncProperty(history, coolDown, fc.boolean(), (steps, coolDownMs, sticky) =>
      play(new MemoryBindingStore(), steps, coolDownMs, sticky),
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it('in the SQLite store', async () => {
    const property = fc.asyncProperty(history, coolDown, fc.boolean(), async (steps, coolDownMs, sticky) => {
      const store = await (await useBench()).open();
      await play(store, steps, coolDownMs, sticky);
      await store.close();
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('in the SQLite store while its key is rotated again and again', async () => {
    const property = fc.asyncProperty(history, async (steps) => {
      const bench = await useBench();
      const store = await bench.open();
      await addCity(store, NUMBERS, { coolDownMs: 25 });
      const model = new BindingModel(store, 25);
      for (const [place, next] of steps.entries()) {
        await model.apply(next);
        if (place % 10 === 3) await store.beginRotation(MasterKey.random());
        if (place % 10 === 8) await store.continueRotation();
      }
      model.checkAll();
      await store.close();
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
