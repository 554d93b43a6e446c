import SqliteDatabase from 'better-sqlite3';
import type { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SealingKeys } from '../../src/adapters/sealing/sealing-keys.ts';
import { peerTagOf } from '../../src/adapters/sqlite/party-hashes.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import { DEFAULT_POOL_POLICY } from '../../src/domain/pool/pool.ts';
import { DAY, START, x } from '../contract/binding-store.fixtures.ts';

/** What the first release wrote into an empty file. Never changes. */
const SCHEMA_1 = `
  CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), next_binding INTEGER NOT NULL, next_number INTEGER NOT NULL,
    version INTEGER NOT NULL) STRICT;
  INSERT INTO meta VALUES (1, 1, 1, 1);
  CREATE TABLE key_generation (generation INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('current', 'previous', 'retired')), salt BLOB NOT NULL, key_check BLOB NOT NULL,
    wrapped BLOB, rotated_to INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE pool (name TEXT PRIMARY KEY, policy TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE number_block (first_id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, pool TEXT,
    area_code TEXT, locked INTEGER NOT NULL) STRICT;
  CREATE TABLE binding (id INTEGER PRIMARY KEY, x INTEGER NOT NULL, reverse INTEGER NOT NULL,
    key_generation INTEGER NOT NULL, sealed BLOB NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
    after_call_ms INTEGER, sliding_ms INTEGER, after_call_release_at INTEGER, released_at INTEGER, release_reason INTEGER,
    reference TEXT,
    ends_at INTEGER GENERATED ALWAYS AS (nullif(max(created_at, min(
      ifnull(released_at, 9007199254740991),
      ifnull(expires_at, 9007199254740991),
      ifnull(after_call_release_at, 9007199254740991))), 9007199254740991)) VIRTUAL) STRICT;
  CREATE INDEX binding_x ON binding (x);
  CREATE INDEX binding_end ON binding (ends_at);
  CREATE TABLE leg (party BLOB NOT NULL, kind INTEGER NOT NULL, x INTEGER NOT NULL, binding INTEGER NOT NULL,
    side INTEGER NOT NULL, peer INTEGER NOT NULL, PRIMARY KEY (party, kind, x, binding)) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${0x61_78_62_64};
  PRAGMA user_version = 1;`;

/** A binding as the first release knew it. */
export interface OldBinding {
  readonly a: RealNumber;
  readonly b: RealNumber;
  /** The n-th number of pool `city`. */
  readonly on: number;
  readonly reverse?: boolean;
  readonly releasedAt?: number;
}

/** Writes a database of the first release with pool `city` of 10 numbers; the bindings live for a day and are numbered from 1. */
export function writeSchema1(path: string, key: MasterKey, bindings: readonly OldBinding[]): void {
  const db = new SqliteDatabase(path);
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(SCHEMA_1);
  const salt = Buffer.alloc(32, 7);
  const keys = SealingKeys.derive(key, 1, salt);
  db.prepare(
    "INSERT INTO key_generation (generation, state, salt, key_check) VALUES (1, 'current', ?, ?)",
  ).run(salt, keys.check());
  db.prepare('INSERT INTO pool VALUES (?, ?)').run('city', JSON.stringify(DEFAULT_POOL_POLICY));
  db.prepare('INSERT INTO number_block VALUES (1, ?, ?, ?, NULL, 0)').run(x(0), x(9), 'city');
  const insert =
    db.prepare(`INSERT INTO binding (id, x, reverse, key_generation, sealed, created_at, expires_at,
    released_at, release_reason, reference) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, 'old')`);
  const leg = db.prepare('INSERT INTO leg VALUES (?, ?, ?, ?, ?, ?)');
  for (const [place, { a, b, on, reverse = false, releasedAt = null }] of bindings.entries()) {
    const id = place + 1;
    const sealed = keys.seal(id, { a, b, details: NO_DETAILS });
    const reason = releasedAt === null ? null : 0;
    insert.run(id, on + 1, reverse ? 1 : 0, sealed, START, START + DAY, releasedAt, reason);
    leg.run(keys.hash(a), reverse ? 1 : 0, on + 1, id, 0, peerTagOf(keys.hash(b)));
    leg.run(keys.hash(b), 0, on + 1, id, 1, peerTagOf(keys.hash(a)));
  }
  db.prepare('UPDATE meta SET next_binding = ?, next_number = 11').run(bindings.length + 1);
  db.close();
}
