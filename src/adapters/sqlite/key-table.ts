import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../domain/instant.ts';
import { StoreError } from '../../ports/store-error.ts';
import { KeyRing } from '../sealing/key-ring.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { SealingKeys } from '../sealing/sealing-keys.ts';

interface GenerationRow {
  readonly generation: number;
  readonly state: 'current' | 'previous' | 'retired';
  readonly salt: Uint8Array;
  readonly key_check: Uint8Array;
  /** The keys of the previous generation, sealed by the current ones, while its numbers are being sealed anew. */
  readonly wrapped: Uint8Array | null;
  /** Bindings up to this id are sealed by the current generation. */
  readonly rotated_to: number;
  readonly begun_at: EpochMs;
}

/** How the keys of a database stand. */
export interface KeyState {
  readonly begunAt: EpochMs;
  /** Numbers of an earlier generation are left, and that generation was of the same master key. */
  readonly isRenewing: boolean;
}

/** So many generations that are over can still be told from a key that never was one of the database. */
const REMEMBERED = 8;

const SALT_BYTES = 32;

/** A generation that a rotation is about to begin. */
export interface NextGeneration {
  readonly generation: number;
  readonly salt: Uint8Array;
}

/** Gives a database without key its first generation. */
export function ensureGeneration(db: Database, master: MasterKey): void {
  if (rowOf(db, 'current') !== undefined) return;
  const salt = randomBytes(SALT_BYTES);
  insertGeneration(db, SealingKeys.derive(master, 1, salt), salt);
}

/**
 * The keys of the database.
 * @param masters the key, and while a rotation begins the next one as well
 * @throws StoreError `key-wrong` when no master key is the one of the database
 */
export function loadKeyRing(db: Database, masters: readonly MasterKey[]): KeyRing {
  const row = rowOf(db, 'current');
  if (row === undefined) throw new StoreError('store-corrupt', 'the database names no key generation');
  const candidates = masters.map((master) => SealingKeys.derive(master, row.generation, row.salt));
  const current = candidates.find((keys) => isKeyOf(keys, row));
  if (current === undefined) throw new StoreError('key-wrong', wrongKeyDetail(db, masters));
  const previous = rowOf(db, 'previous');
  if (previous === undefined || previous.wrapped === null) return new KeyRing(current);
  return new KeyRing(current, current.unwrap(previous.generation, previous.wrapped));
}

/** True when the master key is the one of the database, not an earlier or a later one. */
export function isCurrentKey(db: Database, master: MasterKey): boolean {
  const row = rowOf(db, 'current');
  return row !== undefined && isKeyOf(SealingKeys.derive(master, row.generation, row.salt), row);
}

/** @returns the generation that a rotation of `ring` begins */
export function nextGeneration(ring: KeyRing): NextGeneration {
  return { generation: ring.current.generation + 1, salt: randomBytes(SALT_BYTES) };
}

/** Makes `next` the current generation and keeps the present one readable by it. */
export function beginGeneration(
  db: Database,
  present: SealingKeys,
  next: SealingKeys,
  salt: Uint8Array,
): void {
  if (rowOf(db, 'previous') !== undefined)
    throw new StoreError('key-rotating', 'the numbers are still being sealed for the latest rotation');
  db.prepare(
    `UPDATE key_generation SET state = 'previous', wrapped = ?, rotated_to = 0 WHERE state = 'current'`,
  ).run(next.wrap(present));
  insertGeneration(db, next, salt);
  db.prepare('UPDATE meta SET version = version + 1').run();
}

/** Up to which id bindings are sealed anew; `null` when no rotation runs. */
export function rotatedTo(db: Database): number | null {
  return rowOf(db, 'previous')?.rotated_to ?? null;
}

export function setRotatedTo(db: Database, bindingId: number): void {
  db.prepare(`UPDATE key_generation SET rotated_to = ? WHERE state = 'previous'`).run(bindingId);
}

/**
 * Forgets the keys of the previous generation, and the salt without which nobody derives them again, not from the master key either: what
 * they sealed and is left anywhere, in a page or on the disk, opens no more. By which master key they were made can still be told.
 */
export function retirePrevious(db: Database, masters: readonly MasterKey[]): void {
  const row = rowOf(db, 'previous');
  if (row === undefined) return;
  const master = masters.find((one) => isKeyOf(SealingKeys.derive(one, row.generation, row.salt), row));
  const salt = randomBytes(SALT_BYTES);
  const check =
    master === undefined
      ? randomBytes(row.key_check.length)
      : SealingKeys.derive(master, row.generation, salt).check();
  // Each on its own, so that the salt is overwritten in its place.
  db.prepare(`UPDATE key_generation SET salt = ?, key_check = ? WHERE state = 'previous'`).run(salt, check);
  db.prepare(`UPDATE key_generation SET wrapped = zeroblob(length(wrapped)) WHERE state = 'previous'`).run();
  db.prepare(`UPDATE key_generation SET state = 'retired', wrapped = NULL WHERE state = 'previous'`).run();
  db.prepare('DELETE FROM key_generation WHERE generation < ?').run(row.generation - REMEMBERED);
  db.prepare('UPDATE meta SET version = version + 1').run();
}

/** @throws StoreError `key-wrong` */
export function currentMaster(db: Database, masters: readonly MasterKey[]): MasterKey {
  const master = masters.find((one) => isCurrentKey(db, one));
  if (master === undefined) throw new StoreError('key-wrong', wrongKeyDetail(db, masters));
  return master;
}

export function keyState(db: Database, masters: readonly MasterKey[]): KeyState {
  const [current, previous] = [rowOf(db, 'current'), rowOf(db, 'previous')];
  const isRenewing =
    previous !== undefined &&
    isKeyOf(SealingKeys.derive(currentMaster(db, masters), previous.generation, previous.salt), previous);
  return { begunAt: current?.begun_at ?? 0, isRenewing };
}

function insertGeneration(db: Database, keys: SealingKeys, salt: Uint8Array): void {
  db.prepare(
    `INSERT INTO key_generation (generation, state, salt, key_check, begun_at)
     VALUES (?, 'current', ?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))`,
  ).run(keys.generation, salt, keys.check());
}

function rowOf(db: Database, state: GenerationRow['state']): GenerationRow | undefined {
  return db.prepare<[string], GenerationRow>('SELECT * FROM key_generation WHERE state = ?').get(state);
}

function isKeyOf(keys: SealingKeys, row: GenerationRow): boolean {
  const check = keys.check();
  return row.key_check.length === check.length && timingSafeEqual(check, row.key_check);
}

function wrongKeyDetail(db: Database, masters: readonly MasterKey[]): string {
  const earlier = db
    .prepare<[], GenerationRow>(`SELECT * FROM key_generation WHERE state <> 'current'`)
    .all();
  const match = earlier.find((row) =>
    masters.some((master) => isKeyOf(SealingKeys.derive(master, row.generation, row.salt), row)),
  );
  return match === undefined
    ? 'the numbers in this database were sealed with another key'
    : `this is the key from before rotation ${match.generation}: the database has a newer one`;
}
