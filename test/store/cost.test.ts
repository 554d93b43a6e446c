import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addPool, BOUND_AT, benchNumber, benchParty, benchWish } from '../../scripts/bench/bench-database.ts';
import { bulkFill } from '../../scripts/bench/bulk-fill.ts';
import { wireBindOf } from '../../src/adapters/sqlite/bind-wire.ts';
import { BindingReader } from '../../src/adapters/sqlite/binding-reader.ts';
import { WriteSession } from '../../src/adapters/sqlite/write-session.ts';
import { decideRoute } from '../../src/domain/call/route.ts';
import { type StoreBench, useStoreBench } from './temporary-store.ts';

const FEW = 200;
const MANY = 20_000;
const CALLS = 2_000;
const ROUNDS = 7;

/** A database of so many bindings, and what was asked of it since it was looked at last. */
class WatchedDatabase {
  readonly db: Database;
  #statements: string[] = [];

  constructor(path: string) {
    this.db = new SqliteDatabase(path, { verbose: (text) => this.#statements.push(String(text)) });
  }

  taken(): readonly string[] {
    return this.#statements.splice(0);
  }

  /** What of them would be read from the first row to the last. The one row of `meta` is, and what another search found. */
  scans(statements: readonly string[]): readonly string[] {
    return [...new Set(statements)]
      .filter((text) => text.startsWith('SELECT') || text.trimStart().startsWith('SELECT'))
      .flatMap((text) => this.db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all())
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (?!CONSTANT ROW|meta|\(subquery)/.test(detail));
  }
}

async function filled(bench: StoreBench, name: string, count: number): Promise<WatchedDatabase> {
  const store = await bench.open({ name });
  await addPool(store);
  await store.close();
  bulkFill({ path: bench.path(name), key: bench.key }, 0, count);
  return new WatchedDatabase(bench.path(name));
}

/** Decisions of one turn, each of which finds its binding. */
function decide(reader: BindingReader, count: number, calls = CALLS): void {
  for (let call = 0; call < calls; call += 1) {
    const n = (call * 7919) % count;
    const facts = reader.routeFacts(benchWish(n).b, [benchNumber((n * 7919) % 10_000)]);
    if (decideRoute(facts, BOUND_AT + 1).kind !== 'connect') throw new Error(`call ${call} reached nobody`);
  }
}

function cpuUsOf(work: () => void): number {
  const used = Array.from({ length: ROUNDS }, () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  });
  return Math.min(...used);
}

describe('what is asked of the database', () => {
  const useBench = useStoreBench();

  it('for a decision is one statement, and two more for all of a turn; none of them looks at every row', async () => {
    const bench = await useBench();
    const watched = await filled(bench, 'few.db', FEW);
    try {
      const reader = new BindingReader(watched.db, [bench.key]);
      decide(reader, FEW, 1);
      await Promise.resolve();
      watched.taken();
      decide(reader, FEW, 50);
      const statements = watched.taken();
      expect(statements).toHaveLength(52);
      expect(watched.scans(statements)).toEqual([]);
    } finally {
      watched.db.close();
    }
  });

  it('for a caller whom nobody bound is no more than six', async () => {
    const bench = await useBench();
    const watched = await filled(bench, 'few.db', FEW);
    try {
      const reader = new BindingReader(watched.db, [bench.key]);
      const ask = (): unknown =>
        decideRoute(reader.routeFacts(benchParty(90_000_000), [benchNumber(1)]), BOUND_AT + 1);
      expect(ask()).toMatchObject({ kind: 'refuse', reason: 'no-binding' });
      await Promise.resolve();
      watched.taken();
      ask();
      const statements = watched.taken();
      expect(statements.length).toBeLessThanOrEqual(8);
      expect(watched.scans(statements)).toEqual([]);
    } finally {
      watched.db.close();
    }
  });

  it('for a bind is five statements, a few more for a party that is bound already', async () => {
    const bench = await useBench();
    const watched = await filled(bench, 'few.db', FEW);
    try {
      const session = new WriteSession(watched.db, [bench.key]);
      const bind = (first: number, count: number): void => {
        const requests = Array.from({ length: count }, (_, n) =>
          wireBindOf(benchWish(1_000_000 + first + n)),
        );
        const [reply] = session.run([{ ticket: 1, order: { kind: 'bind', requests } }]);
        expect(reply).not.toHaveProperty('failure');
      };
      bind(0, 1);
      watched.taken();
      bind(100, 100);
      const statements = watched.taken();
      expect(statements.length).toBeLessThan(620);
      expect(watched.scans(statements)).toEqual([]);
    } finally {
      watched.db.close();
    }
  });

  it('takes about as long among 20,000 bindings as among 200', async () => {
    const bench = await useBench();
    const [few, many] = [await filled(bench, 'few.db', FEW), await filled(bench, 'many.db', MANY)];
    try {
      const [among, amongMany] = [
        new BindingReader(few.db, [bench.key]),
        new BindingReader(many.db, [bench.key]),
      ];
      decide(among, FEW);
      decide(amongMany, MANY);
      const ratio = cpuUsOf(() => decide(amongMany, MANY)) / cpuUsOf(() => decide(among, FEW));
      expect(ratio).toBeLessThan(4);
    } finally {
      few.db.close();
      many.db.close();
    }
  });
});
