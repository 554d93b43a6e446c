import { beforeEach, describe, expect, it } from 'vitest';
import type { PolicyInput } from '../../src/app/policy-input.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';
const OTHER = '13800138002';
const PIN = '471108';

describe('the call desk, where a binding takes PINs', () => {
  let board: Switchboard;
  let x: string;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009', language: 'en' });
  });

  async function bind(strangers: Partial<NonNullable<PolicyInput['strangers']>> = {}): Promise<void> {
    const policy = { strangers: { otherPhone: 'pin', pins: { a: PIN }, attempts: 3, ...strangers } } as const;
    x = (await board.bindings.bind({ a: A, b: B, policy, showNumbers: false })).x;
  }

  function key(leg: LegId, digits: string, attempt = 1): void {
    const keyed = { purpose: 'pin', attempt, digits: new Secret(digits) } as const;
    const at = board.clock.now();
    board.tell({ kind: 'digits-keyed', leg, at, callerText: OTHER, dialledText: x, keyed });
  }

  const stored = async () => {
    await board.desk.settled();
    return board.store.bindings({ at: board.clock.now(), limit: 1 })[0]?.pinTries;
  };

  it('asks for four to eight digits, and three times in a call', async () => {
    await bind({ attempts: 20 });
    const leg = board.arrive(OTHER, x);
    for (const attempt of [1, 2, 3]) key(leg, '9999', attempt);
    expect(board.node.questions.map(({ question }) => question)).toEqual(
      [1, 2, 3].map((attempt) => ({
        purpose: 'pin',
        prompt: 'enter-pin',
        minDigits: 4,
        maxDigits: 9,
        attempt,
      })),
    );
    expect(board.node.refusals).toMatchObject([{ leg, prompt: 'pin-wrong' }]);
    expect(await stored()).toEqual({ wrong: 3, lockedUntil: null });
  });

  it('takes no more wrong ones from many calls at once, before any of them is written down', async () => {
    await bind();
    const legs = Array.from({ length: 9 }, () => board.arrive(OTHER, x));
    const { store } = board;
    const write = store.wrongPin.bind(store);
    let isOpen: () => void = () => {};
    const gate = new Promise<void>((resolve) => (isOpen = resolve));
    store.wrongPin = async (...args) => {
      await gate;
      await write(...args);
    };
    for (const leg of legs.slice(0, 8)) key(leg, '9999');
    const last = legs[8];
    if (last !== undefined) key(last, PIN);
    expect(board.node.connects).toEqual([]);
    expect(board.node.refusals.map(({ prompt }) => prompt)).toEqual(Array(7).fill('pin-locked'));
    isOpen();
    expect((await stored())?.wrong).toBe(3);
  });

  it('goes on counting what the store did not take', async () => {
    await bind({ attempts: 2 });
    board.store.wrongPin = () => Promise.reject(new Error('the disk is full'));
    const leg = board.arrive(OTHER, x);
    key(leg, '9999');
    await board.desk.settled();
    key(leg, '9998', 2);
    await board.desk.settled();
    expect(board.node.refusals).toMatchObject([{ leg, prompt: 'pin-locked' }]);
    expect(board.log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('counts an answer once, however often the leg is looked at', async () => {
    await bind();
    const leg = board.arrive(OTHER, x);
    for (let looks = 0; looks < 5; looks += 1) key(leg, '9999');
    expect(await stored()).toMatchObject({ wrong: 1 });
    expect(board.node.questions).toHaveLength(2);
  });

  it('remembers the telephone that was right, and asks nobody in vain in quiet hours', async () => {
    await bind({ remember: true });
    key(board.arrive(OTHER, x), PIN);
    await board.desk.settled();
    board.arrive(OTHER, x);
    expect(board.node.connects.map(({ callee }) => callee.reveal())).toEqual([`86${B}`, `86${B}`]);
    const route = await board.bindings.route({ caller: OTHER, x, showNumbers: false });
    expect(route).toMatchObject({ decision: 'connect', callee: '+861****8001' });
    expect(route.explanation).toContain('on a telephone that a PIN proved to be its own');
    const hour = new Date(board.clock.now()).getUTCHours();
    const time = (from: number): string => `${String((hour + from + 24) % 24).padStart(2, '0')}:00`;
    const quietHours = { from: time(-1), to: time(2), zone: 'UTC' };
    await board.bindings.amend({ id: 1, policy: { quietHours }, showNumbers: false });
    board.arrive('13800138003', x);
    expect(board.node.refusals).toMatchObject([{ prompt: 'quiet-hours' }]);
  });

  it('tells whoever asks for a route that a PIN would be wanted, and until when none is taken', async () => {
    await bind({ attempts: 1, withheld: 'pin', lockOutSeconds: 60 });
    const route = (caller: string) => board.bindings.route({ caller, x, showNumbers: true });
    for (const caller of [OTHER, 'anonymous'])
      expect(await route(caller)).toMatchObject({
        decision: 'ask',
        prompt: 'enter-pin',
        callee: null,
        explanation: 'the caller is asked for a PIN first (binding 1)',
      });
    key(board.arrive(OTHER, x), '9999');
    await board.desk.settled();
    const locked = await route('anonymous');
    expect(locked).toMatchObject({ decision: 'refuse', reason: 'pin-locked' });
    expect(locked.explanation).toContain(new Date(board.clock.now() + 60_000).toISOString().slice(0, 19));
    expect(await route('12')).toMatchObject({ reason: 'caller-malformed' });
  });

  it('writes no PIN into the log', async () => {
    await bind();
    const leg = board.arrive(OTHER, x);
    key(leg, '98765432');
    key(leg, PIN, 2);
    await board.desk.settled();
    expect(board.node.connects).toHaveLength(1);
    expect(JSON.stringify(board.log.lines)).not.toMatch(/471108|98765432/);
  });
});
