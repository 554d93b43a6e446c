import type { Database, Statement } from 'better-sqlite3';
import { type CallId, callId } from '../../domain/call/leg.ts';
import type { BegunCall, CallRecord } from '../../domain/cdr/call-record.ts';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import type { CdrQuery, FoundCdr, UnsettledCall } from '../../ports/cdr-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { DayKey } from '../sealing/day-key.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { readBegun, readLeg, readRecord } from '../sealing/record-text.ts';
import { CdrDays, dayOf } from './cdr-days.ts';
import { cdrSelection, ofParty } from './cdr-selection.ts';
import { uuidBytes, uuidText } from './uuid-bytes.ts';

interface SealedRow {
  readonly day: number;
  readonly sealed: Uint8Array;
}

interface LegRow extends SealedRow {
  readonly leg: Uint8Array;
}

interface CdrRow extends SealedRow {
  readonly id: number;
  readonly call: Uint8Array;
  readonly at: number;
}

const LAST_DAY = 2 ** 31;

/** Reads call records on the main thread, a page at a time. */
export class CdrReader {
  readonly #db: Database;
  readonly #ring: () => KeyRing;
  readonly #days: CdrDays;
  readonly #withLegs: Statement<[number], Uint8Array>;
  readonly #begunBefore: Statement<[EpochUs, number], Uint8Array>;
  readonly #begun: Statement<[Uint8Array], SealedRow>;
  readonly #legs: Statement<[Uint8Array], LegRow>;
  readonly #record: Statement<[Uint8Array], CdrRow>;

  constructor(db: Database, ring: () => KeyRing) {
    this.#db = db;
    this.#ring = ring;
    this.#days = new CdrDays(db);
    this.#withLegs = db
      .prepare<[number], Uint8Array>('SELECT DISTINCT call FROM cdr_leg ORDER BY call LIMIT ?')
      .pluck();
    this.#begunBefore = db
      .prepare<[EpochUs, number], Uint8Array>('SELECT call FROM cdr_begun WHERE at < ? LIMIT ?')
      .pluck();
    this.#begun = db.prepare<[Uint8Array], SealedRow>('SELECT day, sealed FROM cdr_begun WHERE call = ?');
    this.#legs = db.prepare<[Uint8Array], LegRow>('SELECT leg, day, sealed FROM cdr_leg WHERE call = ?');
    this.#record = db.prepare<[Uint8Array], CdrRow>(
      'SELECT id, call, at, day, sealed FROM cdr WHERE call = ?',
    );
  }

  callsWithLegs(limit: number): readonly CallId[] {
    return this.#withLegs.all(limit).map(callOf);
  }

  callsBegun(beganBefore: EpochUs, limit: number): readonly CallId[] {
    return this.#begunBefore.all(beganBefore, limit).map(callOf);
  }

  begun(call: CallId): BegunCall | null {
    const row = this.#begun.get(uuidBytes(call));
    return row === undefined ? null : readBegun(this.#open(call, row));
  }

  unsettled(call: CallId): UnsettledCall {
    const name = uuidBytes(call);
    return {
      call,
      begun: this.begun(call),
      legs: this.#legs.all(name).map((row) => readLeg(this.#open(uuidText(row.leg), row))),
      record: this.record(call),
    };
  }

  record(call: CallId): CallRecord | null {
    const row = this.#record.get(uuidBytes(call));
    return row === undefined ? null : this.#recordOf(row);
  }

  find(query: CdrQuery): readonly FoundCdr[] {
    return query.number === undefined ? this.#select(query) : this.#byParty(query, query.number);
  }

  /** Day by day, because each day hashes a number in its own way. */
  #byParty(query: CdrQuery, number: NonNullable<CdrQuery['number']>): readonly FoundCdr[] {
    const { since = 0, until, limit, after } = query;
    const first = dayOf(Math.max(since, after?.at ?? 0));
    const found: FoundCdr[] = [];
    for (const day of this.#days.between(first, until === undefined ? LAST_DAY : dayOf(until))) {
      const key = this.#days.key(day, this.#ring());
      if (key === null) continue;
      const restriction = ofParty(day, key.hash(number));
      const rest = { ...query, limit: limit - found.length };
      const ofDay = this.#select(rest, restriction);
      found.push(...ofDay.filter(({ record }) => isPartyOf(record, number)));
      if (found.length >= limit) break;
    }
    return found;
  }

  #select(query: CdrQuery, restriction?: ReturnType<typeof ofParty>): readonly FoundCdr[] {
    const { sql, values } = cdrSelection(query, restriction);
    const rows = this.#db.prepare<unknown[], CdrRow>(sql).all(...values);
    return rows.map((row) => ({ place: { at: row.at, id: row.id }, record: this.#recordOf(row) }));
  }

  #recordOf(row: CdrRow): CallRecord {
    return readRecord(this.#open(uuidText(row.call), row));
  }

  #open(owner: string, { day, sealed }: SealedRow): string {
    return this.#keyOf(day).open(owner, sealed);
  }

  #keyOf(day: number): DayKey {
    const key = this.#days.key(day, this.#ring());
    if (key === null)
      throw new StoreError('store-corrupt', `the key of the call records of day ${day} is gone`);
    return key;
  }
}

function callOf(bytes: Uint8Array): CallId {
  const call = callId(uuidText(bytes));
  if (call === undefined) throw new StoreError('store-corrupt', 'the name of a call cannot be read');
  return call;
}

/** Eight bytes of a hash can meet by chance. */
function isPartyOf({ caller, callee }: CallRecord, number: NonNullable<CdrQuery['number']>): boolean {
  return caller?.equals(number) === true || callee?.equals(number) === true;
}
