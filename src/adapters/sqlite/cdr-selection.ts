import type { CdrQuery } from '../../ports/cdr-store.ts';

/** A statement and what to give it. */
export interface Selection {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Only records that a number is in, by its hash of that day. */
export function ofParty(day: number, hash: Uint8Array): Selection {
  return {
    sql: 'c.id IN (SELECT cdr FROM cdr_party WHERE day = ? AND party = ?)',
    values: [day, hash],
  };
}

/**
 * The records that a query asks for, in the order of their places. The index is named, because without statistics SQLite takes any of
 * several that fit: the first here is the one that leaves the fewest records.
 */
export function cdrSelection(query: CdrQuery, restriction?: Selection): Selection {
  const { since, until, x, binding, outcome, tenant, pool, after, limit } = query;
  const conditions: readonly (readonly [sql: string, ...values: unknown[]])[] = [
    ...(restriction === undefined ? [] : [[restriction.sql, ...restriction.values] as const]),
    ...(binding === undefined ? [] : [['c.binding = ?', binding] as const]),
    ...(x === undefined ? [] : [['c.x = ?', x] as const]),
    ...(outcome === undefined ? [] : [['c.outcome = ?', outcome] as const]),
    ...(tenant === undefined ? [] : [['c.tenant = ?', tenant] as const]),
    ...(pool === undefined ? [] : [['c.pool = ?', pool] as const]),
    ...(since === undefined ? [] : [['c.at >= ?', since] as const]),
    ...(until === undefined ? [] : [['c.at < ?', until] as const]),
    ...(after === undefined ? [] : [['(c.at, c.id) > (?, ?)', after.at, after.id] as const]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  const index = restriction === undefined ? `INDEXED BY ${indexFor(query)}` : '';
  return {
    sql: `SELECT c.id, c.call, c.at, c.day, c.sealed FROM cdr c ${index} ${where} ORDER BY c.at, c.id LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

function indexFor({ binding, x, outcome, tenant }: CdrQuery): string {
  if (binding !== undefined) return 'cdr_binding';
  if (x !== undefined) return 'cdr_x';
  if (outcome !== undefined) return 'cdr_outcome';
  return tenant === undefined ? 'cdr_at' : 'cdr_tenant';
}
