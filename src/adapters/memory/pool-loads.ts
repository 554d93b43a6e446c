import { lifeAt } from '../../domain/binding/binding-life.ts';
import { endsOf } from '../../domain/binding/binding-mode.ts';
import { numberOfEnd } from '../../domain/binding/binding-record.ts';
import { holdsNumber } from '../../domain/binding/binding-writing.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import type { PoolLoad } from '../../domain/pool/pool-usage.ts';
import type { StoredBinding } from './binding-table.ts';

/** What the bindings ask of each pool. */
export function loadsOf(
  rows: Iterable<StoredBinding>,
  catalogue: NumberCatalogue,
  at: EpochMs,
): ReadonlyMap<string, PoolLoad> {
  const loads = new Map<string, LoadCount>();
  for (const row of rows) {
    const isLive = lifeAt(row.record, at) === 'live';
    const isHeld = holdsNumber(row.record, catalogue, at);
    for (const { party, number, isLast } of holdings(row)) {
      const block = catalogue.placeOf(number)?.block;
      const pool = block?.pool ?? null;
      if (block === undefined || pool === null) continue;
      const load = loads.get(pool) ?? new LoadCount();
      loads.set(pool, load);
      if (isLive && isLast) load.liveBindings += 1;
      if (isLive) load.addPeer(party);
      if (isHeld && !block.locked) load.addHeld(party, number);
    }
  }
  return loads;
}

/** Counts live bindings, the peers of each party, and the numbers that each holds. */
class LoadCount implements PoolLoad {
  liveBindings = 0;
  busiestPartyPeers = 0;
  busiestPartyHolds = 0;
  readonly #peers = new Map<string, number>();
  readonly #held = new Map<string, Set<NumberId>>();

  addPeer(party: string): void {
    const peers = (this.#peers.get(party) ?? 0) + 1;
    this.#peers.set(party, peers);
    this.busiestPartyPeers = Math.max(this.busiestPartyPeers, peers);
  }

  addHeld(party: string, number: NumberId): void {
    const held = (this.#held.get(party) ?? new Set()).add(number);
    this.#held.set(party, held);
    this.busiestPartyHolds = Math.max(this.busiestPartyHolds, held.size);
  }
}

interface Holding {
  readonly party: string;
  readonly number: NumberId;
  /** Each binding has one such. */
  readonly isLast: boolean;
}

/** The (party, number) that have to be free for the binding. */
function holdings({ record, a, b }: StoredBinding): readonly Holding[] {
  const owned = endsOf(record.mode).filter((end) => end.owned);
  return owned.flatMap((end, place) => {
    const party = (end.side === 'a' ? a : b)?.reveal();
    const number = numberOfEnd(record, end);
    const isLast = place === owned.length - 1;
    return party === undefined || number === null ? [] : [{ party, number, isLast }];
  });
}
