import type { Database } from 'better-sqlite3';
import { StoreError } from '../../ports/store-error.ts';
import { checkOwner } from './connection.ts';

/** `axbd`: marks the file as ours (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x61_78_62_64;

/**
 * Steps forward, one each version, in order. A step that was released never changes.
 *
 * `leg` holds one row for each end of each binding, so (party, X) finds its latest binding, and a party all of its bindings.
 * `kind` 0 resolves calls of the party, 1 only tells it that the direction is wrong (A of a reverse binding).
 * `side` 0 is A, 1 is B. `peer` is 32 bits of the other party's hash, to find a pair among the bindings of the party that has fewer;
 * it has no index of its own, because each index costs a page written for each binding. Chance meetings are told apart by unsealing.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    next_binding INTEGER NOT NULL,
    next_number INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;
  INSERT INTO meta VALUES (1, 1, 1, 1);

  CREATE TABLE key_generation (
    generation INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('current', 'previous', 'retired')),
    salt BLOB NOT NULL,
    key_check BLOB NOT NULL,
    wrapped BLOB,
    rotated_to INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE pool (name TEXT PRIMARY KEY, policy TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE number_block (
    first_id INTEGER PRIMARY KEY,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    pool TEXT,
    area_code TEXT,
    locked INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE binding (
    id INTEGER PRIMARY KEY,
    x INTEGER NOT NULL,
    reverse INTEGER NOT NULL,
    key_generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    after_call_ms INTEGER,
    sliding_ms INTEGER,
    after_call_release_at INTEGER,
    released_at INTEGER,
    release_reason INTEGER,
    reference TEXT,
    ends_at INTEGER GENERATED ALWAYS AS (nullif(max(created_at, min(
      ifnull(released_at, 9007199254740991),
      ifnull(expires_at, 9007199254740991),
      ifnull(after_call_release_at, 9007199254740991))), 9007199254740991)) VIRTUAL
  ) STRICT;
  CREATE INDEX binding_x ON binding (x);
  CREATE INDEX binding_end ON binding (ends_at);

  CREATE TABLE leg (
    party BLOB NOT NULL,
    kind INTEGER NOT NULL,
    x INTEGER NOT NULL,
    binding INTEGER NOT NULL,
    side INTEGER NOT NULL,
    peer INTEGER NOT NULL,
    PRIMARY KEY (party, kind, x, binding)
  ) STRICT, WITHOUT ROWID;
  `,
  // `mode` is the place in BINDING_MODES; those from 5 are the open ones. `kept_number` holds the numbers that come and go: see
  // `KEPT` in kept-numbers.ts for its kinds.
  `
  ALTER TABLE binding RENAME COLUMN reverse TO mode;
  ALTER TABLE binding ADD COLUMN y INTEGER;
  ALTER TABLE binding ADD COLUMN extension TEXT;
  ALTER TABLE binding ADD COLUMN grp TEXT;
  CREATE INDEX binding_y ON binding (y) WHERE y IS NOT NULL;
  CREATE INDEX binding_open ON binding (x) WHERE mode >= 5;
  CREATE INDEX binding_extension ON binding (x, extension) WHERE extension IS NOT NULL;
  CREATE INDEX binding_group ON binding (grp) WHERE grp IS NOT NULL;

  CREATE TABLE kept_number (
    kind INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    party BLOB NOT NULL,
    binding INTEGER NOT NULL,
    at INTEGER NOT NULL,
    key_generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (kind, owner, party)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE party_group (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
  `,
  // How often the parties of a binding were changed. From here on `kind` of `leg` may be 2: see `KIND` in binding-row.ts.
  `
  ALTER TABLE binding ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  `,
  // `ends_at` is what `overAt` says: the grace counts, so that nothing that looks for numbers that are free looks past it.
  `
  DROP INDEX binding_end;
  ALTER TABLE binding DROP COLUMN ends_at;
  ALTER TABLE binding ADD COLUMN grace_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN answered_calls INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN talk_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN ends_at INTEGER GENERATED ALWAYS AS (nullif(max(created_at, min(
      ifnull(released_at, 9007199254740991),
      ifnull(expires_at + grace_ms, 9007199254740991),
      ifnull(after_call_release_at, 9007199254740991))), 9007199254740991)) VIRTUAL;
  CREATE INDEX binding_end ON binding (ends_at);
  `,
  // Call records. `at` and `day` are when the call began, in microseconds and days; `cdr_begun` and `cdr_leg` hold what no record has
  // yet. A name of a call or leg is its UUID in 16 bytes. `cdr_party` finds a caller or callee by the hash of that day.
  `
  CREATE TABLE cdr_day (day INTEGER PRIMARY KEY, key_generation INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;

  CREATE TABLE cdr_begun (
    call BLOB PRIMARY KEY, at INTEGER NOT NULL, day INTEGER NOT NULL, sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE cdr_leg (
    call BLOB NOT NULL, leg BLOB NOT NULL, day INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (call, leg)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE cdr (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    tenant TEXT,
    pool TEXT,
    x TEXT,
    binding INTEGER,
    outcome TEXT NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX cdr_at ON cdr (at);
  CREATE INDEX cdr_x ON cdr (x, at) WHERE x IS NOT NULL;
  CREATE INDEX cdr_binding ON cdr (binding, at) WHERE binding IS NOT NULL;
  CREATE INDEX cdr_outcome ON cdr (outcome, at);
  CREATE INDEX cdr_tenant ON cdr (tenant, at) WHERE tenant IS NOT NULL;

  CREATE TABLE cdr_party (
    day INTEGER NOT NULL, party BLOB NOT NULL, at INTEGER NOT NULL, cdr INTEGER NOT NULL, PRIMARY KEY (day, party, at, cdr)
  ) STRICT, WITHOUT ROWID;
  `,
  // `pins` 1: the binding takes PINs on its X, or did. What was keyed wrong outlives the daemon.
  `
  ALTER TABLE binding ADD COLUMN pins INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN wrong_pins INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE binding ADD COLUMN pins_locked_until INTEGER;
  CREATE INDEX binding_pins ON binding (x) WHERE pins = 1;
  `,
  // What a tenant says of the calls of all its pools, as JSON; like that of a pool it holds nobody's number.
  `
  CREATE TABLE tenant_policy (tenant TEXT PRIMARY KEY, calls TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // Recordings. `name` is the file's, `spooled` the UUID under which the switch left it and `source` what that file was. The key of a
  // file is wrapped by the key of its day, and while it is held by the key of the database as well. Without either it is shredded.
  `
  CREATE TABLE recording_day (day INTEGER PRIMARY KEY, key_generation INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;

  CREATE TABLE recording (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL UNIQUE,
    spooled BLOB NOT NULL,
    source TEXT NOT NULL,
    call BLOB,
    tenant TEXT NOT NULL,
    pool TEXT,
    binding INTEGER,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    format TEXT NOT NULL,
    channels INTEGER NOT NULL,
    salvaged INTEGER NOT NULL,
    wrapped BLOB,
    held_at INTEGER,
    held_generation INTEGER,
    held BLOB
  ) STRICT;
  CREATE INDEX recording_spooled ON recording (spooled);
  CREATE INDEX recording_at ON recording (at);
  CREATE INDEX recording_tenant ON recording (tenant, at);
  CREATE INDEX recording_binding ON recording (binding, at) WHERE binding IS NOT NULL;
  CREATE INDEX recording_call ON recording (call) WHERE call IS NOT NULL;
  CREATE INDEX recording_day_of ON recording (day) WHERE held IS NULL;
  CREATE INDEX recording_shredded ON recording (id) WHERE wrapped IS NULL AND held IS NULL;
  CREATE INDEX recording_held ON recording (held_generation) WHERE held IS NOT NULL;
  `,
  // Events, many to a row: `first` to `last` are their numbers, `at` is the latest of their instants, and `day` the day of it, whose key
  // has sealed them. `told` of a binding is one of `TOLD` in binding-row.ts, and `due_at` the end by time that is not told yet; of those
  // that ended before there were events nothing is told.
  `
  CREATE TABLE event_log (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL UNIQUE, last INTEGER NOT NULL) STRICT;

  CREATE TABLE event_chunk (
    log INTEGER NOT NULL,
    last INTEGER NOT NULL,
    first INTEGER NOT NULL,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (log, last)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_chunk_day ON event_chunk (day);

  CREATE TABLE event_day (day INTEGER PRIMARY KEY, key_generation INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;

  ALTER TABLE binding ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
  UPDATE binding SET told = 2 WHERE released_at IS NULL AND min(
      ifnull(expires_at, 9007199254740991),
      ifnull(after_call_release_at, 9007199254740991)) <= 1000 * unixepoch();
  ALTER TABLE binding ADD COLUMN due_at INTEGER GENERATED ALWAYS AS (
      CASE WHEN told <> 2 AND released_at IS NULL THEN nullif(min(
        ifnull(expires_at, 9007199254740991),
        ifnull(after_call_release_at, 9007199254740991)), 9007199254740991) END) VIRTUAL;
  CREATE INDEX binding_due ON binding (told, due_at) WHERE due_at IS NOT NULL;
  `,
  // How much room a pool had when that was looked at last.
  `
  CREATE TABLE pool_level (pool TEXT PRIMARY KEY, level TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // How bindings were until an instant: a row for each change, none for the release. `version_leg` finds parties that gave way under
  // their numbers as they were. Of what was before this step was taken nothing is known.
  `
  CREATE TABLE binding_version (
    id INTEGER PRIMARY KEY,
    binding INTEGER NOT NULL,
    until INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    expires_at INTEGER,
    after_call_ms INTEGER,
    sliding_ms INTEGER,
    after_call_release_at INTEGER,
    released_at INTEGER,
    release_reason INTEGER,
    grace_ms INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    answered_calls INTEGER NOT NULL,
    talk_ms INTEGER NOT NULL,
    pins INTEGER NOT NULL,
    wrong_pins INTEGER NOT NULL,
    pins_locked_until INTEGER,
    key_generation INTEGER,
    sealed BLOB,
    reference TEXT
  ) STRICT;
  CREATE INDEX binding_version_of ON binding_version (binding, until);
  CREATE INDEX binding_version_sealed ON binding_version (binding, until) WHERE sealed IS NOT NULL;
  CREATE INDEX binding_version_key ON binding_version (key_generation) WHERE sealed IS NOT NULL;

  CREATE TABLE version_leg (
    party BLOB NOT NULL, x INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (party, x, version)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE meta ADD COLUMN history_since INTEGER NOT NULL DEFAULT 0;
  UPDATE meta SET history_since = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE EXISTS (SELECT 1 FROM binding);
  `,
  // When the keys were made: they are exchanged for fresh ones after a time.
  'ALTER TABLE key_generation ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0',
];

/**
 * @returns the version of the database
 * @throws StoreError `store-newer` when a later program was here, `store-corrupt` when the file is not one of ours
 */
export function checkVersion(db: Database, path: string): number {
  const version = numberOf(db.pragma('user_version', { simple: true }));
  checkOwner(db, APPLICATION_ID, path);
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'store-newer',
      `${path} has schema version ${version}, this program knows ${MIGRATIONS.length}`,
    );
  return version;
}

/**
 * Brings the database to the newest version, in one transaction. One that has it is only read: should it turn out to be damaged, it is as it
 * was found.
 * @throws StoreError as `checkVersion`
 */
export function migrate(db: Database, path: string): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const version = checkVersion(db, path);
    if (version < MIGRATIONS.length) {
      for (const step of MIGRATIONS.slice(version)) db.exec(step);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
