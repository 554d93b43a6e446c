import { statSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { LogEmptying } from '../../src/adapters/sqlite/log-emptying.ts';
import { useStoreBench } from './temporary-store.ts';

describe('the write-ahead log after keys were destroyed', () => {
  const useBench = useStoreBench();

  it('is emptied at once, or where somebody reads, by a later commit', async () => {
    const bench = await useBench();
    const db = new SqliteDatabase(bench.path(), { timeout: 5000 });
    const reader = new SqliteDatabase(bench.path());
    const logBytes = (): number => statSync(`${bench.path()}-wal`).size;
    try {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE thing (one INTEGER)');
      const emptying = new LogEmptying(db);
      const write = (): void => void db.exec('INSERT INTO thing VALUES (1)');
      write();
      emptying.committed(false);
      expect(logBytes()).toBeGreaterThan(0);
      emptying.committed(true);
      expect(logBytes()).toBe(0);
      write();
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM thing').get();
      write();
      emptying.committed(true);
      expect(logBytes(), 'the reader is not waited for').toBeGreaterThan(0);
      expect(db.pragma('busy_timeout', { simple: true })).toBe(5000);
      reader.exec('COMMIT');
      write();
      emptying.committed(true);
      expect(logBytes()).toBe(0);
    } finally {
      reader.close();
      db.close();
    }
  });
});
