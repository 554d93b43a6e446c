/** Binds without end and prints each id when it is acknowledged; is killed by the test that started it. */
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { party, wish } from '../contract/binding-store.fixtures.ts';

const [path = '', key = '', round = '0'] = process.argv.slice(2);
const store = await SqliteBindingStore.open({ path, key: MasterKey.parse(key, 'argument') });
let next = Number(round) * 10_000_000;

async function bindForEver(): Promise<never> {
  for (;;) {
    next += 2;
    const n = next;
    const result = await store.bind(wish({ a: party(n), b: party(n + 1), pool: 'city', expiresAt: null }));
    if (!result.ok) throw new Error(result.refusal.reason);
    process.stdout.write(`${result.binding.id} ${n}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, bindForEver));
