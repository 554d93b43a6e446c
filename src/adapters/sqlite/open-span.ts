import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import type { BindingStatements } from './binding-statements.ts';

/**
 * Between which numbers strangers may come through: most binds are of other ones and need not ask for each. Known for a transaction,
 * in which nobody else writes, until a binding is written in an open mode.
 */
export class OpenSpan {
  readonly #sql: BindingStatements;
  #known: readonly [first: number | null, last: number | null] | null = null;

  constructor(sql: BindingStatements) {
    this.#sql = sql;
  }

  /** The numbers may be others now. */
  forget(): void {
    this.#known = null;
  }

  /** False when there never was a binding in an open mode on the number. */
  mayHave(number: NumberId): boolean {
    this.#known ??= this.#sql.openSpan.get() ?? [null, null];
    const [first, last] = this.#known;
    return first !== null && last !== null && number >= first && number <= last;
  }
}
