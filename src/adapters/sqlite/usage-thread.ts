import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../domain/instant.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import type { PoolLoad } from '../../domain/pool/pool-usage.ts';
import { IS_LIVE } from './binding-row.ts';
import { loadCatalogue } from './catalogue-table.ts';
import { openForReading } from './connection.ts';
import { storeErrorOf } from './store-failure.ts';
import type { WireFailure } from './write-order.ts';

/** How the thread is started. */
export interface UsageSettings {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

/** What the thread is asked: how full the pools are at an instant. */
export type UsageQuestion = EpochMs;

/** The answers of the thread, in the order of the questions. */
export type UsageMessage =
  | { readonly loads: ReadonlyMap<string, PoolLoad> }
  | { readonly failure: WireFailure };

interface LoadRow {
  readonly pool: string;
  readonly bindings: number;
  readonly busiest: number;
  readonly held: number;
}

type EndRow = readonly [id: number, x: number, endsAt: number | null, live: 0 | 1 | 2];

/** What a binding does to its number: nothing any more, or a party cools from it, or it is live; `liveOpen` has one leg only. */
const STATE = { over: 0, cooling: 1, live: 2, liveOpen: 3 } as const;

const ENDS = `
  SELECT b.id, b.x, b.ends_at, (${IS_LIVE}) * (1 + (b.mode >= 5)) FROM binding b WHERE ifnull(b.ends_at, 9007199254740991) > ?`;

const IDS = 'SELECT ifnull(min(id), 1), ifnull(max(id), 0) FROM binding';

/**
 * Reads every leg once, party by party. What the legs' bindings do is asked of a function in memory: looking each of them up in its
 * table takes four times as long.
 */
const LOADS = `
  SELECT pool, sum(bindings) AS bindings, max(peers) AS busiest, max(held) AS held FROM (
    SELECT n.pool AS pool, sum(state >= ${STATE.live}) AS peers,
      sum(state = ${STATE.liveOpen} OR (l.side AND state = ${STATE.live})) AS bindings,
      count(DISTINCT CASE WHEN n.locked = 0 THEN l.x END) AS held
    FROM (SELECT party, x, side, state_of(binding) AS state FROM leg WHERE kind = 0) l
    JOIN number_block n ON n.first_id = (SELECT max(first_id) FROM number_block WHERE first_id <= l.x)
    WHERE state > ${STATE.over} AND n.pool IS NOT NULL
    GROUP BY l.party, n.pool
  ) GROUP BY pool`;

function loadsOf(db: Database, at: EpochMs): ReadonlyMap<string, PoolLoad> {
  const { first, states } = statesOf(db, at);
  db.function('state_of', (id: unknown) => states[Number(id) - first] ?? STATE.over);
  const rows = db.prepare<[], LoadRow>(LOADS).all();
  return new Map(
    rows.map(({ pool, bindings, busiest, held }) => [
      pool,
      { liveBindings: bindings, busiestPartyPeers: busiest, busiestPartyHolds: held },
    ]),
  );
}

/** One byte for each binding, from the id `first` on. */
function statesOf(db: Database, at: EpochMs): { readonly first: number; readonly states: Uint8Array } {
  const catalogue = loadCatalogue(db);
  const coolDownMs = (x: number): number => {
    const pool = catalogue.placeOf(x as NumberId)?.block.pool ?? null;
    return pool === null ? 0 : (catalogue.pools.get(pool)?.coolDownMs ?? 0);
  };
  const longestMs = Math.max(0, ...[...catalogue.pools.values()].map((policy) => policy.coolDownMs));
  const [first = 1, last = 0] = db.prepare<[], [number, number]>(IDS).raw().get()?.map(Number) ?? [];
  const states = new Uint8Array(last - first + 1);
  const ends = db.prepare<number[], EndRow>(ENDS).raw();
  for (const [id, x, endsAt, live] of ends.iterate(at, at, at - longestMs))
    states[id - first] =
      live === 1
        ? STATE.live
        : live === 2
          ? STATE.liveOpen
          : (endsAt ?? 0) + coolDownMs(x) > at
            ? STATE.cooling
            : STATE.over;
  return { first, states };
}

/** Between two surveys there is no connection: nothing is kept of a database that was moved, and no page in memory. */
function answer({ path, busyTimeoutMs }: UsageSettings, at: UsageQuestion): UsageMessage {
  try {
    const db = openForReading(path, busyTimeoutMs);
    try {
      return { loads: db.transaction(() => loadsOf(db, at))() };
    } finally {
      db.close();
    }
  } catch (error) {
    const { code, detail } = storeErrorOf(error, 'read');
    return { failure: { code, detail } };
  }
}

parentPort?.on('message', (at: UsageQuestion) => parentPort?.postMessage(answer(workerData, at)));
