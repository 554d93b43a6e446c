import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEventLog } from '../../src/adapters/memory/memory-event-log.ts';
import { CallEvents } from '../../src/app/event/call-events.ts';
import type { BindInput, BoundView } from '../../src/app/operations.ts';
import { DEFAULT_TENANT, type TenantId } from '../../src/domain/access/tenant.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { NumberedEvent } from '../../src/domain/event/event.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';
const OTHER = '13800138002';
const PIN = '471108';
const SETTINGS = {
  ringTimeoutMs: 60_000,
  firstResponseTimeoutMs: 6_000,
  maxCallMs: null,
  ringback: 'carrier',
} as const;

describe('the events of calls', () => {
  let board: Switchboard;
  let events: MemoryEventLog;
  let calls: CallEvents;

  beforeEach(async () => {
    board = new Switchboard();
    events = new MemoryEventLog();
    const { store, router, clock, log } = board;
    calls = new CallEvents({ events, store, router, clock, log, policy: () => SETTINGS });
    board.witnesses.push(calls);
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009', language: 'en' });
  });

  const bind = (input: Partial<BindInput> = {}): Promise<BoundView> =>
    board.bindings.bind({ a: A, b: B, showNumbers: false, ...input });
  const told = async (tenant = DEFAULT_TENANT): Promise<readonly NumberedEvent[]> => {
    board.clock.advance(1000);
    await board.desk.settled();
    await calls.stop();
    return events.read(tenant, 0, 100);
  };
  const types = async () => (await told()).map(({ type }) => type);
  const called = (): LegId => board.node.connects.at(-1)?.attempts[0]?.leg ?? board.leg();
  const tell = (kind: 'ringing' | 'answered', leg: LegId, call: LegId): void =>
    board.tell({ kind, leg, at: board.clock.now(), call: call as never, earlyMedia: false } as never);
  const key = (leg: LegId, x: string, purpose: 'pin' | 'extension', digits: string, attempt = 1): void => {
    const keyed = { purpose, attempt, digits: new Secret(digits) } as const;
    board.tell({
      kind: 'digits-keyed',
      leg,
      at: board.clock.now(),
      callerText: OTHER,
      dialledText: x,
      keyed,
    });
  };

  it('tell of a call from its arrival to its answer, with what its binding carries', async () => {
    const { x, id } = await bind({ reference: 'order 1', userData: '{"shop":1}' });
    const leg = board.arrive(A, x);
    expect(events.read(DEFAULT_TENANT, 0, 10)).toEqual([]);
    tell('ringing', called(), leg);
    tell('answered', called(), leg);
    const [incoming, routed, ringing, answered, ...none] = await told();
    expect(none).toEqual([]);
    const head = { call: leg, binding: id, reference: 'order 1', userData: '{"shop":1}' };
    expect(incoming).toMatchObject({ ...head, type: 'call.incoming', number: 1 });
    expect(incoming?.data).toMatchObject({ x, pool: 'main', flow: 'masked', node: board.node.name });
    expect(incoming?.type === 'call.incoming' && incoming.data.caller?.reveal()).toBe(`86${A}`);
    expect(routed).toMatchObject({
      ...head,
      type: 'call.routed',
      data: { direction: 'a-to-b', showsReal: false },
    });
    expect(routed?.type === 'call.routed' && routed.data.callee?.reveal()).toBe(`86${B}`);
    expect(ringing).toMatchObject({ ...head, type: 'call.ringing', data: { leg: 'called' } });
    expect(answered).toMatchObject({ ...head, type: 'call.answered', data: { leg: 'called' } });
  });

  it('are the tenant’s whose pool the number is in, and nobody’s of a number in none', async () => {
    const first = '+8617000000101' as PrivacyNumber;
    await board.store.addNumbers({
      pool: 'shop/main',
      range: { first, last: first },
      areaCode: null,
      policy: null,
    });
    board.arrive(A, '+8617000000101');
    board.arrive(A, '+8617000000999');
    const shop = await told('shop' as TenantId);
    expect(shop.map(({ type, data }) => [type, 'pool' in data && data.pool])).toEqual([
      ['call.incoming', 'main'],
      ['call.blocked', 'main'],
      ['call.prompt', 'main'],
    ]);
    expect(events.tenants()).toEqual(['shop']);
  });

  it('say why a call is blocked, and what its caller hears', async () => {
    board.arrive(A, '+8617000000001');
    const [, blocked, prompt] = await told();
    expect(blocked).toMatchObject({ type: 'call.blocked', binding: null, data: { outcome: 'no-binding' } });
    expect(prompt).toMatchObject({ type: 'call.prompt', data: { leg: 'first', prompt: 'no-binding' } });
  });

  it('tell of PINs without the digits', async () => {
    const policy = { strangers: { otherPhone: 'pin', pins: { a: PIN }, attempts: 5 } } as const;
    const { x } = await bind({ policy });
    const leg = board.arrive(OTHER, x);
    key(leg, x, 'pin', '9999');
    key(leg, x, 'pin', PIN, 2);
    const all = await told();
    expect(all.map(({ type, data }) => ('result' in data ? data.result : type))).toEqual([
      'call.incoming',
      'call.prompt',
      'call.digits',
      'wrong',
      'call.prompt',
      'call.digits',
      'accepted',
      'call.routed',
    ]);
    expect(all[5]?.data).toMatchObject({ purpose: 'pin', attempt: 2, count: 6, extension: null });
    expect(JSON.stringify(all)).not.toContain(PIN);
    expect(JSON.stringify(all)).not.toContain('9999');
  });

  it('tell of the last wrong PIN', async () => {
    const policy = { strangers: { otherPhone: 'pin', pins: { a: PIN }, attempts: 1 } } as const;
    const { x } = await bind({ policy });
    key(board.arrive(OTHER, x), x, 'pin', '9999');
    expect((await told()).slice(2).map(({ type, data }) => ('result' in data ? data.result : type))).toEqual([
      'call.digits',
      'locked',
      'call.blocked',
      'call.prompt',
    ]);
  });

  it('tell of an extension when it was somebody’s', async () => {
    const { x } = await board.bindings.bind({ a: A, mode: 'axe', extension: '0042', showNumbers: false });
    const leg = board.arrive(OTHER, x);
    key(leg, x, 'extension', '0043');
    key(leg, x, 'extension', '0042', 2);
    const keyed = (await told()).filter(({ type }) => type === 'call.digits');
    expect(keyed.map(({ data }) => data)).toMatchObject([
      { count: 4, extension: null },
      { count: 4, extension: '0042' },
    ]);
  });

  it('tell of the next telephone of a callee, and of the prompts before it and after its answer', async () => {
    const alternates = { b: [OTHER], within: '1m', prompt: 'please-hold' };
    const { x } = await bind({ policy: { alternates, calleePrompt: 'thank-you' } } as Partial<BindInput>);
    const leg = board.arrive(A, x);
    const order = board.node.connects.at(-1);
    if (order === undefined) throw new Error('nobody was called');
    const { mark, hunt } = order;
    board.tell({ kind: 'connect-failed', leg, at: board.clock.now(), mark, cause: 'USER_BUSY', hunt });
    tell('answered', called(), leg);
    const all = await told();
    expect(all.map(({ type }) => type)).toEqual([
      'call.incoming',
      'call.routed',
      'call.hop',
      'call.prompt',
      'call.answered',
      'call.prompt',
    ]);
    const [, , hop, hold, , thanks] = all;
    expect(hop?.data).toMatchObject({ because: 'busy', place: 1 });
    expect(hop?.type === 'call.hop' && hop.data.callee.reveal()).toBe(`86${OTHER}`);
    expect([hold?.data, thanks?.data]).toMatchObject([
      { leg: 'first', prompt: 'please-hold' },
      { leg: 'called', prompt: 'thank-you' },
    ]);
  });

  it('tell who is told of the recording, and who is asked after the talk', async () => {
    const recording = { mode: 'stereo', consent: { prompt: 'recording-consent' } } as const;
    const { x } = await bind({ policy: { recording, survey: {} } });
    const leg = board.arrive(A, x);
    const callee = called();
    tell('answered', callee, leg);
    const at = board.clock.now();
    board.tell({ kind: 'bridged', leg, peer: callee, at, call: leg as never });
    const ended = { kind: 'leg-ended', at, call: leg as never, cause: 'NORMAL_CLEARING' } as const;
    board.tell({ ...ended, leg: callee, byFarEnd: true });
    const prompts = (await told()).filter(({ type }) => type === 'call.prompt');
    expect(prompts.map(({ data }) => data)).toMatchObject([
      { leg: 'first', prompt: 'recording-consent' },
      { leg: 'called', prompt: 'recording-consent' },
      { leg: 'first', prompt: 'survey-question' },
    ]);
  });

  it('tell when the time of a talk is almost over, and not after its end', async () => {
    const policy = { maxCallSeconds: 600, endingSoon: { beforeEndSeconds: 60, to: 'both' } } as const;
    const { x } = await bind({ policy });
    const legs = [board.arrive(A, x), board.arrive(B, x)];
    for (const [place, leg] of legs.entries())
      tell('answered', board.node.connects[place]?.attempts[0]?.leg ?? leg, leg);
    const [, other] = legs;
    if (other !== undefined)
      board.tell({
        kind: 'leg-ended',
        leg: other,
        at: board.clock.now(),
        call: null,
        cause: 'NORMAL_CLEARING',
        byFarEnd: true,
      });
    const answeredAt = board.clock.now();
    board.clock.advance(539_000);
    expect(events.read(DEFAULT_TENANT, 0, 100).filter(({ type }) => type === 'call.ending-soon')).toEqual([]);
    board.clock.advance(1_000);
    const endings = (await told()).filter(({ type }) => type === 'call.ending-soon');
    expect(endings).toMatchObject([{ call: legs[0], data: { endsAt: answeredAt + 600_000 } }]);
  });

  it('do not stop a call when they cannot be written', async () => {
    const { x } = await bind();
    events.add = () => Promise.reject(new Error('the disk is full'));
    board.arrive(A, x);
    expect(await types()).toEqual([]);
    expect(board.node.connects).toHaveLength(1);
    expect(board.log.lines.map(({ message }) => message)).toContain(
      'the store did not take the events of calls',
    );
  });
});
