import { expect, it } from 'vitest';
import type { StoreWatch } from '../../src/ports/store-watch.ts';
import { addCity, wish } from '../contract/binding-store.fixtures.ts';
import { begun, calledLeg } from '../domain/cdr/given.ts';
import { type StoreBench, useStoreBench } from './temporary-store.ts';

const useBench = useStoreBench();
/** Longer than any test waits. */
const FOR_EVER_MS = 3_600_000;

/** A store whose notes about calls wait for ever to share a commit, and how many commits it has made. */
async function patientStore(bench: StoreBench) {
  let commits = 0;
  const watch: StoreWatch = {
    now: () => 0,
    ordered: () => undefined,
    settled: () => undefined,
    told: () => undefined,
    committed: () => {
      commits += 1;
    },
  };
  const store = await bench.open({ watch, companyMs: FOR_EVER_MS });
  await addCity(store, 10);
  return { store, commits: () => commits };
}

it('notes of calls wait for an order that somebody waits for, and share its commit, in their order', async () => {
  const { store, commits } = await patientStore(await useBench());
  const before = commits();
  const notes = [store.cdrs.begin(begun()), store.cdrs.addLegs([calledLeg()])];
  await new Promise((resolve) => setImmediate(resolve));
  expect([store.cdrs.begun(begun().call), commits() - before]).toEqual([null, 0]);
  await store.bind(wish());
  await Promise.all(notes);
  expect(commits() - before).toBe(1);
  expect(store.cdrs.unsettled(begun().call)).toMatchObject({ begun: { node: 'one' }, legs: [{}] });
});

it('notes of calls that still wait are kept when the store is closed', async () => {
  const bench = await useBench();
  const { store } = await patientStore(bench);
  const noted = store.cdrs.begin(begun());
  await store.close();
  await noted;
  const again = await bench.open();
  expect(again.cdrs.begun(begun().call)).toMatchObject({ node: 'one' });
});

it('notes of calls wait no longer than they are to', async () => {
  const store = await (await useBench()).open({ companyMs: 5 });
  await store.cdrs.begin(begun());
  expect(store.cdrs.begun(begun().call)).toMatchObject({ node: 'one' });
});
