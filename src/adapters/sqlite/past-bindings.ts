import type { Database, Statement } from 'better-sqlite3';
import type { Binding } from '../../domain/binding/binding.ts';
import { lifeAt } from '../../domain/binding/binding-life.ts';
import { asOf, beginOf, endFor, type Standing, standingOf } from '../../domain/binding/binding-past.ts';
import type { SealedPart } from '../../domain/binding/binding-record.ts';
import { bindingOf } from '../../domain/binding/binding-record.ts';
import type { OpenReads, OwnBinding } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { NumberCatalogue, NumberId } from '../../domain/pool/number-catalogue.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { BINDING_COLUMNS, type BindingRow, recordOf } from './binding-row.ts';
import { OPEN_ON, PINS_ON } from './binding-statements.ts';
import { ALL_VERSION_COLUMNS, rowOfVersion, type SealedVersion, type VersionRow } from './version-row.ts';

/** So many bindings of a number, or of a party on it, are looked at, the latest first, so that calls do not wait for it. */
const MOST_LOOKED_AT = 10_000;

interface Opened {
  readonly ring: KeyRing;
  readonly catalogue: NumberCatalogue;
}

/** A binding as it was at an instant, not opened yet. */
interface State {
  readonly row: BindingRow;
  /** `null` when it is as it was. */
  readonly version: VersionRow | null;
}

/** Reads bindings as they were, from the log of their versions. Not for the path of a call: it looks at more than one row. */
export class PastBindings {
  readonly #since: Statement<[], EpochMs>;
  readonly #byId: Statement<[number], BindingRow>;
  readonly #versionAt: Statement<[number, EpochMs], VersionRow>;
  readonly #sealedFrom: Statement<[number, EpochMs, EpochMs, number], SealedVersion>;
  readonly #sealedBefore: Statement<[number, EpochMs], VersionRow>;
  readonly #ofParty: Statement<[Uint8Array, number, Uint8Array, number], number>;
  readonly #openOn: Statement<[number, EpochMs], BindingRow>;
  readonly #pinsOn: Statement<[number, EpochMs], BindingRow>;
  readonly #withExtension: Statement<[number, string, EpochMs], BindingRow>;

  constructor(db: Database) {
    const bindings = `SELECT ${BINDING_COLUMNS} FROM`;
    const versions = `SELECT ${ALL_VERSION_COLUMNS} FROM binding_version v WHERE v.binding = ?`;
    const latest = `AND b.created_at <= ? ORDER BY b.id DESC LIMIT ${MOST_LOOKED_AT}`;
    this.#since = db.prepare<[], number>('SELECT history_since FROM meta').pluck();
    this.#byId = db.prepare(`${bindings} binding b WHERE b.id = ?`);
    this.#versionAt = db.prepare(`${versions} AND v.until > ? ORDER BY v.until, v.id LIMIT 1`);
    this.#sealedFrom = db.prepare(`${versions} AND v.sealed IS NOT NULL
      AND (v.until > ? OR (v.until = ? AND v.id >= ?)) ORDER BY v.until, v.id LIMIT 1`);
    this.#sealedBefore = db.prepare(`${versions} AND v.sealed IS NOT NULL AND v.until <= ?
      ORDER BY v.until DESC, v.id DESC LIMIT ${MOST_LOOKED_AT}`);
    this.#ofParty = db
      .prepare<[Uint8Array, number, Uint8Array, number], number>(
        `SELECT binding FROM leg WHERE party = ? AND kind IN (0, 1, 2) AND x = ?
        UNION SELECT v.binding FROM version_leg l JOIN binding_version v ON v.id = l.version
        WHERE l.party = ? AND l.x = ? ORDER BY 1 DESC LIMIT ${MOST_LOOKED_AT}`,
      )
      .pluck();
    this.#openOn = db.prepare(`${bindings} ${OPEN_ON} ${latest}`);
    this.#pinsOn = db.prepare(`${bindings} ${PINS_ON} ${latest}`);
    this.#withExtension = db.prepare(`${bindings} binding b WHERE b.x = ? AND b.extension = ? ${latest}`);
  }

  /** Of earlier instants nothing is known. */
  knownSince(): EpochMs {
    return this.#since.get() ?? 0;
  }

  /** The binding that a call of the party to the number met at the instant, among those that named it. */
  own(caller: RealNumber, number: NumberId, at: EpochMs, opened: Opened): OwnBinding | null {
    const ids = new Set(
      opened.ring.hashes(caller).flatMap((hash) => this.#ofParty.all(hash, number, hash, number)),
    );
    const standings = [...ids].flatMap((id) => this.#standing(id, { caller, number, at }, opened) ?? []);
    return standingOf(standings, at);
  }

  /** What came through to strangers then; what numbers and groups keep is read as `now` reads it. */
  reads(number: NumberId, at: EpochMs, now: OpenReads, opened: Opened): OpenReads {
    const found = (state: State | null): Binding | null =>
      state === null ? null : this.#open(state, at, opened).binding;
    return {
      ...now,
      bindingAt: () => found(this.#liveOrLatest(this.#openOn.iterate(number, at), at)),
      withPinsAt: () => found(this.#firstLive(this.#pinsOn.iterate(number, at), at)),
      withExtension: (extension) =>
        found(this.#first(this.#withExtension.iterate(number, extension, at), at)),
    };
  }

  #standing(
    id: number,
    { caller, number, at }: { readonly caller: RealNumber; readonly number: NumberId; readonly at: EpochMs },
    opened: Opened,
  ): Standing | null {
    const current = this.#byId.get(id);
    const state = current === undefined ? null : this.#stateAt(current, at);
    if (state === null) return null;
    const { binding, parties } = this.#open(state, at, opened);
    const record = recordOf(state.row);
    const end = endFor(record, parties, caller, number);
    if (end === null) return null;
    return { binding, end, since: this.#namedSince(state, { caller, number }, opened) };
  }

  /** Until when the latest state was, before this one, that did not name the party there; else the beginning. */
  #namedSince(
    { row, version }: State,
    { caller, number }: { readonly caller: RealNumber; readonly number: NumberId },
    { ring }: Opened,
  ): EpochMs {
    const isBefore = (one: VersionRow): boolean =>
      version === null || one.until < version.until || one.id < version.id;
    const before = version?.until ?? Number.MAX_SAFE_INTEGER;
    for (const earlier of this.#sealedBefore.iterate(row.id, before)) {
      if (!isBefore(earlier) || earlier.sealed === null || earlier.key_generation === null) continue;
      const parties = ring.of(earlier.key_generation).unseal(row.id, earlier.sealed);
      const record = recordOf(rowOfVersion(row, earlier, row));
      if (endFor(record, parties, caller, number) === null) return earlier.until;
    }
    return beginOf(recordOf(row));
  }

  #liveOrLatest(rows: Iterable<BindingRow>, at: EpochMs): State | null {
    let latest: State | null = null;
    for (const row of rows) {
      const state = this.#stateAt(row, at);
      if (state !== null && lifeAt(recordOf(state.row), at) === 'live') return state;
      latest ??= state;
    }
    return latest;
  }

  #firstLive(rows: Iterable<BindingRow>, at: EpochMs): State | null {
    for (const row of rows) {
      const state = this.#stateAt(row, at);
      if (state?.row.pins === 1 && lifeAt(recordOf(state.row), at) === 'live') return state;
    }
    return null;
  }

  #first(rows: Iterable<BindingRow>, at: EpochMs): State | null {
    for (const row of rows) {
      const state = this.#stateAt(row, at);
      if (state !== null) return state;
    }
    return null;
  }

  /** `null` when it was not there. */
  #stateAt(current: BindingRow, at: EpochMs): State | null {
    const version = this.#versionAt.get(current.id, at) ?? null;
    const row = version === null ? current : rowOfVersion(current, version, this.#sealOf(version, current));
    return asOf(recordOf(row), at) === null ? null : { row: asOfRow(row, at), version };
  }

  #sealOf(version: VersionRow, current: BindingRow): SealedVersion {
    const { binding, until, id } = version;
    return this.#sealedFrom.get(binding, until, until, id) ?? current;
  }

  #open({ row }: State, at: EpochMs, { ring, catalogue }: Opened): { binding: Binding; parties: SealedPart } {
    const parties = ring.of(row.key_generation).unseal(row.id, row.sealed);
    const record = asOf(recordOf(row), at) ?? recordOf(row);
    return { binding: bindingOf(record, parties, catalogue), parties };
  }
}

function asOfRow(row: BindingRow, at: EpochMs): BindingRow {
  const isAhead = row.released_at !== null && at < row.released_at;
  return isAhead ? { ...row, released_at: null, release_reason: null } : row;
}
