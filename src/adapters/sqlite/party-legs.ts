import type { BindingId } from '../../domain/binding/binding.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import { KIND } from './binding-row.ts';
import type { BindingStatements, LegRow } from './binding-statements.ts';

/** Of a party with so many legs not all are read: it is asked for what is wanted instead. */
export const MANY_LEGS = 64;

/**
 * The legs of a party, read once for all that a bind asks about it: most parties have a handful. Good for as long as nothing is
 * written.
 */
export class PartyLegs {
  readonly #sql: BindingStatements;
  readonly hash: Buffer;
  #known: readonly LegRow[] | undefined;

  /** @param hash of the party, under one generation of keys */
  constructor(sql: BindingStatements, hash: Buffer) {
    this.#sql = sql;
    this.hash = hash;
  }

  /** `null` when there are too many. */
  all(): readonly LegRow[] | null {
    this.#known ??= this.#sql.legsOf.all(this.hash, MANY_LEGS);
    return this.#known.length < MANY_LEGS ? this.#known : null;
  }

  /** The latest binding that resolves the party on the number; `undefined` when it has too many to tell. */
  latestOn(number: NumberId): BindingId | null | undefined {
    const legs = this.all();
    if (legs === null) return undefined;
    let latest = 0;
    for (const [kind, x, binding] of legs)
      if (kind === KIND.resolves && x === number && binding > latest) latest = binding;
    return latest === 0 ? null : (latest as BindingId);
  }

  /** Bindings with a peer of the tag, newest first; `undefined` when there are too many to tell. */
  withPeer(tag: number): readonly number[] | undefined {
    const found = this.all()?.filter(([, , , peer]) => peer === tag);
    return found && [...new Set(found.map(([, , binding]) => binding))].sort((one, other) => other - one);
  }
}
