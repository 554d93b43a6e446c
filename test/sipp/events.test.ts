import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeyedStore } from '../../src/adapters/sqlite/keyed-store.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { NumberedEvent } from '../../src/domain/event/event.ts';
import type { EventType } from '../../src/domain/event/event-type.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { type Pair, present, Site } from './support/site.ts';
import { soon, until } from './support/until.ts';

const PIN = '471108';

describe.skipIf(!present)('The events of calls on a real FreeSWITCH', () => {
  let site: Site;
  let store: SqliteBindingStore;
  let origin: SipPhone;
  let east: SipPhone;

  beforeAll(async () => {
    site = await Site.start();
    const data = join(site.daemon.directory, 'data');
    store = await openKeyedStore({ path: join(data, 'axbridge.db'), keyFile: join(data, 'axbridge.key') });
    [origin, east] = [await site.phone('origin'), await site.phone('east')];
  });
  afterAll(async () => {
    await origin?.close();
    await east?.close();
    await store?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const call = (from: string, { dialled }: Pick<Pair, 'dialled'>): Promise<OutgoingCall> =>
    origin.call({ to: site.switchAddress, from, dialled, media: true });
  const all = (): readonly NumberedEvent[] => store.events.read(DEFAULT_TENANT, 0, 10_000);
  const on = ({ x }: Pick<Pair, 'x'>): readonly NumberedEvent[] =>
    all().filter(({ data }) => 'x' in data && data.x === x);
  const typesOn = (pair: Pick<Pair, 'x'>): readonly EventType[] => on(pair).map(({ type }) => type);
  const toldOfTheRecord = (pair: Pick<Pair, 'x'>, times = 1): Promise<void> =>
    until(
      'the record is told of',
      () => typesOn(pair).filter((type) => type === 'cdr.created').length === times,
    );

  async function answered(pair: Pair) {
    const caller = await call(pair.a, pair);
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring();
    await soon('ringing', caller.ringing);
    callee.pickUp();
    await soon('the answer', caller.answered);
    return { caller, callee };
  }

  test('come in order, with what the binding carries, and none is missing or doubled', async () => {
    const pair = await site.bound({ reference: 'order 1' });
    const refused = site.newPair();
    const both = await answered(pair);
    const stranger = await call(refused.a, refused);
    await soon('the refusal', stranger.ended);
    await both.caller.hangUp();
    await soon('the end', both.callee.ended);
    await Promise.all([toldOfTheRecord(pair), toldOfTheRecord(refused)]);
    expect(typesOn(pair)).toEqual([
      'binding.created',
      'call.incoming',
      'call.routed',
      'call.ringing',
      'call.answered',
      'call.ended',
      'cdr.created',
    ]);
    const ofCall = on(pair).slice(1);
    expect(new Set(ofCall.map(({ call: name }) => name)).size).toBe(1);
    for (const event of on(pair))
      expect(event).toMatchObject({ binding: pair.binding.id, reference: 'order 1', tenant: 'default' });
    expect(ofCall.at(-2)?.data).toMatchObject({ outcome: 'answered', hungUpBy: 'caller', q850: 16 });
    expect(typesOn(refused)).toEqual([
      'call.incoming',
      'call.blocked',
      'call.prompt',
      'call.ended',
      'cdr.created',
    ]);
    expect(on(refused)[1]).toMatchObject({ data: { outcome: 'no-binding' } });
    expectNoGap();
  });

  test('tell of a PIN that was wrong and then right, and never which', async () => {
    const policy = { strangers: { otherPhone: 'pin', pins: { a: PIN }, attempts: 5 } } as const;
    const pair = await site.bound({ policy });
    const caller = await call(site.newPair().a, pair);
    await soon('the question', caller.answered);
    await caller.media?.key('9999#');
    await until('the wrong one is told of', () => typesOn(pair).includes('call.pin'));
    await caller.media?.key(`${PIN}#`);
    const callee = await soon('the callee is called', east.nextCall());
    await caller.hangUp();
    await soon('the end', callee.ended);
    await toldOfTheRecord(pair);
    expect(typesOn(pair)).toEqual([
      'binding.created',
      'call.incoming',
      'call.prompt',
      'call.digits',
      'call.pin',
      'call.prompt',
      'call.digits',
      'call.pin',
      'call.routed',
      'call.ended',
      'cdr.created',
    ]);
    expect(on(pair).flatMap(({ data }) => ('result' in data ? [data.result] : []))).toEqual([
      'wrong',
      'accepted',
    ]);
    expect(JSON.stringify(on(pair))).not.toContain(PIN);
  });

  test('end once when the daemon is killed in the call, and when it is away at the end', async () => {
    const [within, after] = [await site.bound(), await site.bound()];
    const [first, second] = [await answered(within), await answered(after)];
    await until('both are told of', () =>
      [within, after].every((pair) => typesOn(pair).includes('call.answered')),
    );
    await site.daemon.kill('SIGKILL');
    await second.callee.hangUp();
    await soon('the caller is hung up', second.caller.ended);
    await site.daemon.start();
    await site.stage(within.x, 'talking');
    await first.caller.hangUp();
    await soon('the end', first.callee.ended);
    await Promise.all([toldOfTheRecord(within), toldOfTheRecord(after)]);
    await site.daemon.kill('SIGKILL');
    await site.daemon.start();
    const expected = ['binding.created', 'call.incoming', 'call.routed', 'call.ringing', 'call.answered'];
    for (const pair of [within, after])
      expect(typesOn(pair)).toEqual([...expected, 'call.ended', 'cdr.created']);
    expectNoGap();
  });

  function expectNoGap(): void {
    const numbers = all().map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  }
});
