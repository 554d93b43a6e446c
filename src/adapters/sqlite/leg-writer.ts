import { type BindingEnd, endsOf } from '../../domain/binding/binding-mode.ts';
import { type BindingRecord, numberOfEnd, type Parties } from '../../domain/binding/binding-record.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import { KIND, SIDE } from './binding-row.ts';
import type { BindingStatements } from './binding-statements.ts';
import { peerTagOf } from './party-hashes.ts';

/** Writes under which parties and numbers a binding is found. */
export class LegWriter {
  readonly #sql: BindingStatements;

  constructor(sql: BindingStatements) {
    this.#sql = sql;
  }

  insertOf(record: BindingRecord, { a, b }: Parties, keys: SealingKeys): void {
    this.insert(record, keys.hash(a), hashOf(b, keys));
  }

  /** @param a hash of the party @param b empty when there is none */
  insert(record: BindingRecord, a: Uint8Array, b: Uint8Array): void {
    for (const end of endsOf(record.mode)) {
      const [party, peer] = end.side === 'a' ? [a, b] : [b, a];
      if (party.length === 0) continue;
      const kind = end.owned ? KIND.resolves : KIND.shows;
      const number = numberOfEnd(record, end);
      this.#sql.insertLeg.run(party, kind, number, record.id, SIDE[end.side], peerTagOf(peer));
    }
  }

  delete(record: BindingRecord, parties: Parties, keys: SealingKeys): void {
    for (const end of endsOf(record.mode)) {
      const party = parties[end.side];
      if (party === null) continue;
      for (const kind of kindsOf(end))
        this.#sql.deleteLeg.run(keys.hash(party), kind, numberOfEnd(record, end), record.id);
    }
  }

  /** The parties are found by other keys from now on. */
  rehash(record: BindingRecord, { a, b }: Parties, from: SealingKeys, to: SealingKeys): void {
    for (const end of endsOf(record.mode)) {
      const [party, peer] = end.side === 'a' ? [a, b] : [b, a];
      if (party === null) continue;
      for (const kind of kindsOf(end)) {
        const number = numberOfEnd(record, end);
        if (this.#sql.deleteLeg.run(from.hash(party), kind, number, record.id).changes === 0) continue;
        const tag = peerTagOf(hashOf(peer, to));
        this.#sql.insertLeg.run(to.hash(party), kind, number, record.id, SIDE[end.side], tag);
      }
    }
  }
}

const EMPTY = Buffer.alloc(0);

/** What the leg of an end may be. */
function kindsOf({ owned }: BindingEnd): readonly number[] {
  return owned ? [KIND.resolves, KIND.past] : [KIND.shows];
}

function hashOf(party: RealNumber | null, keys: SealingKeys): Buffer {
  return party === null ? EMPTY : keys.hash(party);
}
