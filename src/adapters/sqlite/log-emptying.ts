import type { Database } from 'better-sqlite3';

/** Between two attempts, while somebody reads what stands in the log. */
const AGAIN_MS = 1_000;

/**
 * A key that was destroyed must not be left in the write-ahead log: it is brought into the database, where what was deleted is
 * overwritten, and cut to nothing. Readers are not waited for: with one of them in the way it is tried again after a later commit.
 */
export class LogEmptying {
  readonly #db: Database;
  #isDue = false;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(db: Database) {
    this.#db = db;
  }

  /** After each commit. Never throws: what was committed is committed. @param destroysKeys whether this one did */
  committed(destroysKeys: boolean): void {
    this.#isDue ||= destroysKeys;
    const now = performance.now();
    if (!this.#isDue || (!destroysKeys && now - this.#triedAt < AGAIN_MS)) return;
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
