import { beforeEach, describe, expect, it } from 'vitest';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import { CallGuard } from '../../src/app/call-guard.ts';
import { CallRouter } from '../../src/app/call-router.ts';
import { CallWatch } from '../../src/app/call-watch.ts';
import { GroupDesk } from '../../src/app/group-desk.ts';
import type { BindInput } from '../../src/app/operations.ts';
import type { CallOrigin } from '../../src/domain/call/call-origin.ts';
import type { CallerTrust } from '../../src/domain/gateway/caller-trust.ts';
import { Trunks } from '../../src/domain/gateway/trunks.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import type { CallLimits } from '../../src/domain/policy/call-limits.ts';
import type { DialRules } from '../../src/domain/policy/dial-rules.ts';
import { HOME_ONLY } from '../../src/domain/policy/dial-rules.ts';
import { NumberPattern } from '../../src/domain/policy/number-pattern.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Switchboard } from './switchboard.ts';

const [A, B, STRANGER] = ['13800138000', '13800138001', '13900139000'];
const X = '+8617000000001';
const OTHER_X = '+8617000000002';
const NO_LIMITS: CallLimits = {
  callsAMinute: null,
  callsAtOnce: null,
  strangersAMinute: null,
  misses: null,
  gatewayMisses: null,
};

let board: Switchboard;
let guard: CallGuard;
let watch: CallWatch;
let limits: CallLimits;
let rules: DialRules;
let trust: CallerTrust;

beforeEach(async () => {
  limits = NO_LIMITS;
  rules = HOME_ONLY;
  trust = { callerHeader: 'asserted', failedVerification: 'refuse' };
  board = new Switchboard((store, plan) => new CallRouter(store, plan, () => rules));
  watch = new CallWatch(() => limits);
  const network = { address: [192, 0, 2, 7], bits: 32 };
  const trunks = () => new Trunks([{ name: 'east', networks: [network], trust }]);
  guard = new CallGuard({ router: board.router, watch, trunks });
  await board.bindings.addPool({ pool: 'main', range: `${X}-+8617000000099`, language: 'en' });
  await bind();
});

const bind = (input: Partial<BindInput> = {}) =>
  board.bindings.bind({ a: A, b: B, x: X, showNumbers: false, ...input });

function origin(from: string, changes: Partial<CallOrigin> = {}): CallOrigin {
  return {
    address: '192.0.2.7',
    from,
    asserted: null,
    preferred: null,
    remoteParty: null,
    diversions: [],
    verdicts: [],
    ...changes,
  };
}

/** What becomes of a call: `connect`, `ask`, or why it is refused. */
function outcome(from: string, dialled = X, changes: Partial<CallOrigin> = {}): string {
  const said = { leg: board.leg(), at: 0, callerText: A, dialledText: dialled };
  const fact = { kind: 'call-arrived', ...said, origin: origin(from, changes) } as const;
  const { decision } = guard.route(fact, board.clock.now());
  return decision.kind === 'refuse' ? decision.reason : decision.kind;
}

function outcomes(times: number, ...call: Parameters<typeof outcome>): readonly string[] {
  return Array.from({ length: times }, () => outcome(...call));
}

describe('a call', () => {
  it('is routed by who calls, as the gateway is trusted to say', () => {
    expect(outcome(A)).toBe('connect');
    expect(outcome(STRANGER)).toBe('no-binding');
    expect(outcome(STRANGER, X, { preferred: `<sip:${A}@h>` })).toBe('no-binding');
    expect(outcome(STRANGER, X, { asserted: A })).toBe('connect');
    trust = { ...trust, callerHeader: 'from-header' };
    expect(outcome(STRANGER, X, { asserted: A })).toBe('no-binding');
    trust = { ...trust, callerHeader: 'nobody' };
    expect(outcome(A)).toBe('caller-withheld');
  });

  it('is refused when no gateway takes calls from where it comes from', () => {
    expect(outcome(A, X, { address: '192.0.2.8' })).toBe('source-unknown');
    expect(outcome(A, X, { address: '' })).toBe('source-unknown');
  });

  it('is refused when its switch does not say where it comes from, whatever its caller ID says', () => {
    const fact = { kind: 'call-arrived', leg: board.leg(), at: 0, callerText: A, dialledText: X } as const;
    expect(guard.route(fact, board.clock.now()).decision).toMatchObject({ reason: 'source-unknown' });
  });

  it('of somebody whom the carrier could not verify is refused, withheld or taken', () => {
    const failed = { verdicts: [`${A};verstat=TN-Validation-Failed`] };
    expect(outcome(A, X, failed)).toBe('caller-unverified');
    expect(outcome(A, '+8617099999999', failed)).toBe('caller-unverified');
    trust = { ...trust, failedVerification: 'withhold' };
    expect(outcome(A, X, failed)).toBe('caller-withheld');
    trust = { ...trust, failedVerification: 'accept' };
    expect(outcome(A, X, failed)).toBe('connect');
  });

  it('that goes round is refused', () => {
    for (const spelling of [X, '17000000001', '8617000000001', '00861700000000' + '1', OTHER_X])
      expect(outcome(spelling), spelling).toBe('call-looped');
    for (const uri of [`<sip:${X}@h>;reason=x`, '<tel:17000000002>', '"a" <sip:8617000000003@h>'])
      expect(outcome(A, X, { diversions: [`<sip:${B}@h>`, uri] }), uri).toBe('call-looped');
    expect(outcome(A, X, { diversions: [`<sip:${B}@h>`] })).toBe('connect');
  });

  it('to a party that has become a privacy number since is refused', async () => {
    await board.bindings.addPool({ pool: 'late', range: `+86${B}` });
    expect(outcome(A)).toBe('call-looped');
    expect(outcome(B)).toBe('call-looped');
  });

  it('to a party that the settings do not let be called any more is refused', () => {
    rules = { allow: null, deny: [NumberPattern.parse(`+86${B}`)].filter((one) => one !== undefined) };
    expect(outcome(A)).toBe('callee-barred');
    expect(outcome(B)).toBe('connect');
  });
});

it('a member of a group who is not called any more can be taken out of it, and nobody like him in', async () => {
  const reader = phoneNumberReader(chinaPlan(), (one) => (one.reveal() === `86${B}` ? 'barred' : null));
  const groups = new GroupDesk({ store: board.store, reader, clock: board.clock });
  await expect(groups.putGroup({ group: 'all', members: [A, B] })).rejects.toMatchObject({
    code: 'number-barred',
  });
  await groups.putGroup({ group: 'all', members: [A] });
  expect(await groups.changeGroup({ group: 'all', add: [], remove: [B] })).toMatchObject({ size: 1 });
});

describe('whoever', () => {
  it('calls without end is stopped, and nobody else is', async () => {
    limits = { ...NO_LIMITS, callsAMinute: 5 };
    expect(outcomes(7, A)).toEqual([...Array(5).fill('connect'), 'too-many-calls', 'too-many-calls']);
    expect(outcome(B)).toBe('connect');
    board.clock.advance(120_000);
    expect(outcome(A)).toBe('connect');
  });

  it('tries number after number hears the same of all, but of his own', async () => {
    await bind({ a: STRANGER, b: '13900139001', x: '+8617000000050' });
    await bind({ a: '13900139002', x: '+8617000000060', b: undefined, mode: 'ax' } as Partial<BindInput>);
    limits = { ...NO_LIMITS, misses: 3 };
    const tried = [X, OTHER_X, '+8617099999999', X, OTHER_X, '+8617099999999', '+8617000000060'];
    expect(tried.map((x) => outcome(STRANGER, x))).toEqual([
      'no-binding',
      'no-binding',
      'number-unknown',
      ...Array(4).fill('too-many-calls'),
    ]);
    expect(outcome(STRANGER, '+8617000000050')).toBe('connect');
    expect(outcome(A)).toBe('connect');
    expect(outcome('13900139009', '+8617000000060')).toBe('connect');
  });

  it('had a binding hears what became of it, also when he has tried other numbers', async () => {
    const { id } = await bind({ a: STRANGER, b: '13900139001', x: '+8617000000050' });
    await board.bindings.unbind({ id });
    limits = { ...NO_LIMITS, misses: 2 };
    outcomes(5, STRANGER, OTHER_X);
    expect(outcome(STRANGER, '+8617000000050')).toBe('binding-cooling');
    expect(outcome(STRANGER, X)).toBe('too-many-calls');
  });

  it('scans with a new number each time stops the strangers of his gateway, and no party', async () => {
    await bind({ a: '13900139002', x: '+8617000000060', b: undefined, mode: 'ax' } as Partial<BindInput>);
    limits = { ...NO_LIMITS, gatewayMisses: 20, misses: 10 };
    const scan = Array.from({ length: 30 }, (_, at) => outcome(`139001400${10 + at}`, OTHER_X));
    expect(scan).toEqual([...Array(20).fill('no-binding'), ...Array(10).fill('too-many-calls')]);
    expect(outcome('13900139009', '+8617000000060')).toBe('too-many-calls');
    expect([outcome(A), outcome(B), outcome('13900139002', '+8617000000060')]).toEqual([
      'connect',
      'connect',
      'nobody-to-return-to',
    ]);
  });

  it('misses a number now and then on a busy gateway is no scan', () => {
    limits = { ...NO_LIMITS, gatewayMisses: 5 };
    const seen = Array.from({ length: 100 }, (_, at) =>
      at % 3 === 0 ? outcome(`139001400${10 + at}`, OTHER_X) : outcome(A),
    );
    expect(seen).not.toContain('too-many-calls');
  });

  it('floods a number that is open to all stops its strangers, and not its owner', async () => {
    await bind({ a: '13900139002', x: '+8617000000060', b: '13900139003', mode: 'ax' } as Partial<BindInput>);
    limits = { ...NO_LIMITS, strangersAMinute: 4 };
    const flood = Array.from({ length: 6 }, (_, at) => outcome(`1390014000${at}`, '+8617000000060'));
    expect(flood).toEqual([...Array(4).fill('connect'), 'too-many-calls', 'too-many-calls']);
    expect(outcome('13900139002', '+8617000000060')).toBe('connect');
    expect(outcomes(9, A)).toEqual(Array(9).fill('connect'));
  });

  it('has many calls up on one number gets no further one until one of them ends', () => {
    limits = { ...NO_LIMITS, callsAtOnce: 2 };
    const node = board.node;
    const call = (tag: 'new' | 'refusing' | 'ended') =>
      ({ id: 'x', node, state: { tag }, caller: number(A), x: X }) as never;
    watch.stepped({ before: call('new'), after: call('refusing'), input: {} as never, actions: [] });
    expect(outcome(A)).toBe('connect');
    watch.stepped({ before: call('new'), after: call('refusing'), input: {} as never, actions: [] });
    expect([outcome(A), outcome(B)]).toEqual(['too-many-calls', 'connect']);
    watch.stepped({ before: call('refusing'), after: call('ended'), input: {} as never, actions: [] });
    expect(outcome(A)).toBe('connect');
  });

  it('keys digits is not counted again, and guesses extensions as others guess numbers', async () => {
    await bind({
      a: STRANGER,
      b: undefined,
      x: '+8617000000070',
      mode: 'axe',
      extension: '1234',
    } as Partial<BindInput>);
    limits = { ...NO_LIMITS, callsAMinute: 1, misses: 2 };
    const key = (from: string, digits: string, attempt: number): string => {
      const keyed = { purpose: 'extension', attempt, digits: new Secret(digits) } as const;
      const said = { leg: board.leg(), at: 0, callerText: '', dialledText: '+8617000000070', keyed };
      const { decision } = guard.route(
        { kind: 'digits-keyed', ...said, origin: origin(from) },
        board.clock.now(),
      );
      return decision.kind === 'refuse' ? decision.reason : decision.kind;
    };
    expect([outcome(A, '+8617000000070'), key(A, '9999', 1), key(A, '1234', 2)]).toEqual([
      'ask',
      'ask',
      'connect',
    ]);
    expect([key(B, '9999', 3), key(B, '9998', 3), key(B, '1234', 1)]).toEqual([
      'extension-unknown',
      'extension-unknown',
      'too-many-calls',
    ]);
  });
});

function number(national: string) {
  const { caller } = board.router.route(national, X, board.clock.now());
  if (caller === null) throw new Error('not a number');
  return caller;
}
