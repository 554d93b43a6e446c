import { beforeEach, describe, expect, it } from 'vitest';
import type { BoundView } from '../../src/app/operations.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { CallId, LegId } from '../../src/domain/call/leg.ts';
import type { LegSnapshot } from '../../src/ports/switch-port.ts';
import { bound as boundBy, party, wish } from '../contract/binding-store.fixtures.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';

describe('the call desk', () => {
  let board: Switchboard;
  let bound: BoundView;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009' });
    bound = await board.bindings.bind({ a: A, b: B, afterCall: '10m', showNumbers: false });
  });

  const at = () => board.clock.now();

  it('orders the peer of the caller to be called, by every gateway in its order', () => {
    const leg = board.arrive(A, bound.x);
    const [order] = board.node.connects;
    expect(order?.leg).toBe(leg);
    expect(order?.callee.reveal()).toBe(`86${B}`);
    expect(order?.attempts.map((one) => one.gateway)).toEqual(['east', 'west']);
    expect(new Set(order?.attempts.map((one) => one.leg)).size).toBe(2);
    expect(order?.mark).toMatchObject({ call: leg, binding: bound.id, firstSide: 'a', flow: 'masked' });
  });

  it('calls A when B calls', () => {
    board.arrive(B, bound.x);
    expect(board.node.connects[0]?.callee.reveal()).toBe(`86${A}`);
    expect(board.node.connects[0]?.mark.firstSide).toBe('b');
  });

  it.each([
    ['13900139000', 'a pool number', 'no-binding', 'UNALLOCATED_NUMBER'],
    ['anonymous', 'a pool number', 'caller-withheld', 'CALL_REJECTED'],
    ['1001}[x=y]', 'a pool number', 'caller-malformed', 'FACILITY_REJECTED'],
    [A, '17099999999', 'no-binding', 'NO_ROUTE_DESTINATION'],
    [A, 'x1', 'number-malformed', 'INVALID_NUMBER_FORMAT'],
  ])('refuses caller %s to %s with the prompt %s', (caller, dialled, prompt, cause) => {
    board.arrive(caller, dialled === 'a pool number' ? bound.x : dialled);
    expect(board.node.connects).toEqual([]);
    expect(board.node.refusals).toMatchObject([{ prompt, cause, language: 'zh' }]);
  });

  it('refuses in the language and with the treatment of the pool', async () => {
    const refusals = { 'no-binding': { prompt: 'wrong-direction', cause: 'CALL_REJECTED' } };
    await board.bindings.addPool({ pool: 'main', language: 'en', refusals });
    board.arrive('13900139000', bound.x);
    expect(board.node.refusals).toMatchObject([
      { prompt: 'wrong-direction', cause: 'CALL_REJECTED', language: 'en' },
    ]);
  });

  it('speaks the language of the settings where no pool is known', () => {
    board.language = 'en';
    board.arrive(A, '17099999999');
    board.arrive(A, '');
    board.maxCalls = 0;
    board.arrive(A, bound.x);
    expect(board.node.refusals).toMatchObject([
      { prompt: 'no-binding', language: 'en' },
      { prompt: 'number-malformed', language: 'en' },
      { prompt: 'switch-busy', language: 'en' },
    ]);
  });

  it('keeps to the language of the pool, whatever the settings say since', () => {
    board.language = 'en';
    board.arrive('13900139000', bound.x);
    expect(board.node.refusals).toMatchObject([{ prompt: 'no-binding', language: 'zh' }]);
  });

  it('starts the after-call timer when a conversation ends, and the binding ends with it', async () => {
    const leg = board.arrive(A, bound.x);
    const calleeLeg = board.node.connects[0]?.attempts[0]?.leg as LegId;
    const call = leg as string as CallId;
    board.tell({ kind: 'answered', leg: calleeLeg, at: at(), call });
    board.clock.advance(60_000);
    board.tell({ kind: 'leg-ended', leg, at: at(), call, cause: 'NORMAL_CLEARING', byFarEnd: true });
    await board.desk.settled();
    expect(board.desk.calls).toEqual([]);
    expect(board.log.outcomes()).toEqual(['answered']);
    board.clock.advance(599_999);
    expect((await board.bindings.route({ caller: A, x: bound.x, showNumbers: false })).decision).toBe(
      'connect',
    );
    board.clock.advance(1);
    expect((await board.bindings.route({ caller: A, x: bound.x, showNumbers: false })).reason).toBe(
      'binding-cooling',
    );
  });

  it('remembers nothing of a call that has ended', () => {
    const leg = board.arrive(A, bound.x);
    board.tell({ kind: 'leg-ended', leg, at: at(), call: null, cause: 'ORIGINATOR_CANCEL', byFarEnd: true });
    expect(board.desk.calls).toEqual([]);
    expect(board.desk.knownLegs(board.node)).toEqual([]);
    expect(board.log.outcomes()).toEqual(['caller-gave-up']);
  });

  it('sends the caller away when the order certainly did not reach the switch', async () => {
    board.node.nextFailure = 'not-sent';
    board.arrive(A, bound.x);
    await board.desk.settled();
    expect(board.node.refusals).toMatchObject([{ prompt: 'switch-failure' }]);
  });

  it.each(['connect', 'refuse'])(
    'gives the order to %s when the caller is found again after the link was lost',
    async (order) => {
      const caller = order === 'connect' ? A : '+8613800138009';
      board.node.nextFailure = 'link-lost';
      const leg = board.arrive(caller, bound.x);
      await board.desk.settled();
      expect(board.desk.calls).toEqual([]);
      const orders = () => [board.node.connects, board.node.refusals].map(({ length }) => length);
      const before = orders();
      const waiting = {
        kind: 'call-arrived',
        leg,
        at: at(),
        callerText: caller,
        dialledText: bound.x,
      } as const;
      const snapshot = {
        leg,
        createdAt: at(),
        mark: null,
        role: 'first',
        answered: false,
        isSurveyed: false,
        waiting,
      } as const;
      board.desk.onLegs(board.node, [snapshot]);
      expect(orders()).toEqual(before.map((count) => count * 2));
      expect(board.desk.calls).toHaveLength(1);
    },
  );

  it('orders nothing more when nobody knows whether the order was carried out', async () => {
    board.node.nextFailure = 'unknown-outcome';
    board.arrive(A, bound.x);
    await board.desk.settled();
    expect(board.node.connects).toHaveLength(1);
    expect(board.node.refusals).toEqual([]);
  });

  it('turns callers away when there are as many calls as allowed', () => {
    board.maxCalls = 1;
    board.arrive(A, bound.x);
    board.arrive(B, bound.x);
    expect(board.node.connects).toHaveLength(1);
    expect(board.node.refusals).toMatchObject([{ prompt: 'switch-busy', cause: 'SWITCH_CONGESTION' }]);
  });

  it('tells the caller something when the store does not answer', () => {
    board.store.routeFacts = () => {
      throw new Error('disk on fire');
    };
    board.arrive(A, bound.x);
    expect(board.node.refusals).toMatchObject([
      { prompt: 'switch-failure', cause: 'NORMAL_TEMPORARY_FAILURE' },
    ]);
  });

  it('never writes a real number into the log', () => {
    board.arrive(A, bound.x);
    board.arrive('13900139000', bound.x);
    expect(JSON.stringify(board.log.lines)).not.toMatch(/13800138000|13800138001|13900139000/);
  });

  describe('after a reconnection', () => {
    function snapshot(changes: Partial<LegSnapshot>): LegSnapshot {
      return {
        leg: board.leg(),
        createdAt: at(),
        mark: null,
        role: 'first',
        answered: false,
        isSurveyed: false,
        waiting: null,
        ...changes,
      };
    }

    it('connects a caller who waited while we were away', () => {
      const leg = board.leg();
      const waiting = { kind: 'call-arrived', leg, at: at(), callerText: A, dialledText: bound.x } as const;
      board.desk.onLegs(board.node, [snapshot({ leg, waiting })]);
      board.desk.onLegs(board.node, [snapshot({ leg, waiting })]);
      expect(board.node.connects.map((order) => order.leg)).toEqual([leg]);
    });

    it('takes up calls of an earlier life, talking or not, and starts their after-call timers', async () => {
      const first = board.leg();
      const mark = {
        call: first as string as CallId,
        binding: bound.id,
        firstSide: 'a',
        x: bound.x,
        flow: 'masked',
      };
      const legs = [
        snapshot({ leg: first, mark: mark as LegSnapshot['mark'], answered: true }),
        snapshot({ mark: mark as LegSnapshot['mark'], role: 'called', answered: true }),
        snapshot({ answered: true }),
      ];
      board.desk.onLegs(board.node, legs);
      expect(board.desk.calls.map((call) => call.state.tag)).toEqual(['talking']);
      board.tell({
        kind: 'leg-ended',
        leg: first,
        at: at(),
        call: mark.call,
        cause: 'NORMAL_CLEARING',
        byFarEnd: false,
      });
      await board.desk.settled();
      board.clock.advance(600_000);
      expect((await board.bindings.route({ caller: A, x: bound.x, showNumbers: false })).decision).toBe(
        'refuse',
      );
    });

    it('knows of a call of an earlier life whether the callee still hears his prompt', async () => {
      const details = { ...NO_DETAILS, policy: { calleePrompt: 'recording-consent' } } as const;
      const request = { ...wish({ a: party(1), b: party(2), pool: 'main', details, at: at() }) };
      const { id, x } = boundBy(await board.store.bind(request));
      const stageWith = (answered: boolean): string | undefined => {
        const first = board.leg();
        const call = first as string as CallId;
        const mark = { call, binding: id, firstSide: 'a', x, flow: 'masked' } as const;
        const callee = snapshot({ mark, role: 'called', answered: true });
        board.desk.onLegs(board.node, [snapshot({ leg: first, mark, answered }), callee]);
        return board.desk.call(call)?.state.tag;
      };
      expect([stageWith(false), stageWith(true)]).toEqual(['greeting', 'talking']);
    });

    it('sees that the prompt to the callee is over by the caller, who is answered then', async () => {
      const details = { ...NO_DETAILS, policy: { calleePrompt: 'recording-consent' } } as const;
      const request = { ...wish({ a: party(1), b: party(2), pool: 'main', details, at: at() }) };
      const { x } = boundBy(await board.store.bind(request));
      const leg = board.arrive('13800138001', x);
      const order = board.node.connects[0];
      const mark = order?.mark ?? null;
      const calleeLeg = order?.attempts[0]?.leg as LegId;
      const seen = (answered: boolean): string | undefined => {
        const callee = snapshot({ leg: calleeLeg, mark, role: 'called', answered: true });
        board.desk.onLegs(board.node, [snapshot({ leg, mark, answered }), callee]);
        return board.desk.call(leg as string as CallId)?.state.tag;
      };
      expect([seen(false), seen(false), seen(true)]).toEqual(['greeting', 'greeting', 'talking']);
    });

    it('ends calls whose legs are certainly gone, and no others', () => {
      const gone = board.arrive(A, bound.x);
      const there = board.arrive(B, bound.x);
      board.desk.onLegs(board.node, []);
      expect(board.desk.calls).toHaveLength(2);
      board.desk.onGone(board.node, new Set([gone]));
      expect(board.desk.knownLegs(board.node)).toEqual([there]);
      expect(board.log.outcomes()).toEqual(['indeterminate']);
    });

    it.each<[string, 'a' | 'b', true | undefined, string, string]>([
      ['X', 'a', undefined, '', B],
      ['the first party, who agreed to it', 'a', true, `86${A}`, B],
      ['the first party, who is B of the binding', 'b', true, `86${B}`, A],
    ])(
      'shows %s to the second party of a callback that waited meanwhile',
      (_what, side, shows, number, callee) => {
        const leg = board.leg();
        const mark = {
          call: board.leg() as string as CallId,
          binding: bound.id,
          firstSide: side,
          x: bound.x,
          flow: 'callback',
          ...(shows === undefined ? {} : { showsFirst: shows }),
        };
        const waiting = { kind: 'party-waiting', leg, at: at(), mark } as LegSnapshot['waiting'];
        board.desk.onLegs(board.node, [snapshot({ leg, mark: mark as LegSnapshot['mark'], waiting })]);
        const [order] = board.node.connects;
        const shown = order?.shown;
        expect(typeof shown === 'string' ? shown : shown?.reveal()).toBe(number === '' ? bound.x : number);
        expect(order?.callee.reveal()).toBe(`86${callee}`);
      },
    );

    it('calls nobody for a callback whose binding is forgotten, and shows nobody anything', () => {
      const leg = board.leg();
      const mark = {
        call: board.leg() as string as CallId,
        binding: 4_242,
        firstSide: 'a',
        x: bound.x,
        flow: 'callback',
        showsFirst: true,
      };
      const waiting = { kind: 'party-waiting', leg, at: at(), mark } as unknown as LegSnapshot['waiting'];
      board.desk.onLegs(board.node, [snapshot({ leg, waiting })]);
      expect(board.node.connects).toEqual([]);
    });

    it('tells a caller why, whose attempt failed while we were away', () => {
      const leg = board.leg();
      const mark = {
        call: leg as string as CallId,
        binding: bound.id,
        firstSide: 'a',
        x: bound.x,
        flow: 'masked',
      };
      const waiting = {
        kind: 'connect-failed',
        leg,
        at: at(),
        mark,
        cause: 'USER_BUSY',
      } as LegSnapshot['waiting'];
      board.desk.onLegs(board.node, [snapshot({ leg, mark: mark as LegSnapshot['mark'], waiting })]);
      expect(board.node.refusals).toMatchObject([{ leg, prompt: 'callee-busy' }]);
    });
  });
});
