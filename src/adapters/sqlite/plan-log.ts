import type { Database } from 'better-sqlite3';
import { RELEASE_REASONS } from '../../domain/binding/binding.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { AreaLog } from '../../domain/planning/plan-areas.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import { OpenNumbers } from '../../domain/pool/open-numbers.ts';
import { StoreError } from '../../ports/store-error.ts';
import { HashedParties, PlannedRows } from './plan-rows.ts';

/** What is read of a pool's bindings. */
export interface LogQuery {
  readonly pool: string;
  /** Only this area; `null` for each of them. */
  readonly areaCode: string | null;
  /** For bindings by extension: see `extensionStays`. */
  readonly coolDownMs: number;
  /** More are too many. */
  readonly maxBindings: number;
}

export interface PoolLog {
  readonly areas: readonly AreaLog[];
  /** The first 32 bits of the hash of each party. */
  readonly names: Uint32Array;
}

type BindingColumns = readonly [id: number, x: number, mode: number, from: number, to: number | null];
type LegColumns = readonly [party: Buffer, side: number, binding: number];

/** Without those that stand for a party that gave way: nobody asked for them. */
const BINDINGS = `SELECT id, x, mode, created_at, ends_at FROM binding
  WHERE release_reason IS NOT ${RELEASE_REASONS.indexOf('amended')} ORDER BY id`;
/** In the order of the table itself: all legs of a party come one after the other. */
const LEGS = 'SELECT party, side, binding FROM leg';

/**
 * The bindings of a pool as a log: who they are of is known by their hashes alone, so that no key is needed and no number is opened.
 * @throws AxbridgeError `plan-too-large` @throws StoreError `key-rotating` while parties have two hashes
 */
export function readPoolLog(db: Database, catalogue: NumberCatalogue, query: LogQuery): PoolLog {
  const rotating = db.prepare("SELECT 1 FROM key_generation WHERE state = 'previous'").get();
  if (rotating !== undefined)
    throw new StoreError('key-rotating', 'parties are being hashed anew; plan when that is done');
  const rows = new PlannedRows();
  for (const [id, x, mode, from, to] of db.prepare<[], BindingColumns>(BINDINGS).raw().iterate()) {
    const block = catalogue.placeOf(x as NumberId)?.block;
    if (block?.pool !== query.pool) continue;
    if (query.areaCode !== null && block.areaCode !== query.areaCode) continue;
    if (rows.count === query.maxBindings)
      throw new AxbridgeError('plan-too-large', `there are more than ${query.maxBindings} bindings`);
    rows.add({ id, x, mode, from, to: to ?? Number.POSITIVE_INFINITY, areaCode: block.areaCode });
  }
  const parties = new HashedParties();
  for (const [party, side, binding] of db.prepare<[], LegColumns>(LEGS).raw().iterate()) {
    const row = rows.find(binding);
    if (row !== -1) rows.setParty(row, side, parties.placeOf(party));
  }
  const logs = rows.logs();
  const present = (areaCode: string | null): number => presentIn(catalogue, query.pool, areaCode);
  const areas = logs.logs(parties.spreads(), query.coolDownMs);
  return {
    areas: areas.map((area) => ({ ...area, present: present(area.areaCode) })),
    names: parties.names(),
  };
}

function presentIn(catalogue: NumberCatalogue, pool: string, areaCode: string | null): number {
  const blocks = catalogue.blocks.filter((block) => block.areaCode === areaCode && !block.locked);
  return new OpenNumbers(blocks.filter((block) => block.pool === pool)).count;
}
