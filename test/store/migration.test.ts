import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { UNUSED } from '../../src/domain/binding/binding-use.ts';
import { NO_TRIES } from '../../src/domain/policy/pin.ts';
import {
  bound,
  DAY,
  extension,
  HOUR,
  party,
  reach,
  refusal,
  START,
  wish,
  x,
} from '../contract/binding-store.fixtures.ts';
import { writeSchema1 } from './schema-1.ts';
import { useStoreBench } from './temporary-store.ts';

const OLD = [
  { a: party(1), b: party(2), on: 0 },
  { a: party(3), b: party(4), on: 0 },
  { a: party(5), b: party(6), on: 1, reverse: true },
  { a: party(7), b: party(8), on: 2, releasedAt: START + 1 },
];

/** Undoes the steps after the second. */
const BACK_TO_2 = `
  DROP INDEX binding_end;
  DROP INDEX binding_pins;
  DROP INDEX binding_due;
  ALTER TABLE binding DROP COLUMN due_at;
  ALTER TABLE binding DROP COLUMN told;
  DROP TABLE event_log; DROP TABLE event_chunk; DROP TABLE event_day; DROP TABLE pool_level;
  ALTER TABLE binding DROP COLUMN pins;
  ALTER TABLE binding DROP COLUMN wrong_pins;
  ALTER TABLE binding DROP COLUMN pins_locked_until;
  ALTER TABLE binding DROP COLUMN ends_at;
  ALTER TABLE binding DROP COLUMN revision;
  ALTER TABLE binding DROP COLUMN grace_ms;
  ALTER TABLE binding DROP COLUMN calls;
  ALTER TABLE binding DROP COLUMN answered_calls;
  ALTER TABLE binding DROP COLUMN talk_ms;
  ALTER TABLE binding ADD COLUMN ends_at INTEGER GENERATED ALWAYS AS (expires_at) VIRTUAL;
  CREATE INDEX binding_end ON binding (ends_at);
  DROP TABLE tenant_policy;
  DROP TABLE recording; DROP TABLE recording_day;
  DROP TABLE binding_version; DROP TABLE version_leg;
  ALTER TABLE meta DROP COLUMN history_since;
  ALTER TABLE key_generation DROP COLUMN begun_at;
  DROP TABLE cdr; DROP TABLE cdr_party; DROP TABLE cdr_leg; DROP TABLE cdr_begun; DROP TABLE cdr_day;
  PRAGMA user_version = 2;`;

describe('a database of the first release', () => {
  const useBench = useStoreBench();

  it('keeps its bindings and routes them, also after a restart and by a new key', async () => {
    const bench = await useBench();
    writeSchema1(bench.path(), bench.key, OLD);
    const store = await bench.open();
    const seen = (open: typeof store): readonly string[] =>
      (
        [
          [1, 0],
          [2, 0],
          [3, 0],
          [4, 0],
          [6, 1],
          [5, 1],
          [7, 2],
          [9, 0],
        ] as const
      ).map(([caller, on]) => reach(open, party(caller), x(on), START + HOUR));
    const reached = [2, 1, 4, 3, 5].map((n) => party(n).reveal());
    const expected = [...reached, 'wrong-direction', 'binding-cooling', 'no-binding'];
    expect(seen(store)).toEqual(expected);
    expect(store.binding(1 as BindingId)).toMatchObject({
      mode: 'two-way',
      x: x(0),
      y: null,
      extension: null,
      group: null,
      reference: 'old',
      createdAt: START,
      expiresAt: START + DAY,
      details: NO_DETAILS,
    });
    expect(store.binding(3 as BindingId)?.mode).toBe('reverse');
    expect(store.bindings({ at: START, limit: 10, ended: true })).toHaveLength(4);
    await store.close();
    const again = await bench.open();
    expect(seen(again)).toEqual(expected);
    await again.beginRotation(MasterKey.random());
    await again.continueRotation();
    expect(seen(again)).toEqual(expected);
  });

  it('lets a party give way to another, as does one of the second release', async () => {
    const bench = await useBench();
    writeSchema1(bench.path(), bench.key, OLD);
    const first = await bench.open();
    const kept = bound(await first.bind(wish({ mode: 'ax', a: party(9), b: null, x: x(5) })));
    expect(await first.amend(1 as BindingId, { b: party(11) }, START)).toMatchObject({ ok: true });
    await first.close();
    const db = new SqliteDatabase(bench.path());
    db.exec(BACK_TO_2);
    db.close();
    const store = await bench.open();
    expect(store.binding(kept.id)).toMatchObject({
      revision: 0,
      graceMs: 0,
      use: UNUSED,
      pinTries: NO_TRIES,
    });
    expect(await store.amend(kept.id, { a: party(12) }, START)).toMatchObject({ ok: true });
    const reached = [1, 11, 2].map((n) => reach(store, party(n), x(0), START + HOUR));
    expect(reached).toEqual([party(11).reveal(), party(1).reveal(), 'binding-cooling']);
    expect(reach(store, party(3), x(5), START)).toBe(party(12).reveal());
    expect(reach(store, party(9), x(5), START)).toBe('binding-cooling');
    await store.beginRotation(MasterKey.random());
    await store.continueRotation();
    expect([1, 11, 2].map((n) => reach(store, party(n), x(0), START + HOUR))).toEqual(reached);
    expect(reach(store, party(9), x(5), START)).toBe('binding-cooling');
  });

  it('takes bindings of every mode beside the old ones, and none in their way', async () => {
    const bench = await useBench();
    writeSchema1(bench.path(), bench.key, OLD);
    const store = await bench.open();
    expect(refusal(await store.bind(wish({ mode: 'ax', x: x(0), a: party(9), b: null })))).toEqual({
      reason: 'number-shared',
    });
    expect(refusal(await store.bind(wish({ mode: 'a-to-b', x: x(0), b: party(9) })))).toMatchObject({
      reason: 'number-taken',
    });
    expect(refusal(await store.bind(wish({ mode: 'axe', x: x(2), extension: '12', b: null })))).toEqual({
      reason: 'number-shared',
    });
    expect(await store.bind(wish({ x: x(0) }))).toMatchObject({ existing: true, binding: { id: 1 } });
    const axe = bound(await store.bind(wish({ mode: 'axe', x: x(5), extension: '12', b: null })));
    expect(axe.id).toBe(5);
    expect(reach(store, party(9), x(5), START, extension('12'))).toBe(party(1).reveal());
    await store.putGroup('drivers', [party(9)]);
    const axg = bound(await store.bind(wish({ mode: 'axg', a: party(1), b: null, group: 'drivers' })));
    expect(reach(store, party(9), axg.x, START)).toBe(party(1).reveal());
  });
});
