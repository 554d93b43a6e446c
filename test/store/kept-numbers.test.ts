import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import {
  addCity,
  bound,
  DAY,
  extension,
  HOUR,
  party,
  reach,
  START,
  wish,
  x,
} from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const MEMBERS = 1300;
const REMEMBERS = {
  ...NO_DETAILS,
  callBackMs: DAY,
  remembersCallers: true,
  userData: '{"courier":"13800138555"}',
};
const [DEFAULT_B, FOR_NOW, CALLER, KEYED] = [party(7001), party(7002), party(7003), party(7004)];

/** A store in which every kind of number is kept. */
interface Household {
  readonly ax: Binding;
  readonly withCallee: Binding;
  readonly axe: Binding;
  readonly axg: Binding;
}

async function settle(store: SqliteBindingStore): Promise<Household> {
  await addCity(store, 10);
  await store.putGroup(
    'drivers',
    Array.from({ length: MEMBERS }, (_, n) => party(1000 + n)),
  );
  const make = async (changes: Partial<BindRequest>): Promise<Binding> =>
    bound(
      await store.bind(
        wish({ mode: 'ax', b: null, details: { ...REMEMBERS, remembersCallers: false }, ...changes }),
      ),
    );
  const ax = await make({ a: party(1), x: x(0), b: DEFAULT_B });
  const withCallee = await make({ a: party(2), x: x(1) });
  const axe = await make({ mode: 'axe', a: party(3), x: x(2), extension: '4711', details: REMEMBERS });
  const axg = await make({ mode: 'axg', a: party(4), x: x(3), group: 'drivers' });
  for (const { id } of [ax, withCallee]) await store.callRouted(id, START, CALLER);
  await store.setTemporaryCallee(withCallee.id, { number: FOR_NOW, at: START + HOUR }, START);
  await store.callRouted(axe.id, START, KEYED);
  await store.callRouted(axg.id, START, party(1500));
  return { ax, withCallee, axe, axg };
}

/** Whom everybody reaches, in every way that the household offers. */
function seenIn(store: SqliteBindingStore, { ax, axe }: Household): readonly string[] {
  const reaches = (caller: number, on: number, at = START + 1): string =>
    reach(store, party(caller), x(on), at);
  return [
    reaches(1, 0),
    reaches(1, 0, START + DAY - 1),
    reaches(2, 1),
    reaches(2, 1, START + HOUR),
    reaches(7004, 2),
    reaches(7003, 2),
    reach(store, CALLER, x(2), START, extension('4711')),
    reaches(3, 2),
    reaches(4, 3),
    ...[1000, 1001, 1700, 2299, 2300].map((member) => reaches(member, 3)),
    String(store.groupMembers('drivers')?.length),
    String(store.binding(ax.id)?.details.userData),
    String(store.binding(axe.id)?.details.remembersCallers),
  ];
}

describe('numbers that are kept', () => {
  const useBench = useStoreBench();

  it('are what they were in every moment of a rotation, over restarts, and afterwards by the new key alone', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const household = await settle(store);
    const before = seenIn(store, household);
    expect(new Set(before).size).toBeGreaterThan(9);
    const next = MasterKey.random();
    await store.beginRotation(next);
    expect(seenIn(store, household)).toEqual(before);
    await store.close();
    let open = await bench.open({ key: next });
    for (let lives = 0; lives < 2; lives += 1) {
      let batches = 0;
      await open
        .continueRotation(() => {
          expect(seenIn(open, household)).toEqual(before);
          batches += 1;
          if (batches === 2) throw new Error('cut short');
        })
        .catch((error: Error) => expect(error.message).toBe('cut short'));
      await open.close();
      open = await bench.open({ key: next });
      expect(open.rotationPending()).toBe(true);
      expect(seenIn(open, household)).toEqual(before);
    }
    await open.continueRotation();
    expect(open.rotationPending()).toBe(false);
    expect(seenIn(open, household)).toEqual(before);
    await open.close();
    await expect(bench.open()).rejects.toMatchObject({ code: 'key-wrong' });
    const last = await bench.open({ key: next });
    expect(seenIn(last, household)).toEqual(before);
  });

  it('may be changed while a rotation runs: nobody who left comes back, nobody who called is forgotten', async () => {
    const store = await (await useBench()).open();
    const { ax, axe, withCallee } = await settle(store);
    await store.beginRotation(MasterKey.random());
    const calls = async (nth: number): Promise<void> => {
      await store.changeGroup('drivers', [party(5000 + nth)], [party(1000 + nth), party(2299 - nth)]);
      await store.callRouted(ax.id, START + nth, party(6000 + nth));
      await store.callRouted(axe.id, START + nth, party(6000 + nth));
      await store.setTemporaryCallee(withCallee.id, { number: party(6100 + nth), at: START + HOUR }, START);
      expect(reach(store, party(1), x(0), START + nth)).toBe(party(6000 + nth).reveal());
      expect(reach(store, party(2), x(1), START)).toBe(party(6100 + nth).reveal());
      for (const caller of [7004, 6000 + nth])
        expect(reach(store, party(caller), x(2), START + nth)).toBe(party(3).reveal());
      for (const left of [1000 + nth, 2299 - nth])
        expect(reach(store, party(left), x(3), START)).toBe('not-a-member');
      expect(reach(store, party(5000 + nth), x(3), START)).toBe(party(4).reveal());
    };
    let changes = 0;
    let last = Promise.resolve();
    await store.continueRotation(() => {
      const nth = changes;
      changes += 1;
      last = last.then(() => calls(nth));
    });
    await last;
    expect(changes).toBeGreaterThan(3);
    expect(store.groupMembers('drivers')).toHaveLength(MEMBERS - changes);
    for (let nth = 0; nth < changes; nth += 1) {
      expect(reach(store, party(1000 + nth), x(3), START)).toBe('not-a-member');
      expect(reach(store, party(5000 + nth), x(3), START)).toBe(party(4).reveal());
    }
  });

  it('stand in no file in clear, and are gone with the purge of their binding', async () => {
    const bench = await useBench();
    const store = await bench.open();
    const { ax, withCallee, axe, axg } = await settle(store);
    const kept = [DEFAULT_B, FOR_NOW, CALLER, KEYED, party(1), party(1000), party(1500), party(2299)];
    const secrets = [...kept.map((number) => number.reveal().slice(2)), '13800138555', 'courier'];
    const inFiles = async (): Promise<readonly string[]> => {
      const bytes = await filesOf(bench.path());
      return secrets.filter(
        (secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')),
      );
    };
    expect(await inFiles()).toEqual([]);
    await store.beginRotation(MasterKey.random());
    await store.continueRotation();
    expect(await inFiles()).toEqual([]);
    for (const { id } of [ax, withCallee, axe, axg]) await store.release(id, 'requested', START);
    expect(rowsKept(bench.path())).toBe(MEMBERS + 5 + 1);
    expect(await store.purge(START + 1, START + 30 * DAY, 10)).toBe(4);
    expect(rowsKept(bench.path())).toBe(MEMBERS);
    await store.removeGroup('drivers', START);
    expect(rowsKept(bench.path())).toBe(0);
    const leaking = await bench.open({ name: 'leak.db' });
    await addCity(leaking, 1);
    await leaking.bind(wish({ reference: CALLER.reveal(), details: NO_DETAILS }));
    expect((await filesOf(bench.path('leak.db'))).includes(CALLER.reveal().slice(2))).toBe(true);
  });
});

/** The database, its log and its index of the log. */
async function filesOf(path: string): Promise<Buffer> {
  const names = (await readdir(dirname(path))).filter((name) => join(dirname(path), name).startsWith(path));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(dirname(path), name)))));
}

function rowsKept(path: string): number {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM kept_number').pluck().get() ?? -1;
  } finally {
    db.close();
  }
}
