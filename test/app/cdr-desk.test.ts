import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCdrStore } from '../../src/adapters/memory/memory-cdr-store.ts';
import { CdrDesk } from '../../src/app/cdr/cdr-desk.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { LegRecord } from '../../src/domain/cdr/leg-record.ts';
import type { LegSpool, SpooledLeg } from '../../src/ports/leg-spool.ts';
import {
  begun,
  CALL,
  calledLeg,
  callerLeg,
  mark,
  NOTHING_KNOWN,
  SECOND,
  unansweredCaller,
} from '../domain/cdr/given.ts';
import { HandClock, KeptLog } from './switchboard.ts';

const DAY_MS = 86_400_000;

/** Files that a test lays down. */
class HandSpool implements LegSpool {
  readonly files = new Map<string, LegRecord>();
  hint = (): void => undefined;
  /** The next removal does not happen: we die after the commit. */
  keepOnce = false;

  lay(...legs: readonly LegRecord[]): void {
    for (const leg of legs) this.files.set(leg.leg, leg);
  }

  async read(limit: number): Promise<readonly SpooledLeg[]> {
    return [...this.files].slice(0, limit).map(([name, leg]) => ({ name, leg }));
  }

  async remove(names: readonly string[]): Promise<void> {
    if (!this.keepOnce) for (const name of names) this.files.delete(name);
    this.keepOnce = false;
  }

  watch(onChange: () => void): () => void {
    this.hint = onChange;
    return () => undefined;
  }
}

describe('the desk of call records', () => {
  let store: MemoryCdrStore;
  let spool: HandSpool;
  let clock: HandClock;
  let desk: CdrDesk;
  let log: KeptLog;
  const live = new Set<CallId>();
  let onSwitch: ReadonlySet<CallId> | null;

  const open = (): CdrDesk =>
    new CdrDesk({
      store,
      spool,
      clock,
      log,
      isLive: (call) => live.has(call),
      callsOnSwitch: async () => onSwitch,
      contextOf: () => NOTHING_KNOWN,
    });

  beforeEach(() => {
    live.clear();
    [store, spool, clock, log, onSwitch] = [
      new MemoryCdrStore(),
      new HandSpool(),
      new HandClock(),
      new KeptLog(),
      new Set(),
    ];
    desk = open();
    desk.start();
  });

  /** Lets so many seconds go by, a look each. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    }
  }

  const records = () => store.find({ limit: 10 }).map(({ record }) => record);

  it('makes one record of a call as soon as all its legs are there, and removes the files', async () => {
    spool.lay(calledLeg());
    await pass(2);
    expect(records()).toEqual([]);
    spool.lay(callerLeg());
    spool.hint();
    await pass(1);
    expect(records()).toMatchObject([{ call: CALL, outcome: 'answered', revision: 1 }]);
    expect(spool.files.size).toBe(0);
    expect(store.callsWithLegs(1)).toEqual([]);
  });

  it('waits a moment for the end of a call that the daemon still has, so that what it is told of it comes first', async () => {
    live.add(CALL);
    spool.lay(calledLeg());
    spool.lay(callerLeg());
    await pass(1);
    expect(records()).toEqual([]);
    live.clear();
    desk.hint();
    await pass(1);
    expect(records()).toMatchObject([{ call: CALL, revision: 1 }]);
  });

  it('waits no longer than that, for the end may never be told', async () => {
    live.add(CALL);
    spool.lay(calledLeg());
    spool.lay(callerLeg());
    await pass(3);
    expect(records()).toMatchObject([{ call: CALL, outcome: 'answered', revision: 1 }]);
  });

  it('takes a file twice for once, when it dies between the commit and the removal', async () => {
    spool.keepOnce = true;
    spool.lay(callerLeg(), calledLeg());
    await pass(1);
    expect(spool.files.size).toBe(2);
    await pass(2);
    expect(spool.files.size).toBe(0);
    expect(records()).toMatchObject([{ revision: 1, legs: [{}, {}] }]);
    expect(store.callsWithLegs(1)).toEqual([]);
  });

  it('waits for a leg that is expected, but not for ever', async () => {
    spool.lay(callerLeg());
    await pass(9);
    expect(records()).toEqual([]);
    await pass(3);
    expect(records()).toMatchObject([{ call: CALL, revision: 1 }]);
  });

  it('waits no longer when the clock is set back by a day meanwhile', async () => {
    spool.lay(callerLeg());
    await pass(3);
    clock.set(-DAY_MS);
    await pass(13);
    expect(records()).toMatchObject([{ call: CALL, revision: 1 }]);
  });

  it('makes the record of a call without legs, though the clock was set back by a day since it began', async () => {
    await desk.begun(begun({ beganAt: clock.now() * 1000 }));
    clock.set(-DAY_MS);
    await pass(20);
    expect(records()).toMatchObject([{ call: CALL, revision: 1, legs: [] }]);
  });

  it('waits as long as we or a switch have the call, or a switch cannot be asked', async () => {
    spool.lay(calledLeg());
    live.add(CALL);
    await pass(30);
    live.clear();
    onSwitch = new Set([CALL]);
    await pass(30);
    onSwitch = null;
    await pass(30);
    expect(records()).toEqual([]);
    onSwitch = new Set();
    await pass(12);
    expect(records()).toHaveLength(1);
  });

  it('makes the record anew when a leg comes late, and it is still one', async () => {
    spool.lay(callerLeg());
    await pass(12);
    expect(records()).toMatchObject([{ revision: 1, outcome: 'answered', gateway: null }]);
    spool.lay(calledLeg());
    await pass(2);
    expect(records()).toMatchObject([{ revision: 2, outcome: 'answered', gateway: 'east' }]);
  });

  it('lets the gateways of a callback have their turn before it makes a record of the first failure', async () => {
    const callback = mark({ flow: 'callback' });
    await desk.begun(begun({ flow: 'callback', beganAt: clock.now() * 1000 }));
    live.add(CALL);
    spool.lay(unansweredCaller({ mark: callback, gateway: 'east', expects: [] }));
    await pass(30);
    expect(records()).toEqual([]);
    live.clear();
    await pass(16);
    expect(records()).toMatchObject([{ flow: 'callback', revision: 1 }]);
  });

  it('makes a record of a call whose switch died without a word, once, with what was seen of it', async () => {
    const at = clock.now() * 1000;
    await desk.begun(begun({ beganAt: at }));
    live.add(CALL);
    await pass(5);
    live.clear();
    desk.ended({
      call: CALL,
      outcome: 'answered',
      ringingAt: at + SECOND,
      answeredAt: at + 2 * SECOND,
      endedAt: at + 5 * SECOND,
      lost: true,
    });
    onSwitch = null;
    await pass(30);
    expect(records()).toEqual([]);
    onSwitch = new Set();
    await pass(16);
    expect(records()).toMatchObject([{ outcome: 'switch-failure', talkedAt: at + 2 * SECOND, binding: 7 }]);
    await pass(30);
    expect(records()).toHaveLength(1);
  });

  it('makes it as well when we died at the same time: the call had been noted when it began', async () => {
    const at = clock.now() * 1000;
    await desk.begun(begun({ beganAt: at }));
    await desk.stop();
    desk = open();
    desk.start();
    await pass(20);
    expect(records()).toMatchObject([{ outcome: 'switch-failure', caller: begun().caller, createdAt: at }]);
  });

  it('adds to what it noted of a call when more is known, and takes nothing back', async () => {
    const at = clock.now() * 1000;
    await desk.begun(begun({ beganAt: at, callee: null, binding: null, direction: null }));
    await desk.begun(begun({ beganAt: at + SECOND, caller: null }));
    await pass(20);
    const [record] = records();
    expect(record).toMatchObject({ createdAt: at, binding: 7, direction: 'a-to-b' });
    expect([record?.caller, record?.callee]).toEqual([begun().caller, begun().callee]);
    expect([record?.caller?.reveal(), record?.callee?.reveal()]).toEqual(['8613800138000', '8613800138001']);
  });

  it('takes in what is there when it is stopped', async () => {
    spool.lay(callerLeg());
    await desk.stop();
    expect(spool.files.size).toBe(0);
    expect(store.callsWithLegs(1)).toEqual([CALL]);
  });

  it('keeps no legs of a call of which all came at once: they go into its record with the same commit', async () => {
    const kept: LegRecord[] = [];
    store.addLegs = async (legs) => void kept.push(...legs);
    spool.lay(callerLeg(), calledLeg());
    await pass(1);
    expect(kept).toEqual([]);
    expect(records()).toMatchObject([{ call: CALL, outcome: 'answered', revision: 1 }]);
    expect(spool.files.size).toBe(0);
  });

  it('knows of a call what is still being noted of its beginning', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    store.begin = () => promise;
    const noted = desk.begun(begun({ node: 'two' }));
    spool.lay(callerLeg(), calledLeg());
    await pass(1);
    expect(records()).toMatchObject([{ call: CALL, node: 'two' }]);
    resolve();
    await noted;
  });

  it('keeps the files when the store does not take them, and goes on', async () => {
    const settle = store.settle.bind(store);
    store.settle = () => Promise.reject(new Error('the disk is full'));
    spool.lay(callerLeg(), calledLeg());
    await pass(3);
    expect(spool.files.size).toBe(2);
    expect(log.lines.some(({ level }) => level === 'error')).toBe(true);
    store.settle = settle;
    await pass(2);
    expect(records()).toHaveLength(1);
  });
});
