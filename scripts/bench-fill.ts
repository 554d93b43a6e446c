/*
 * Makes a database of many bindings for the other benchmarks, by the store itself, and goes on with one that is there.
 * usage: node scripts/bench-fill.ts --database DIRECTORY [--bindings 10000000] [--seconds 60 | --bulk]
 * With `--seconds` it ends after so long, to go on another time: exit code 0 when all are there, 75 when some are missing. With `--bulk`
 * the rows are written past the store, which takes a tenth of the time: see bench/bulk-fill.ts.
 */
import { parseArgs } from 'node:util';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import { addPool, benchDatabase, boundUpTo, fillUpTo } from './bench/bench-database.ts';
import { bulkFill } from './bench/bulk-fill.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    bindings: { type: 'string', default: '10000000' },
    seconds: { type: 'string' },
    bulk: { type: 'boolean', default: false },
  },
});
if (values.database === undefined) throw new Error('--database DIRECTORY is needed');
const count = Number(values.bindings);
const database = benchDatabase(values.database);
if (values.bulk) await inBulk();
else await byTheStore();

async function inBulk(): Promise<void> {
  const store = await SqliteBindingStore.open(database);
  await addPool(store);
  const there = boundUpTo(store);
  await store.close();
  bulkFill(database, there, count, (now) => {
    console.error(`${now.toLocaleString('en')} of ${count.toLocaleString('en')} bindings`);
  });
}

async function byTheStore(): Promise<void> {
  const store = await SqliteBindingStore.open(database);
  const began = performance.now();
  try {
    const until = values.seconds === undefined ? undefined : began + Number(values.seconds) * 1000;
    const there = await fillUpTo(store, count, until);
    const tookS = ((performance.now() - began) / 1000).toFixed(0);
    console.error(`${there.toLocaleString('en')} of ${count.toLocaleString('en')} bindings, ${tookS} s`);
    if (there < count) process.exitCode = 75;
  } finally {
    await store.close();
  }
}
