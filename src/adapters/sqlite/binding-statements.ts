import type { Database, Statement } from 'better-sqlite3';
import { BINDING_COLUMNS, type BindingRow, OPAQUE } from './binding-row.ts';

type Read<P extends unknown[], R = BindingRow> = Statement<P, R>;

/** A binding with the number on which a party owns something. */
export interface OwnedRow extends BindingRow {
  readonly owned: number;
}

/** Kind, number, binding and tag of the peer. */
export type LegRow = readonly [kind: number, x: number, binding: number, peer: number];

/** The statements of the writer, prepared once. */
export interface BindingStatements {
  readonly byId: Read<[number]>;
  /** Latest binding that resolves (party hash, number). */
  readonly latestOn: Read<[Uint8Array, number]>;
  readonly latestOnEach: Read<[Uint8Array], OwnedRow>;
  /** Bindings of (party hash, peer tag) that nobody released, newest first. */
  readonly unreleasedOfPair: Read<[Uint8Array, number]>;
  /** The latest released ones. */
  readonly releasedOfPair: Read<[Uint8Array, number]>;
  /** Legs of the party, up to the given limit. */
  readonly legsOf: Read<[Uint8Array, number], LegRow>;
  /** The first and last number that have a binding in the open modes, or had; (`null`, `null`) when none has. */
  readonly openSpan: Read<[], readonly [first: number | null, last: number | null]>;
  /** Bindings with an X, or a Y, among the numbers. */
  readonly onNumbers: Read<[number, number]>;
  readonly secondOnNumbers: Read<[number, number]>;
  /** Bindings with the number as X or Y that end after the instant: (number, instant, number, instant). */
  readonly allOn: Read<[number, number, number, number]>;
  /** Those with it as X in the open modes, newest first: (number, instant). */
  readonly openOn: Read<[number, number]>;
  /** Those with it as X that take PINs or did, also ended ones that nobody released: (number, instant). */
  readonly pinsOn: Read<[number, number]>;
  /** Bindings with the number as X or Y that nobody released. */
  readonly unreleasedOn: Read<[number, number]>;
  readonly unreleasedOpenOn: Read<[number]>;
  readonly latestWithExtension: Read<[number, string]>;
  readonly nextWithExtensions: Read<[number, number], number | null>;
  readonly ofGroup: Read<[string]>;
  readonly endedBefore: Read<[number]>;
  readonly ofGeneration: Read<[number, number, number]>;
  /** By `TOLD`, those whose end by time comes until an instant, the first ones: (told, instant, limit). */
  readonly due: Read<[number, number, number]>;
  readonly setTold: Statement;
  readonly insert: Statement;
  readonly insertLeg: Statement;
  readonly update: Statement;
  readonly amend: Statement;
  readonly reseal: Statement;
  readonly delete: Statement;
  readonly deleteLeg: Statement;
  /** Makes those of later bindings past ones: (party hash, number, binding). */
  readonly passLegs: Statement;
}

const PAIR = `leg l CROSS JOIN binding b ON b.id = l.binding WHERE l.party = ${OPAQUE} AND l.peer = ${OPAQUE}`;

const ENDS_AFTER = 'ifnull(b.ends_at, 9007199254740991) > ?';

/** Bindings in the open modes on a number: the number is the one parameter. */
export const OPEN_ON = `binding b WHERE b.x = ${OPAQUE} AND b.mode >= 5`;

/** Bindings that take PINs on a number, or did: the number is the one parameter. */
export const PINS_ON = `binding b WHERE b.x = ${OPAQUE} AND b.pins = 1`;

/** Parameters: the number and the extension. */
export const LATEST_WITH_EXTENSION = `binding b WHERE b.x = ${OPAQUE} AND b.extension = ${OPAQUE}
  ORDER BY b.id DESC LIMIT 1`;

export function prepareBindingStatements(db: Database): BindingStatements {
  const read = <P extends unknown[]>(rest: string): Read<P> =>
    db.prepare<P, BindingRow>(`SELECT ${BINDING_COLUMNS} FROM ${rest}`);
  const either = <P extends unknown[]>(condition: string): Read<P> => {
    const half = (column: string): string =>
      `SELECT ${BINDING_COLUMNS} FROM binding b WHERE b.${column} = ? AND ${condition}`;
    return db.prepare<P, BindingRow>(`${half('x')} UNION ALL ${half('y')}`);
  };
  return {
    byId: read('binding b WHERE b.id = ?'),
    latestOn: read(`leg l JOIN binding b ON b.id = l.binding
      WHERE l.party = ${OPAQUE} AND l.kind = 0 AND l.x = ${OPAQUE} ORDER BY l.binding DESC LIMIT 1`),
    latestOnEach: db.prepare<[Uint8Array], OwnedRow>(`SELECT l.x AS owned, ${BINDING_COLUMNS}
      FROM (SELECT x, max(binding) AS id FROM leg WHERE party = ${OPAQUE} AND kind = 0 GROUP BY x) l
      JOIN binding b ON b.id = l.id`),
    unreleasedOfPair: read(`${PAIR} AND b.released_at IS NULL ORDER BY b.id DESC`),
    releasedOfPair: read(`${PAIR} AND b.released_at IS NOT NULL ORDER BY b.released_at DESC LIMIT 8`),
    legsOf: db
      .prepare<[Uint8Array, number], LegRow>(
        `SELECT kind, x, binding, peer FROM leg WHERE party = ${OPAQUE} LIMIT ${OPAQUE}`,
      )
      .raw(),
    openSpan: db
      .prepare<[], readonly [number | null, number | null]>(
        `SELECT (SELECT min(x) FROM binding WHERE mode >= 5), (SELECT max(x) FROM binding WHERE mode >= 5)`,
      )
      .raw(),
    onNumbers: read('binding b WHERE b.x BETWEEN ? AND ? ORDER BY b.x DESC, b.id DESC'),
    secondOnNumbers: read('binding b WHERE b.y BETWEEN ? AND ? ORDER BY b.y DESC, b.id DESC'),
    allOn: either(ENDS_AFTER),
    openOn: read(`${OPEN_ON} AND ${ENDS_AFTER} ORDER BY b.id DESC`),
    pinsOn: read(`${PINS_ON} AND (b.released_at IS NULL OR ${ENDS_AFTER})`),
    unreleasedOn: either('b.released_at IS NULL'),
    unreleasedOpenOn: read(`${OPEN_ON} AND b.released_at IS NULL`),
    latestWithExtension: read(LATEST_WITH_EXTENSION),
    nextWithExtensions: db
      .prepare<[number, number], number | null>(
        'SELECT min(x) FROM binding WHERE extension IS NOT NULL AND x BETWEEN ? AND ?',
      )
      .pluck(),
    ofGroup: read('binding b WHERE b.grp = ?'),
    endedBefore: read('binding b WHERE b.ends_at < ? ORDER BY b.ends_at'),
    ofGeneration: read('binding b WHERE b.id > ? AND b.key_generation = ? ORDER BY b.id LIMIT ?'),
    due: read('binding b WHERE b.told = ? AND b.due_at <= ? ORDER BY b.due_at LIMIT ?'),
    ...prepareChanges(db),
  };
}

function prepareChanges(db: Database) {
  return {
    setTold: db.prepare('UPDATE binding SET told = ? WHERE id = ?'),
    insert:
      db.prepare(`INSERT INTO binding (id, x, y, mode, extension, grp, key_generation, sealed, created_at, expires_at,
      after_call_ms, sliding_ms, reference, grace_ms, pins) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    insertLeg: db.prepare('INSERT INTO leg (party, kind, x, binding, side, peer) VALUES (?, ?, ?, ?, ?, ?)'),
    update: db.prepare(`UPDATE binding SET told = CASE WHEN expires_at IS NOT ? THEN 0
      WHEN after_call_release_at IS NOT ? AND told <> 1 THEN 0 ELSE told END, expires_at = ?, after_call_ms = ?, sliding_ms = ?,
      after_call_release_at = ?, released_at = ?, release_reason = ?, reference = ?, grace_ms = ?,
      calls = ?, answered_calls = ?, talk_ms = ?, pins = ?, wrong_pins = ?, pins_locked_until = ?
      WHERE id = ?`),
    amend: db.prepare('UPDATE binding SET mode = ?, revision = ? WHERE id = ?'),
    reseal: db.prepare('UPDATE binding SET key_generation = ?, sealed = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM binding WHERE id = ?'),
    deleteLeg: db.prepare('DELETE FROM leg WHERE party = ? AND kind = ? AND x = ? AND binding = ?'),
    passLegs: db.prepare('UPDATE leg SET kind = 2 WHERE party = ? AND kind = 0 AND x = ? AND binding > ?'),
  };
}
