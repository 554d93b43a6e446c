import { readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { addCity, party, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const useBench = useStoreBench();

/** Where the index of the log says how many of its pages are in the database (https://www.sqlite.org/walformat.html, WalCkptInfo). */
const BACKFILLED_AT = 96;

function pagesBroughtIn(path: string): number {
  return readFileSync(`${path}-shm`).readUInt32LE(BACKFILLED_AT);
}

it('brings the log of a press of binds into the database long before the writer has to', {
  timeout: 60_000,
}, async () => {
  const bench = await useBench();
  const store = await bench.open();
  await addCity(store, 100);
  const before = pagesBroughtIn(bench.path());
  await store.bindMany(
    Array.from({ length: 1000 }, (_, n) => wish({ a: party(2 * n), b: party(2 * n + 1) })),
  );
  while (pagesBroughtIn(bench.path()) === before) await pause(20);
  expect(statSync(`${bench.path()}-wal`).size).toBeLessThan(16_000 * 4096);
  await store.close();
  expect(statSync(`${bench.path()}-wal`).size).toBe(0);
});
