import type { Database } from 'better-sqlite3';
import type { BindingMode } from '../../domain/binding/binding-mode.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { IdRange, NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import { type BindingQuery, MAX_COUNTED_BINDINGS } from '../../ports/binding-store.ts';
import { BINDING_COLUMNS, type BindingRow, IS_LIVE, modeAt } from './binding-row.ts';

interface Condition {
  readonly sql: string;
  readonly values: readonly (number | string | Uint8Array)[];
}

/** Lists bindings in the order of their ids, by any mix of conditions. */
export class BindingList {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** How many live bindings a number has, by mode, as far as they are counted. */
  liveOn(number: NumberId, at: EpochMs): ReadonlyMap<BindingMode, number> {
    const latest = (column: 'x' | 'y'): string =>
      `SELECT * FROM (SELECT mode, released_at, expires_at, after_call_release_at FROM binding WHERE ${column} = ? ORDER BY id DESC LIMIT ${MAX_COUNTED_BINDINGS})`;
    const rows = this.#db
      .prepare<number[], { readonly mode: number; readonly live: number }>(
        `SELECT b.mode, count(*) AS live FROM (${latest('x')} UNION ALL ${latest('y')}) b
        WHERE ${IS_LIVE} GROUP BY b.mode`,
      )
      .all(number, number, at, at);
    return new Map(rows.map(({ mode, live }) => [modeAt(mode), live]));
  }

  /** @param hashes of the query's party, `null` for any */
  read(
    query: BindingQuery,
    hashes: readonly Uint8Array[] | null,
    catalogue: NumberCatalogue,
  ): readonly BindingRow[] {
    const conditions = conditionsOf(query, hashes, catalogue);
    const sql = `SELECT ${BINDING_COLUMNS} FROM binding b
      WHERE ${conditions.map((condition) => condition.sql).join(' AND ')} ORDER BY b.id LIMIT ?`;
    const values = conditions.flatMap((condition) => condition.values);
    return this.#db.prepare<unknown[], BindingRow>(sql).all(...values, query.limit);
  }
}

function conditionsOf(
  query: BindingQuery,
  hashes: readonly Uint8Array[] | null,
  catalogue: NumberCatalogue,
): readonly Condition[] {
  const conditions: Condition[] = [{ sql: 'b.id > ?', values: [query.after ?? 0] }];
  if (hashes !== null) {
    const places = hashes.map(() => '?').join(', ');
    conditions.push({
      sql: `b.id IN (SELECT binding FROM leg WHERE party IN (${places}))`,
      values: hashes,
    });
  }
  if (query.x !== undefined) conditions.push(isOn(catalogue.find(query.x)?.id ?? 0));
  if (query.pool !== undefined)
    conditions.push({
      sql: `EXISTS (SELECT 1 FROM number_block n WHERE n.pool = ?
        AND n.first_id = (SELECT max(first_id) FROM number_block WHERE first_id <= b.x))`,
      values: [query.pool],
    });
  if (query.numbers !== undefined) conditions.push(isAmong(catalogue.idsIn(query.numbers)));
  if (query.ended !== true) conditions.push({ sql: IS_LIVE, values: [query.at, query.at] });
  return conditions;
}

/** As X or as Y. */
function isOn(number: number): Condition {
  return { sql: '(b.x = ? OR b.y = ?)', values: [number, number] };
}

/** However many runs there are, each is looked up by the index on X. */
function isAmong(runs: readonly IdRange[]): Condition {
  const sql = `b.id IN (SELECT o.id FROM json_each(?) r
    CROSS JOIN binding o ON o.x BETWEEN r.value ->> 'first' AND r.value ->> 'last')`;
  return { sql, values: [JSON.stringify(runs)] };
}
