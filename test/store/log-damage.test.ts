import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILES } from '../../src/adapters/sqlite/database-place.ts';
import { findLogDamage } from '../../src/adapters/sqlite/log-damage.ts';
import { useStoreBench } from './temporary-store.ts';

const COMMITS = 12;
const FRAME_BYTES = 4096 + 24;

/** A database as a process leaves it that is killed: with a log of twelve commits of one to four pages each. */
function leaveLog(path: string): void {
  const live = `${path}.live`;
  const db = new SqliteDatabase(live);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec('CREATE TABLE thing (id INTEGER PRIMARY KEY, text BLOB)');
  for (let nth = 1; nth <= COMMITS; nth += 1)
    db.prepare('INSERT INTO thing VALUES (?, randomblob(?))').run(nth, 3000 * (nth % 4));
  copy(live, path);
  db.close();
}

function copy(from: string, to: string): void {
  for (const end of DATABASE_FILES) copyFileSync(`${from}${end}`, `${to}${end}`);
}

/** What SQLite by itself makes of it: how many of the commits are there. */
function commitsRead(path: string): number {
  const db = new SqliteDatabase(path);
  try {
    return Number(db.prepare('SELECT count(*) FROM thing').pluck().get());
  } catch {
    return 0;
  } finally {
    db.close();
  }
}

describe('a write-ahead log that a killed process left', () => {
  const useBench = useStoreBench();

  /** Damages a copy of the log. @returns what is found of it, and how many of the commits SQLite gives without asking */
  async function damaged(change: (log: Buffer) => Buffer, keepsIndex: boolean) {
    const bench = await useBench();
    leaveLog(bench.path('left'));
    return (nth: number) => {
      const path = bench.path(`damaged-${nth}`);
      copy(bench.path('left'), path);
      writeFileSync(`${path}-wal`, change(readFileSync(`${path}-wal`)));
      if (!keepsIndex) rmSync(`${path}-shm`);
      const found = findLogDamage(path);
      return { found, read: commitsRead(path) };
    };
  }

  it('is sound as it is, with its index and without it', async () => {
    for (const keepsIndex of [true, false]) {
      const look = await damaged((log) => log, keepsIndex);
      expect(look(0)).toEqual({ found: null, read: COMMITS });
    }
  });

  it('is known as damaged wherever one byte of it is turned, though SQLite leaves commits out without a word', async () => {
    let at = 0;
    const look = await damaged((log) => {
      log[at] = (log[at] ?? 0) ^ 0x10;
      return log;
    }, true);
    const size = 32 + FRAME_BYTES * 20;
    let lost = 0;
    for (at = 0; at < size; at += at < 64 ? 3 : 2111) {
      const { found, read } = look(at);
      if (read < COMMITS) lost += 1;
      if (read < COMMITS) expect(found, `byte ${at}: ${read} commits are left`).toContain('-wal');
    }
    expect(lost).toBeGreaterThan(40);
  });

  it('is known as damaged without its index where a later commit shows it, and else taken for one that a crash cut short', async () => {
    let at = 0;
    const look = await damaged((log) => {
      log[at] = (log[at] ?? 0) ^ 0x10;
      return log;
    }, false);
    for (at = 40; at < 32 + FRAME_BYTES * 20; at += FRAME_BYTES) {
      const { found, read } = look(at);
      if (read < COMMITS - 1) expect(found, `byte ${at}: ${read} commits are left`).toContain('can be read');
    }
  });

  it('that was cut off or is gone is known by its index', async () => {
    for (const bytes of [0, 20, 32, 32 + FRAME_BYTES, 32 + 7 * FRAME_BYTES + 100]) {
      const look = await damaged((log) => log.subarray(0, bytes), true);
      const { found, read } = look(bytes);
      expect(found, `${bytes} bytes`).toContain('-wal');
      expect(read).toBeLessThan(COMMITS);
    }
    const bench = await useBench();
    leaveLog(bench.path());
    rmSync(`${bench.path()}-wal`);
    expect(findLogDamage(bench.path())).toContain('missing');
  });

  it('is sound when a power cut took what was never acknowledged', async () => {
    const look = await damaged((log) => log.subarray(0, log.length - 1000), false);
    expect(look(0)).toMatchObject({ found: null });
    const zeros = await damaged((log) => log.fill(0, log.length - FRAME_BYTES), false);
    expect(zeros(1)).toMatchObject({ found: null });
    const none = await damaged(() => Buffer.alloc(5000), false);
    expect(none(2)).toMatchObject({ found: null });
  });

  it('is never taken for damaged while another process writes, checkpoints and begins it anew', async () => {
    const bench = await useBench();
    const writer = spawn(process.execPath, ['-e', WRITER, bench.path()], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const ended = once(writer, 'exit');
    const found = new Set<string | null>();
    let looks = 0;
    while (writer.exitCode === null) {
      found.add(findLogDamage(bench.path()));
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await ended)[0]).toBe(0);
    expect(looks).toBeGreaterThan(20);
    expect([...found]).toEqual([null]);
  });
});

/** Writes for a while, with a log that begins anew every few commits. */
const WRITER = `
  const Database = require('better-sqlite3');
  const db = new Database(process.argv[1]);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 40');
  db.exec('CREATE TABLE thing (id INTEGER PRIMARY KEY, text BLOB)');
  const put = db.prepare('INSERT OR REPLACE INTO thing VALUES (?, randomblob(?))');
  for (let nth = 0; nth < 4000; nth += 1) {
    put.run(nth % 100, 100 * (nth % 90));
    if (nth % 700 === 0) db.pragma('wal_checkpoint(TRUNCATE)');
  }
  db.close();`;
