import type { Database } from 'better-sqlite3';
import type { WriteAnswer, WriteOrder } from './write-order.ts';

/** Between two attempts, while somebody reads what stands in the log. */
const AGAIN_MS = 1_000;

/** Of these something is gone when they answer that so many were. */
const PURGES: readonly WriteOrder['kind'][] = [
  'purge',
  'purge-versions',
  'events-purge',
  'recording-shred-days',
];

/**
 * True of an order that left less of keys, or of what is sealed by one, than there was: the write-ahead log must not keep it. Of a
 * rotation that is its end, when the keys of before are forgotten.
 */
export function destroysSecrets({ kind }: WriteOrder, answer: WriteAnswer | undefined): boolean {
  if (kind === 'recording-shred') return answer === 'done';
  if (kind === 'rotate') return answer === 0;
  if (PURGES.includes(kind)) return answer !== 0;
  return kind === 'recording-forget' || kind === 'cdr-purge';
}

/**
 * A key that was destroyed must not be left in the write-ahead log: it is brought into the database, where what was deleted is
 * overwritten, and cut to nothing. Readers are not waited for: with one of them in the way it is tried again after a later commit.
 */
export class LogEmptying {
  readonly #db: Database;
  #isDue: boolean;
  #triedAt = Number.NEGATIVE_INFINITY;

  /** @param isDue an earlier process may have left something in the log */
  constructor(db: Database, isDue = false) {
    this.#db = db;
    this.#isDue = isDue;
  }

  /** After each commit. Never throws: what was committed is committed. @param destroys whether this one did */
  committed(destroys: boolean): void {
    this.#isDue ||= destroys;
    const now = performance.now();
    if (!this.#isDue || (!destroys && now - this.#triedAt < AGAIN_MS)) return;
    this.#triedAt = now;
    const timeout = Number(this.#db.pragma('busy_timeout', { simple: true }));
    try {
      this.#db.pragma('busy_timeout = 0');
      this.#isDue = this.#db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0;
    } catch {
      this.#isDue = true;
    } finally {
      this.#db.pragma(`busy_timeout = ${timeout}`);
    }
  }
}
