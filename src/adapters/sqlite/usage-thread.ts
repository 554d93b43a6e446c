import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../domain/instant.ts';
import type { PoolLoad } from '../../domain/pool/pool-usage.ts';
import { IS_LIVE } from './binding-row.ts';
import { openForReading } from './connection.ts';
import { storeErrorOf } from './store-failure.ts';
import type { WireFailure } from './write-order.ts';

/** How the thread is started. */
export interface UsageSettings {
  readonly path: string;
  readonly at: EpochMs;
  readonly busyTimeoutMs: number;
}

/** The one message of the thread. */
export type UsageMessage =
  | { readonly loads: ReadonlyMap<string, PoolLoad> }
  | { readonly failure: WireFailure };

interface LoadRow {
  readonly pool: string;
  readonly bindings: number;
  readonly busiest: number;
}

/** Reads every live binding once: the reason why it has a thread of its own. */
const LOADS = `
  SELECT pool, sum(side) AS bindings, max(peers) AS busiest FROM (
    SELECT n.pool AS pool, count(*) AS peers, sum(l.side) AS side
    FROM leg l
    JOIN binding b ON b.id = l.binding
    JOIN number_block n ON n.first_id = (SELECT max(first_id) FROM number_block WHERE first_id <= l.x)
    WHERE l.kind = 0 AND n.pool IS NOT NULL AND ${IS_LIVE}
    GROUP BY l.party, n.pool
  ) GROUP BY pool`;

function loadsOf(db: Database, at: EpochMs): ReadonlyMap<string, PoolLoad> {
  const rows = db.prepare<[EpochMs, EpochMs], LoadRow>(LOADS).all(at, at);
  return new Map(
    rows.map(({ pool, bindings, busiest }) => [pool, { liveBindings: bindings, busiestPartyPeers: busiest }]),
  );
}

function answer({ path, at, busyTimeoutMs }: UsageSettings): UsageMessage {
  try {
    const db = openForReading(path, busyTimeoutMs);
    try {
      return { loads: loadsOf(db, at) };
    } finally {
      db.close();
    }
  } catch (error) {
    const { code, detail } = storeErrorOf(error, 'read');
    return { failure: { code, detail } };
  }
}

parentPort?.postMessage(answer(workerData));
