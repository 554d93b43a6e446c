import type { Database, Statement } from 'better-sqlite3';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import { countOf } from '../../domain/pool/number-range.ts';
import type { PoolBindingsQuery } from '../../ports/binding-store.ts';
import { BINDING_COLUMNS, type BindingRow, IS_LIVE } from './binding-row.ts';

interface SeenRow extends BindingRow {
  readonly live: 0 | 1;
}

/** A part of the list, and the row behind which the next part begins. */
export interface PoolRows {
  readonly rows: readonly BindingRow[];
  readonly next: BindingRow | null;
}

/** So many rows are read for one part at most: about 20 ms of the thread that calls need. */
const MAX_SEEN = 5000;

/**
 * Lists the bindings of a pool number by number, along the index on X and from where the part before ended: what other pools hold is
 * never read, and nothing is sorted.
 */
export class PoolList {
  readonly #onNumber: Statement<number[], SeenRow>;
  readonly #amongNumbers: Statement<number[], SeenRow>;

  constructor(db: Database) {
    const select = `SELECT (${IS_LIVE}) AS live, ${BINDING_COLUMNS} FROM binding b INDEXED BY binding_x`;
    this.#onNumber = db.prepare(`${select} WHERE b.x = ? AND b.id > ? ORDER BY b.id`);
    this.#amongNumbers = db.prepare(`${select} WHERE b.x BETWEEN ? AND ? ORDER BY b.x, b.id`);
  }

  read(query: PoolBindingsQuery, catalogue: NumberCatalogue): PoolRows {
    const rows: BindingRow[] = [];
    let seen = 0;
    for (const row of this.#from(query, catalogue)) {
      seen += 1;
      if (query.ended || row.live === 1) rows.push(row);
      if (rows.length === query.limit || seen === MAX_SEEN) return { rows, next: row };
    }
    return { rows, next: null };
  }

  *#from({ pool, after, at }: PoolBindingsQuery, catalogue: NumberCatalogue): Iterable<SeenRow> {
    const begun = after === null ? null : catalogue.find(after.x);
    if (begun !== null && after !== null && begun.block.pool === pool)
      yield* this.#onNumber.iterate(at, at, begun.id, after.id);
    for (const { firstId, range, pool: its } of catalogue.blocks) {
      const first = Math.max(firstId, (begun?.id ?? 0) + 1);
      const last = firstId + countOf(range) - 1;
      if (its === pool && first <= last) yield* this.#amongNumbers.iterate(at, at, first, last);
    }
  }
}
