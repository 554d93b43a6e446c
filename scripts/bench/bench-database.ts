import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { type PrivacyNumber, privacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';

/** When everything was bound. */
export const BOUND_AT = Date.UTC(2026, 0, 1);
const TEN_YEARS_MS = 3653 * 86_400_000;
const POOL = 'bench';
export const POOL_NUMBERS = 10_000;
const BATCH = 1000;
/** Batches on their way to the writer. */
const AHEAD = 3;

/** A database of many bindings, the same for the same count, which benchmarks share: in a directory, with its key. */
export interface BenchDatabase {
  readonly path: string;
  readonly keyFile: string;
  readonly key: MasterKey;
}

/** Made where there is none. */
export function benchDatabase(directory: string): BenchDatabase {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const [path, keyFile] = [join(directory, 'axbridge.db'), join(directory, 'master.key')];
  if (!existsSync(keyFile))
    writeFileSync(keyFile, `${Buffer.from(MasterKey.random().reveal()).toString('hex')}\n`, { mode: 0o600 });
  const key = MasterKey.parse(readFileSync(keyFile, 'utf8'), keyFile);
  return { path, keyFile, key };
}

/** Binding `n`, from 0: ten of them have the same A, and each its own B. */
export function benchWish(n: number): BindRequest {
  return {
    mode: 'two-way',
    a: benchParty(Math.floor(n / 10)),
    b: benchParty(50_000_000 + n),
    pool: POOL,
    x: null,
    areaCode: null,
    areaFallback: null,
    reference: null,
    y: null,
    extension: null,
    group: null,
    details: NO_DETAILS,
    expiresAt: BOUND_AT + TEN_YEARS_MS,
    afterCallMs: null,
    slidingMs: null,
    at: BOUND_AT,
  };
}

export function benchParty(n: number): RealNumber {
  return RealNumber.of(String(8_613_800_000_000 + n));
}

export function benchNumber(n: number): PrivacyNumber {
  const number = privacyNumber(`+${8_617_000_000_000 + n}`);
  if (number === undefined) throw new Error('no privacy number');
  return number;
}

/** How many bindings are there. Those of a bench have consecutive ids from 1, none of them released. */
export function boundUpTo(store: SqliteBindingStore): number {
  let [some, none] = [0, 1];
  while (store.binding(none as BindingId) !== null) [some, none] = [none, none * 2];
  while (none - some > 1) {
    const middle = Math.floor((some + none) / 2);
    if (store.binding(middle as BindingId) === null) none = middle;
    else some = middle;
  }
  return some;
}

/**
 * Binds on from where the database is, until it has so many or the time is over.
 * @returns how many it has
 */
export async function fillUpTo(
  store: SqliteBindingStore,
  count: number,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<number> {
  await addPool(store);
  let next = boundUpTo(store);
  const ahead: Promise<void>[] = [];
  while (next < count && performance.now() < untilMs) {
    const first = next;
    next = Math.min(count, first + BATCH);
    ahead.push(bindAll(store, first, next));
    if (ahead.length >= AHEAD) await ahead.shift();
  }
  await Promise.all(ahead);
  return next;
}

/** Where there is none. */
export async function addPool(store: SqliteBindingStore): Promise<void> {
  const range = { first: benchNumber(0), last: benchNumber(POOL_NUMBERS - 1) };
  if (store.pool(POOL) === null) await store.addNumbers({ pool: POOL, range, areaCode: null, policy: null });
}

async function bindAll(store: SqliteBindingStore, first: number, end: number): Promise<void> {
  const results = await store.bindMany(Array.from({ length: end - first }, (_, n) => benchWish(first + n)));
  if (results.some((result) => !result.ok)) throw new Error('a bind was refused');
}

/** Of the file, its indexes included, when everything is in it. */
export function bytesOf(path: string): number {
  return statSync(path).size;
}
