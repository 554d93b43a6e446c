import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { SqliteAccessStore } from '../../src/adapters/access/sqlite-access-store.ts';
import { describeAccessStore } from './access-store.contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'axbridge-access-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let run = 0;

describeAccessStore('the SQLite access store', () => ({
  lasts: true,
  open: () => SqliteAccessStore.open(join(directory, `access-${run}.db`)),
  dispose: async () => {
    run += 1;
  },
}));

describe('the file of the SQLite access store', () => {
  const path = join(directory, 'file.db');

  it('is for its owner only, and its audit log cannot be rewritten', async () => {
    const store = await SqliteAccessStore.open(path);
    const note = { at: 1, actor: 'local', action: 'a', subject: 's', outcome: 'done', request: null };
    await store.note({ ...note, tenant: store.tenants()[0]?.id ?? expect.fail() });
    await store.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const db = new SqliteDatabase(path);
    expect(() => db.exec("UPDATE audit SET actor = 'somebody else'")).toThrow('append-only');
    expect(() => db.exec('DELETE FROM audit')).toThrow('append-only');
    db.close();
  });

  it('is refused when it is something else', async () => {
    const other = join(directory, 'other.db');
    writeFileSync(other, 'no database at all, but long enough to be looked at as one'.repeat(100));
    await expect(SqliteAccessStore.open(other)).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('is refused when a later program wrote it', async () => {
    const db = new SqliteDatabase(path);
    db.pragma('user_version = 99');
    db.close();
    await expect(SqliteAccessStore.open(path)).rejects.toMatchObject({ code: 'store-newer' });
  });
});
