import type { BindingId } from '../../domain/binding/binding.ts';
import { lifeAt } from '../../domain/binding/binding-life.ts';
import { isOpenMode } from '../../domain/binding/binding-mode.ts';
import { asOf, beginOf, endFor, standingOf } from '../../domain/binding/binding-past.ts';
import { bindingOf } from '../../domain/binding/binding-record.ts';
import type { OpenReads, OwnBinding } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import type { BindingTable, StoredBinding } from './binding-table.ts';

/** How a binding was until an instant. */
interface PastRow {
  readonly row: StoredBinding;
  readonly until: EpochMs;
}

/** How bindings were. Looks at everything for each question: it is for small stores. */
export class PastRows {
  readonly #table: BindingTable;
  readonly #past = new Map<BindingId, readonly PastRow[]>();
  #since: EpochMs = 0;

  constructor(table: BindingTable) {
    this.#table = table;
  }

  /** Of earlier instants nothing is known. */
  get knownSince(): EpochMs {
    return this.#since;
  }

  /** The binding was until the instant as it is in the table now. */
  keep(id: BindingId, until: EpochMs): void {
    const row = this.#table.get(id);
    if (row !== undefined) this.#past.set(id, [...this.#of(id), { row, until }]);
  }

  forget(id: BindingId): void {
    this.#past.delete(id);
  }

  forgetBefore(until: EpochMs): void {
    for (const [id, rows] of this.#past) {
      const kept = rows.filter((row) => row.until >= until);
      if (kept.length < rows.length) this.knowSince(until);
      this.#past.set(id, kept);
    }
  }

  knowSince(at: EpochMs): void {
    this.#since = Math.max(this.#since, at);
  }

  /** What bindings tell of a call then; what numbers and groups keep is read as `now` reads it. */
  facts(
    caller: RealNumber | null,
    number: NumberId,
    at: EpochMs,
    now: OpenReads,
    catalogue: NumberCatalogue,
  ): { readonly own: OwnBinding | null; readonly open: OpenReads } {
    const own = caller === null ? null : this.#own(caller, number, at, catalogue);
    return { own, open: this.#reads(number, at, now, catalogue) };
  }

  #own(caller: RealNumber, number: NumberId, at: EpochMs, catalogue: NumberCatalogue): OwnBinding | null {
    const names = (row: StoredBinding) => endFor(row.record, row, caller, number);
    const standings = this.#all(at).flatMap((row) => {
      const end = names(row);
      if (end === null) return [];
      const { id } = row.record;
      const current = this.#table.get(id) ?? row;
      const states = this.#of(id);
      const place = states.findIndex((state) => state.until > at);
      const before = place === -1 ? states : states.slice(0, place);
      const since = before.findLast((state) => names(state.row) === null)?.until ?? beginOf(current.record);
      return [{ binding: bindingOf(row.record, row, catalogue), end, since }];
    });
    return standingOf(standings, at);
  }

  #reads(number: NumberId, at: EpochMs, now: OpenReads, catalogue: NumberCatalogue): OpenReads {
    const onNumber = this.#all(at)
      .filter(({ record }) => record.number === number)
      .reverse();
    const isLive = ({ record }: StoredBinding): boolean => lifeAt(record, at) === 'live';
    const found = (row: StoredBinding | undefined) =>
      row === undefined ? null : bindingOf(row.record, row, catalogue);
    return {
      ...now,
      bindingAt: () => {
        const open = onNumber.filter(({ record }) => isOpenMode(record.mode));
        return found(open.find(isLive) ?? open[0]);
      },
      withPinsAt: () => found(onNumber.find((row) => row.record.takesPins && isLive(row))),
      withExtension: (extension) => found(onNumber.find(({ record }) => record.extension === extension)),
    };
  }

  /** All bindings as they were, in the order of their ids. */
  #all(at: EpochMs): readonly StoredBinding[] {
    return [...this.#table.all()].flatMap((current) => {
      const state = this.#of(current.record.id).find(({ until }) => until > at)?.row ?? current;
      const record = asOf(state.record, at);
      return record === null ? [] : [{ ...state, record }];
    });
  }

  #of(id: BindingId): readonly PastRow[] {
    return this.#past.get(id) ?? [];
  }
}
