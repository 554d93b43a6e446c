import { beforeEach, describe, expect, it } from 'vitest';
import { CallRouter, type Routed } from '../../src/app/call-router.ts';
import type { BoundView } from '../../src/app/operations.ts';
import { callView } from '../../src/app/views.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { KeyedDigits, Question } from '../../src/domain/call/question.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';
const EXTENSION = '0042';

/** Whoever is bound must key the one extension first, and may try twice. */
class AskingRouter extends CallRouter {
  override route(callerText: string, dialledText: string, at: EpochMs, keyed?: KeyedDigits): Routed {
    const routed = super.route(callerText, dialledText, at);
    const { decision, caller } = routed;
    if (decision.kind !== 'connect' || keyed?.digits.reveal() === EXTENSION) return routed;
    const { number, binding } = decision;
    const attempt = (keyed?.attempt ?? 0) + 1;
    if (attempt > 2)
      return { caller, decision: { kind: 'refuse', reason: 'extension-unknown', number, binding } };
    const length = { minDigits: 4, maxDigits: 4 };
    const question: Question = { purpose: 'extension', prompt: 'enter-extension', ...length, attempt };
    return { caller, decision: { kind: 'ask', question, number, binding } };
  }
}

describe('the call desk, asking for digits', () => {
  let board: Switchboard;
  let bound: BoundView;

  beforeEach(async () => {
    board = new Switchboard((store, plan) => new AskingRouter(store, plan));
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009', language: 'en' });
    bound = await board.bindings.bind({ a: A, b: B, showNumbers: false });
  });

  function key(leg: LegId, digits: string, attempt = 1): void {
    const at = board.clock.now();
    const keyed = { purpose: 'extension', attempt, digits: new Secret(digits) } as const;
    board.tell({ kind: 'digits-keyed', leg, at, callerText: A, dialledText: bound.x, keyed });
  }

  it('orders the question, in the language of the pool, and shows the call as asking', () => {
    const leg = board.arrive(A, bound.x);
    expect(board.node.questions).toMatchObject([
      { leg, language: 'en', question: { prompt: 'enter-extension', attempt: 1 } },
    ]);
    expect(board.node.connects).toEqual([]);
    expect(board.desk.calls.flatMap((call) => callView(call, false))).toMatchObject([
      { stage: 'asking', x: bound.x, callee: null, answeredAt: null },
    ]);
    expect(board.desk.knownLegs(board.node)).toEqual([leg]);
  });

  it('connects whom the digits lead to', () => {
    const leg = board.arrive(A, bound.x);
    key(leg, EXTENSION);
    expect(board.node.connects.map((order) => order.callee.reveal())).toEqual([`86${B}`]);
  });

  it('asks anew, then refuses', () => {
    const leg = board.arrive(A, bound.x);
    key(leg, '1111');
    key(leg, '1111');
    expect(board.node.questions.map((order) => order.question.attempt)).toEqual([1, 2]);
    key(leg, '', 2);
    expect(board.node.refusals).toMatchObject([{ leg, prompt: 'extension-unknown', language: 'en' }]);
    expect(board.node.connects).toEqual([]);
  });

  it('acts on digits that were keyed while no daemon was there', () => {
    const leg = board.leg();
    key(leg, EXTENSION);
    expect(board.node.connects.map((order) => order.leg)).toEqual([leg]);
    expect(board.log.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ from: 'new', x: bound.x }) }),
    );
  });

  it('sends nobody away for want of room who has been asked already', () => {
    const leg = board.arrive(A, bound.x);
    board.maxCalls = 1;
    key(leg, EXTENSION);
    expect(board.node.connects).toHaveLength(1);
    board.maxCalls = 0;
    key(board.leg(), EXTENSION);
    expect(board.node.refusals).toMatchObject([{ prompt: 'switch-busy' }]);
  });

  it('writes what was keyed into no line of the log', () => {
    const leg = board.arrive(A, bound.x);
    key(leg, '1111');
    key(leg, EXTENSION, 2);
    const lines = JSON.stringify(board.log.lines);
    expect(lines).toContain('digits-keyed');
    expect(lines).not.toContain(EXTENSION);
    expect(lines).not.toContain('1111');
  });

  it('tells the caller when the switch does not take the question', async () => {
    board.node.nextFailure = 'not-sent';
    board.arrive(A, bound.x);
    await board.desk.settled();
    expect(board.node.refusals).toMatchObject([{ prompt: 'switch-failure', language: 'en' }]);
  });
});

describe('the router, where nothing was asked', () => {
  it('connects nobody because of digits, and is at a loss for nothing', async () => {
    const board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009' });
    const { x } = await board.bindings.bind({ a: A, b: B, showNumbers: false });
    const keyed = { purpose: 'pin', attempt: 1, digits: new Secret('1') } as const;
    for (const [caller, dialled, reason] of [
      ['+8613800138009', x, 'no-binding'],
      ['anonymous', x, 'caller-withheld'],
      [A, '+8617099999999', 'number-unknown'],
      [A, 'x', 'number-malformed'],
    ] as const)
      expect(board.router.route(caller, dialled, board.clock.now(), keyed).decision).toMatchObject({
        kind: 'refuse',
        reason,
      });
  });
});
