import type { Database, Statement } from 'better-sqlite3';

/**
 * One read transaction for all reads of one turn of the event loop: SQLite's read lock, two system calls each time, is taken once for
 * all calls that come in together, and what a decision is made of is of one moment.
 *
 * Nothing read is older than a write that this process was told of: one is told by a message, which is a turn of its own, and the
 * transaction ends with the turn in which it began. Nor does it keep the write-ahead log from being emptied, for the same reason.
 */
export class TurnReads {
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollBack: Statement;
  readonly #db: Database;
  #isOpen = false;

  constructor(db: Database) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN');
    this.#commit = db.prepare('COMMIT');
    this.#rollBack = db.prepare('ROLLBACK');
  }

  /** @param look taken once in each transaction, before everything else is read */
  begin(look: () => void): void {
    if (this.#isOpen) return;
    // Somebody else's transaction goes on longer.
    if (this.#db.inTransaction) {
      look();
      return;
    }
    this.#begin.run();
    this.#isOpen = true;
    try {
      look();
    } catch (error) {
      this.#finish();
      throw error;
    }
    queueMicrotask(() => this.#finish());
  }

  /** Never throws: it runs on its own. What was wrong with the database was told to who read, and nothing was written. */
  #finish(): void {
    if (!this.#isOpen || !this.#db.open) return;
    this.#isOpen = false;
    // An error such as a full memory may have ended it.
    if (!this.#db.inTransaction) return;
    try {
      this.#commit.run();
    } catch {
      // Of a damaged file: left open, it would show the next calls what was bound at this moment, and not since.
      if (this.#db.inTransaction) this.#rollBack.run();
    }
  }
}
