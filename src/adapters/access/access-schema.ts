import type { Database } from 'better-sqlite3';
import { StoreError } from '../../ports/store-error.ts';
import { checkOwner } from '../sqlite/connection.ts';

/** `axba`: marks the file as ours (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x61_78_62_61;

/** Steps forward, one each version, in order. A step that was released never changes. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
  INSERT INTO meta VALUES (1, 1);

  CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO tenant VALUES ('default', '', 0, 0);

  CREATE TABLE api_key (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    digest TEXT NOT NULL,
    label TEXT NOT NULL,
    terms TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
  ) STRICT;
  CREATE INDEX api_key_tenant ON api_key (tenant);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    request TEXT
  ) STRICT;
  CREATE INDEX audit_tenant ON audit (tenant);
  CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

  CREATE TABLE idempotency (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    status INTEGER,
    body TEXT,
    PRIMARY KEY (tenant, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_age ON idempotency (started_at);
  `,
  'ALTER TABLE tenant ADD COLUMN real_number_display INTEGER NOT NULL DEFAULT 0',
  // `position`: every event up to this number is done with, but for the rows of `event_delivery`. `wanted`: where it is to go on instead.
  // A row with `dead_at` is a dead letter. Nothing here holds a number of a party.
  `
  CREATE TABLE event_endpoint (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    terms TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled TEXT,
    position INTEGER NOT NULL,
    wanted INTEGER
  ) STRICT;
  CREATE INDEX event_endpoint_tenant ON event_endpoint (tenant);

  CREATE TABLE event_delivery (
    endpoint TEXT NOT NULL,
    number INTEGER NOT NULL,
    lane TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    because TEXT,
    dead_at INTEGER,
    PRIMARY KEY (endpoint, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_delivery_dead ON event_delivery (endpoint, number) WHERE dead_at IS NOT NULL;
  CREATE INDEX event_delivery_open ON event_delivery (endpoint, number) WHERE dead_at IS NULL;
  `,
];

/**
 * @returns the version of the database
 * @throws StoreError `store-newer` when a later program was here, `store-corrupt` when the file is not one of ours
 */
export function checkAccessVersion(db: Database, path: string): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  checkOwner(db, APPLICATION_ID, path);
  if (version > MIGRATIONS.length)
    throw new StoreError('store-newer', `${path} has schema version ${version}`);
  return version;
}

/**
 * Brings the database to the newest version, in one transaction.
 * @throws StoreError as `checkAccessVersion`
 */
export function migrateAccess(db: Database, path: string): void {
  const step = db.transaction(() => {
    const version = checkAccessVersion(db, path);
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  step.immediate();
}
