import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCdrStore } from '../../src/adapters/memory/memory-cdr-store.ts';
import { CallFleet } from '../../src/app/call-fleet.ts';
import { CdrDesk } from '../../src/app/cdr/cdr-desk.ts';
import { Daemon } from '../../src/app/daemon.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';

/** Lets everything that waits on settled promises run; no timer takes part. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('the daemon', () => {
  let board: Switchboard;
  let daemon: Daemon;
  let x: string;
  let over: unknown;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001' });
    ({ x } = await board.bindings.bind({ a: A, b: '13800138001', showNumbers: false }));
    const { store, desk, clock, log, node } = board;
    const historyMs = (): number => 86_400_000;
    const cdrs = new MemoryCdrStore();
    const records = new CdrDesk({
      store: cdrs,
      clock,
      log,
      spool: { read: async () => [], remove: async () => undefined, watch: () => () => undefined },
      isLive: () => false,
      callsOnSwitch: async () => null,
      contextOf: () => ({
        x: null,
        pool: null,
        mode: null,
        extension: null,
        reference: null,
        userData: null,
      }),
    });
    daemon = new Daemon({ store, cdrs, records, desk, clock, log, historyMs, cdrHistoryMs: historyMs });
    const onRefused = (name: string, because: string): void => daemon.onSwitchRefused(name, because);
    daemon.start(new CallFleet({ nodes: [node], desk, log, onRefused }));
    over = 'running';
    void daemon.ended.then((because) => {
      over = because;
    });
  });

  it('stops at once when no call needs it, and lets go of switch and store', async () => {
    daemon.requestStop();
    await turns();
    expect(over).toBeNull();
    expect(board.node.stopped).toBe(true);
  });

  it('waits for a call that is being set up no longer when the clock is set back by a day meanwhile', async () => {
    board.arrive(A, x);
    daemon.requestStop();
    await turns();
    board.clock.set(-86_400_000);
    for (let step = 0; step < 200; step += 1) {
      board.clock.advance(50);
      await turns();
    }
    expect(over).toBeNull();
  });

  it('waits for a call that is being set up, and goes on routing meanwhile', async () => {
    const leg = board.arrive(A, x);
    daemon.requestStop();
    await turns();
    expect(over).toBe('running');
    board.arrive('13800138001', x);
    expect(board.node.connects).toHaveLength(2);
    for (const call of board.desk.calls)
      board.tell({
        kind: 'leg-ended',
        leg: call.id as string as typeof leg,
        at: 1,
        call: null,
        cause: 'ORIGINATOR_CANCEL',
        byFarEnd: true,
      });
    board.clock.advance(50);
    await turns();
    expect(over).toBeNull();
  });

  it('does not wait for people who talk', async () => {
    const leg = board.arrive(A, x);
    const called = board.node.connects[0]?.attempts[0]?.leg ?? leg;
    board.tell({ kind: 'answered', leg: called, at: 1, call: leg as string as CallId });
    daemon.requestStop();
    await turns();
    expect(over).toBeNull();
  });

  it('does not wait for ever', async () => {
    board.arrive(A, x);
    daemon.requestStop();
    for (let step = 0; step < 300; step += 1) {
      board.clock.advance(50);
      await turns();
    }
    expect(over).toBeNull();
  });

  it('lets go at once when it is told a second time', async () => {
    board.arrive(A, x);
    daemon.requestStop();
    await turns();
    daemon.requestStop();
    board.clock.advance(50);
    await turns();
    expect(over).toBeNull();
  });

  it('stops with a clear error when a switch refuses it for good', async () => {
    board.node.listener?.onLink({ state: 'refused', because: 'authentication-refused' });
    await turns();
    expect(over).toMatchObject({ code: 'switch-refused', detail: 'one: authentication refused' });
  });

  it('forgets bindings that ended longer ago than the history', async () => {
    board.clock.advance(86_400_000);
    await turns();
    expect(await board.bindings.bindings({ ended: true, limit: 10, showNumbers: false })).toHaveLength(1);
    board.clock.advance(8 * 86_400_000);
    await turns();
    expect(await board.bindings.bindings({ ended: true, limit: 10, showNumbers: false })).toEqual([]);
  });
});
