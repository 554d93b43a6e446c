import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE_PARTS, gatePattern } from '../../../src/adapters/freeswitch/gate-command.ts';
import { type LoadChange, LoadGate } from '../../../src/adapters/freeswitch/load-gate.ts';
import { FakeTimers } from '../../esl/fake-timers.ts';

/** Of calls, one for each beginning. */
const NAMES = Array.from(
  { length: CLOSE_PARTS },
  (_, first) => `${first.toString(16).padStart(2, '0')}aae9d4-0000-4000-8000-000000000000`,
);
const NEVER = Promise.withResolvers<void>().promise;

describe('the pattern of refused calls', () => {
  it('matches the names whose first two digits are below it, and no other', () => {
    for (let closed = 0; closed <= CLOSE_PARTS; closed += 1) {
      const expression = new RegExp(`^(?:z${gatePattern(closed)})`);
      const refused = NAMES.filter((name) => expression.test(name));
      expect(refused).toEqual(NAMES.slice(0, closed));
    }
  });
});

describe('LoadGate', () => {
  let timers: FakeTimers;
  let sent: string[];
  let changes: LoadChange[];
  let isOn: boolean;
  let gate: LoadGate;

  beforeEach(() => {
    timers = new FakeTimers();
    sent = [];
    changes = [];
    isOn = true;
    gate = new LoadGate({
      timers,
      isOn: () => isOn,
      send: (line) => {
        sent.push(line);
        return Promise.resolve();
      },
      onChange: (change) => changes.push(change),
    });
  });

  afterEach(() => gate.forget());

  /** Calls whose orders take so long, ten in each tenth of a second; what is under way goes on. */
  async function calls(tenths: number, takesMs: number): Promise<void> {
    for (let tenth = 0; tenth < tenths; tenth += 1) {
      for (let call = 0; call < 10; call += 1) {
        gate.noteOffered();
        void gate.measure(() => new Promise<void>((done) => timers.after(takesMs, done)));
      }
      timers.advance(100);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  }

  it('sends nothing and stops looking while orders are taken in time', async () => {
    await calls(30, 20);
    expect(sent).toEqual([]);
    timers.advance(5_000);
    expect(timers.pending).toBe(0);
  });

  it('closes in part under overload, and has the switch open by itself should it say no more', async () => {
    await calls(12, 600);
    expect(changes.map(({ state }) => state)).toEqual(['limited']);
    expect(sent[0]).toMatch(/^global_setvar axbridge_gate=\|/);
    expect(sent.slice(1, 3)).toEqual([
      'sched_del axbridge_gate',
      'sched_api +3 axbridge_gate global_setvar axbridge_gate=',
    ]);
    sent = [];
    await calls(11, 600);
    expect(sent).toContain('sched_api +3 axbridge_gate global_setvar axbridge_gate=');
  });

  it('opens again when fewer calls come, and says so to the switch', async () => {
    await calls(12, 600);
    await calls(30, 10);
    expect(changes.map(({ state }) => state)).toEqual(['limited', 'open']);
    expect(sent.findLast((line) => line.startsWith('global_setvar'))).toBe('global_setvar axbridge_gate=');
    expect(sent.at(-1)).toBe('sched_del axbridge_gate');
  });

  it('opens after this process stood still', async () => {
    await calls(12, 600);
    timers.stall(5_000);
    expect(changes.at(-1)?.state).toBe('open');
  });

  /** Orders that are given at once and taken one after the other, each in so long. @returns how many wait still */
  async function orders(count: number, takesMs: number, taken: number): Promise<void> {
    const given = Array.from({ length: count }, () => Promise.withResolvers<void>());
    for (const { promise } of given) void gate.measure(() => promise);
    for (const { resolve } of given.slice(0, taken)) {
      timers.advance(takesMs);
      resolve();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  }

  it('is full when those that wait would keep one more waiting for a quarter of a second, and not before', async () => {
    await orders(20, 20, 20);
    expect(gate.isFull()).toBe(false);
    for (let order = 0; order < 12; order += 1) void gate.measure(() => NEVER);
    expect(gate.isFull(), '12 orders of 20 ms').toBe(false);
    for (let order = 0; order < 3; order += 1) void gate.measure(() => NEVER);
    expect(gate.isFull(), '15 orders of 20 ms').toBe(true);
    isOn = false;
    expect(gate.isFull()).toBe(false);
  });

  it('counts for an order what it takes itself, and not the wait for those before it', async () => {
    await orders(40, 10, 20);
    expect(gate.isFull(), '20 wait for 10 ms each').toBe(false);
  });

  it('takes orders that are never answered for overload when others were late before', async () => {
    await calls(6, 400);
    for (let order = 0; order < 20; order += 1) void gate.measure(() => NEVER);
    await calls(6, 400);
    expect(changes.at(-1)?.state).toBe('limited');
  });

  it('refuses nobody where it is off, and opens when it is put off', async () => {
    await calls(12, 600);
    isOn = false;
    await calls(2, 600);
    expect(changes.at(-1)?.state).toBe('open');
    sent = [];
    await calls(12, 600);
    expect(sent).toEqual([]);
  });

  it('forgets what it saw when the link goes', async () => {
    await calls(12, 600);
    gate.forget();
    expect(changes.at(-1)?.state).toBe('open');
    expect(timers.pending).toBeGreaterThanOrEqual(0);
    sent = [];
    await calls(3, 20);
    expect(sent).toEqual([]);
  });
});
