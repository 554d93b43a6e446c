import type { Database, Statement } from 'better-sqlite3';
import type { Binding } from '../../domain/binding/binding.ts';
import type { Contact, OpenReads } from '../../domain/call/route-facts.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { BINDING_COLUMNS, type BindingRow, IS_LIVE } from './binding-row.ts';
import { LATEST_WITH_EXTENSION, OPEN_ON, PINS_ON } from './binding-statements.ts';
import type { GroupTable } from './group-table.ts';
import { KEPT, type Kept, KeptNumbers } from './kept-numbers.ts';
import { storeErrorOf } from './store-failure.ts';

/** Opens what is read. */
interface Opener {
  /** The keys that open the database now. */
  ring(): KeyRing;
  bindingOf(row: BindingRow): Binding;
}

/** Reads of bindings through which strangers come, for a decision on one call. */
export class OpenBindings {
  readonly #live: Statement<[number, number, number], BindingRow>;
  readonly #latest: Statement<[number], BindingRow>;
  readonly #withPins: Statement<[number, number, number], BindingRow>;
  readonly #withExtension: Statement<[number, string], BindingRow>;
  readonly #byId: Statement<[number], BindingRow>;
  readonly #kept: KeptNumbers;
  readonly #groups: GroupTable;

  constructor(db: Database, groups: GroupTable) {
    const select = `SELECT ${BINDING_COLUMNS} FROM`;
    this.#live = db.prepare(`${select} ${OPEN_ON} AND ${IS_LIVE} ORDER BY b.id DESC LIMIT 1`);
    this.#latest = db.prepare(`${select} ${OPEN_ON} ORDER BY b.id DESC LIMIT 1`);
    this.#withPins = db.prepare(`${select} ${PINS_ON} AND ${IS_LIVE} ORDER BY b.id DESC LIMIT 1`);
    this.#withExtension = db.prepare(`${select} ${LATEST_WITH_EXTENSION}`);
    this.#byId = db.prepare(`${select} binding b WHERE b.id = ?`);
    this.#kept = new KeptNumbers(db);
    this.#groups = groups;
  }

  reads(number: NumberId, caller: RealNumber | null, opener: Opener): OpenReads {
    const only = (
      kind: typeof KEPT.lastCaller | typeof KEPT.temporaryCallee,
      owner: number,
    ): Contact | null => reading(() => this.#kept.only({ kind, owner }, opener.ring()));
    return {
      bindingAt: (at) => bindingOf(opener, () => this.#live.get(number, at, at) ?? this.#latest.get(number)),
      withExtension: (extension) => bindingOf(opener, () => this.#withExtension.get(number, extension)),
      remembered: () => {
        const kept = reading(() => this.#putThrough(number, caller, opener.ring()));
        const binding = kept === null ? null : bindingOf(opener, () => this.#byId.get(kept.binding));
        return kept === null || binding === null ? null : { binding, at: kept.at };
      },
      withPinsAt: (at) => bindingOf(opener, () => this.#withPins.get(number, at, at)),
      rememberedSide: (binding) =>
        caller === null ? null : reading(() => this.#kept.sideOf(binding, caller, opener.ring())),
      isMember: (group, party) => reading(() => this.#groups.isMember(group, party, opener.ring())),
      lastCaller: (binding) => only(KEPT.lastCaller, binding),
      temporaryCallee: (binding) => only(KEPT.temporaryCallee, binding),
    };
  }

  #putThrough(number: NumberId, caller: RealNumber | null, ring: KeyRing): Kept | null {
    return caller === null ? null : this.#kept.of({ kind: KEPT.putThrough, owner: number }, caller, ring);
  }
}

/** The keys are read after the row: a rotation that began in between has not made them too old for it. */
function bindingOf(opener: Opener, read: () => BindingRow | undefined): Binding | null {
  return reading(() => {
    const row = read();
    if (row === undefined) return null;
    opener.ring();
    return opener.bindingOf(row);
  });
}

/** These reads come when the decision wants them, so each says for itself what went wrong. @throws StoreError */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw storeErrorOf(error, 'read');
  }
}
