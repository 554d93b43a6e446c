import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { CallMark } from '../../src/domain/call/call-mark.ts';
import type { CallId, LegId } from '../../src/domain/call/leg.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { ConnectOrder } from '../../src/ports/switch-port.ts';
import type { SwitchEar } from '../support/switch-ear.ts';
import type { SwitchWorld } from '../support/switch-world.ts';
import { attempts, connectOrder, POLICY, SwitchBench, X } from './switch-bench.ts';
import { describeQuestions } from './switch-questions.contract.ts';

const A = RealNumber.of('8613800138000');

/** What every switch does for axbridge, simulated or real. The world is started anew for each test. */
export function describeSwitchPort(kind: string, start: () => Promise<SwitchWorld>): void {
  describe(`a switch (${kind})`, () => {
    let bench: SwitchBench;
    let world: SwitchWorld;
    let port: FreeswitchSwitch;
    let ear: SwitchEar;
    const attach = (password?: string) => bench.attach(password);
    const arrive = () => bench.arrive();

    beforeEach(async () => {
      bench = await SwitchBench.open(start);
      ({ world, port, ear } = bench);
    });

    afterEach(() => bench[Symbol.asyncDispose]());

    async function connected(changes: Partial<ConnectOrder> = {}) {
      const { phone: caller, leg } = await arrive();
      const calleeLeg = randomUUID() as LegId;
      await port.connect(connectOrder(leg, { attempts: [{ gateway: 'east', leg: calleeLeg }], ...changes }));
      const callee = await world.nextCall('east');
      callee.ring();
      await ear.fact('ringing', (fact) => fact.leg === calleeLeg);
      callee.pickUp();
      expect(await caller.answered).toBe(true);
      return { caller, callee, leg, calleeLeg };
    }

    it('tells of a call that arrives, as it was received', async () => {
      await world.callIn('east', '13800138000', '17000000001');
      const fact = await ear.fact('call-arrived');
      expect(fact).toMatchObject({ callerText: '13800138000', dialledText: '17000000001' });
      expect(Math.abs(fact.at - Date.now())).toBeLessThan(60_000);
    });

    it.each(['bob', '17000000001;ext=1', '123456789012345678901'])(
      'tells of a call to %s, which is no number, and keeps nothing of it',
      async (dialled) => {
        await world.callIn('east', '13800138000', dialled);
        expect(await ear.fact('call-arrived')).toMatchObject({ callerText: '13800138000', dialledText: '' });
      },
    );

    it('connects the caller to the callee, who sees X and nothing else', async () => {
      const { callee, leg, calleeLeg } = await connected();
      expect({ called: callee.called, shown: callee.shown }).toEqual({
        called: '8613800138001',
        shown: '8617000000001',
      });
      await ear.fact('answered', (fact) => fact.leg === calleeLeg && fact.call === (leg as string));
    });

    it('tells when the two are joined where the callee hears a prompt first', async () => {
      const { leg, calleeLeg } = await connected({ calleePrompts: ['recording-consent'] });
      await ear.fact('bridged', (fact) => fact.leg === leg && fact.peer === calleeLeg);
    });

    it('tells of what the callee does once, and not again of the leg of the caller', async () => {
      const { caller, leg } = await connected();
      caller.hangUp();
      await ear.fact('leg-ended', (fact) => fact.leg === leg);
      expect(ear.facts.flatMap((fact) => ('leg' in fact && fact.leg === leg ? [fact.kind] : []))).toEqual([
        'call-arrived',
        'leg-ended',
      ]);
    });

    it('ends both legs when the caller hangs up, and says who did', async () => {
      const { caller, callee, leg, calleeLeg } = await connected();
      caller.hangUp();
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === leg)).toMatchObject({ byFarEnd: true });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === calleeLeg)).toMatchObject({
        byFarEnd: false,
      });
    });

    it('ends both legs when the callee hangs up, and says who did', async () => {
      const { caller, callee, leg, calleeLeg } = await connected();
      callee.hangUp();
      expect(await caller.ended).toEqual({ by: 'there', status: null });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === leg)).toMatchObject({ byFarEnd: false });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === calleeLeg)).toMatchObject({ byFarEnd: true });
    });

    it.each([
      [486, 'USER_BUSY'],
      [603, 'CALL_REJECTED'],
      [404, 'UNALLOCATED_NUMBER'],
      [480, 'NO_USER_RESPONSE'],
    ] as const)('tells that the attempt failed when the callee answers %i', async (status, cause) => {
      const { leg } = await arrive();
      await port.connect(connectOrder(leg));
      (await world.nextCall('east')).reject(status);
      expect(await ear.fact('connect-failed')).toMatchObject({
        leg,
        cause,
        mark: { call: leg, binding: 7, x: X },
      });
    });

    it('sends a refused caller away with the cause', async () => {
      const { phone, leg } = await arrive();
      await port.refuse({ leg, outcome: 'busy', prompt: null, language: 'en', cause: 'USER_BUSY' });
      expect(await phone.ended).toEqual({ by: 'there', status: 486 });
      expect(await ear.fact('leg-ended')).toMatchObject({ leg, cause: 'USER_BUSY', byFarEnd: false });
    });

    it('names the calls that it has: of a caller who waits by his leg, of two legs by their mark', async () => {
      const { leg } = await arrive();
      const calls = async (): Promise<readonly string[]> => [...(await port.liveCalls())];
      // The switch lists a leg a moment after it has it.
      await expect.poll(calls, { timeout: 20_000 }).toEqual([leg]);
      await port.connect(connectOrder(leg));
      const callee = await world.nextCall('east');
      callee.ring();
      await ear.fact('ringing');
      await expect.poll(calls, { timeout: 20_000 }).toEqual([leg]);
      callee.reject(486);
      await ear.fact('connect-failed');
      await port.refuse({ leg, outcome: 'busy', prompt: null, language: 'en', cause: 'USER_BUSY' });
      await expect.poll(calls, { timeout: 20_000 }).toEqual([]);
    });

    it('refuses a caller whose callee was not reached', async () => {
      const { phone, leg } = await arrive();
      await port.connect(connectOrder(leg));
      (await world.nextCall('east')).reject(486);
      await ear.fact('connect-failed');
      await port.refuse({ leg, outcome: 'busy', prompt: 'callee-busy', language: 'zh', cause: 'USER_BUSY' });
      expect(await phone.ended).toEqual({ by: 'there', status: 486 });
    });

    it('goes on to the next gateway when nobody is at the first', async () => {
      await world.takeDown('west');
      const { leg } = await arrive();
      const ways = attempts('west', 'east');
      await port.connect(connectOrder(leg, { attempts: ways }));
      (await world.nextCall('east')).pickUp();
      await ear.fact('answered', (fact) => fact.leg === ways[1]?.leg);
    });

    it('never rings a second time where the callee was busy', async () => {
      const { leg } = await arrive();
      await port.connect(connectOrder(leg, { attempts: attempts('east', 'west') }));
      let rangAgain = false;
      void world.nextCall('west').then(() => {
        rangAgain = true;
      });
      (await world.nextCall('east')).reject(486);
      expect(await ear.fact('connect-failed')).toMatchObject({ cause: 'USER_BUSY' });
      expect(rangAgain).toBe(false);
    });

    it.each(['ring', 'ringWithSound'] as const)(
      'never rings a second time where a telephone did (%s), whatever the network says then',
      async (how) => {
        const { phone, leg } = await arrive();
        const ways = attempts('east', 'west');
        await port.connect(connectOrder(leg, { attempts: ways, policy: { ...POLICY, ringback: 'local' } }));
        let rangAgain = false;
        void world.nextCall('west').then(() => {
          rangAgain = true;
        });
        const callee = await world.nextCall('east');
        callee[how]();
        await ear.fact('ringing', (fact) => fact.leg === ways[0]?.leg);
        callee.reject(503);
        expect(await ear.fact('connect-failed')).toMatchObject({ leg, cause: 'NORMAL_TEMPORARY_FAILURE' });
        await port.refuse({ leg, outcome: 'busy', prompt: null, language: 'en', cause: 'SUBSCRIBER_ABSENT' });
        expect(await phone.ended).toMatchObject({ by: 'there', status: 480 });
        expect(rangAgain).toBe(false);
      },
    );

    it('does not follow a redirect to a number that nobody asked for', async () => {
      const { leg } = await arrive();
      await port.connect(connectOrder(leg));
      (await world.nextCall('east')).redirect('13900139000');
      expect(await ear.fact('connect-failed')).toMatchObject({ leg });
    });

    it('stops the callee ringing when the caller gives up', async () => {
      const { phone, leg } = await arrive();
      await port.connect(connectOrder(leg));
      const callee = await world.nextCall('east');
      callee.ring();
      await phone.ringing;
      phone.hangUp();
      expect(await callee.ended).toMatchObject({ by: 'there' });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === leg)).toMatchObject({
        cause: 'ORIGINATOR_CANCEL',
        byFarEnd: true,
      });
    });

    it('gives up when nobody answers in time', async () => {
      const { leg } = await arrive();
      await port.connect(connectOrder(leg, { policy: { ...POLICY, ringTimeoutMs: 1_000 } }));
      const callee = await world.nextCall('east');
      callee.ring();
      expect(await ear.fact('connect-failed')).toMatchObject({ leg, cause: 'NO_ANSWER' });
      expect(await callee.ended).toMatchObject({ by: 'there' });
    });

    it('gives the next gateway its turn when the first says nothing', async () => {
      await world.takeDown('west');
      const { leg } = await arrive();
      const ways = attempts('east', 'west');
      const policy = { ...POLICY, firstResponseTimeoutMs: 1_000 };
      await port.connect(connectOrder(leg, { attempts: ways, policy }));
      const silent = await world.nextCall('east');
      expect(await silent.ended).toMatchObject({ by: 'there' });
      expect(await ear.fact('connect-failed')).toMatchObject({ leg, cause: 'NORMAL_TEMPORARY_FAILURE' });
    });

    it('ends a call at its maximum length', async () => {
      const { caller, callee } = await connected({ policy: { ...POLICY, maxCallMs: 1_000 } });
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      expect(await caller.ended).toEqual({ by: 'there', status: null });
    });

    describe('callback', () => {
      const mark = (): CallMark => ({
        call: randomUUID() as CallId,
        binding: 7 as BindingId,
        firstSide: 'a',
        x: X,
        flow: 'callback',
      });

      it('calls the first party showing X, and connects it to the second showing X', async () => {
        const its = mark();
        await port.callParty({ mark: its, party: A, attempts: attempts('east'), policy: POLICY });
        const first = await world.nextCall('east');
        expect({ called: first.called, shown: first.shown }).toEqual({
          called: '8613800138000',
          shown: '8617000000001',
        });
        first.ring();
        first.pickUp();
        const { leg, mark: told } = await ear.fact('party-waiting');
        expect(told).toEqual(its);
        await port.connect(connectOrder(leg, { mark: its }));
        const second = await world.nextCall('east');
        expect({ called: second.called, shown: second.shown }).toEqual({
          called: '8613800138001',
          shown: '8617000000001',
        });
        second.pickUp();
        await ear.fact('bridged');
        first.hangUp();
        expect(await second.ended).toEqual({ by: 'there', status: null });
      });

      it('stops the second telephone when the first party hangs up', async () => {
        const its = mark();
        await port.callParty({ mark: its, party: A, attempts: attempts('east'), policy: POLICY });
        const first = await world.nextCall('east');
        first.pickUp();
        const { leg } = await ear.fact('party-waiting');
        await port.connect(connectOrder(leg, { mark: its }));
        const second = await world.nextCall('east');
        second.ring();
        await ear.fact('ringing', (fact) => fact.leg !== leg && fact.call === its.call);
        first.hangUp();
        expect(await second.ended).toMatchObject({ by: 'there' });
      });

      it('tells why the first party was not reached', async () => {
        const its = mark();
        await port.callParty({ mark: its, party: A, attempts: attempts('east'), policy: POLICY });
        (await world.nextCall('east')).reject(486);
        expect(await ear.fact('party-not-reached')).toMatchObject({ call: its.call, cause: 'USER_BUSY' });
      });
    });

    it('hangs up a leg', async () => {
      const { phone, leg } = await arrive();
      await port.hangUp(leg, 'MANAGER_REQUEST');
      expect(await phone.ended).toMatchObject({ by: 'there' });
      expect(await ear.fact('leg-ended')).toMatchObject({ leg, byFarEnd: false });
    });

    it('says of every order that its leg has gone', async () => {
      const leg = randomUUID() as LegId;
      const gone = { failure: 'leg-gone' };
      await expect(port.hangUp(leg, 'NORMAL_CLEARING')).rejects.toMatchObject(gone);
      await expect(port.connect(connectOrder(leg))).rejects.toMatchObject(gone);
      await expect(
        port.refuse({ leg, outcome: 'busy', prompt: null, language: 'en', cause: 'NORMAL_CLEARING' }),
      ).rejects.toMatchObject(gone);
    });

    it('sends a caller away cleanly when nobody gives an order', async () => {
      const { phone } = await arrive();
      expect(await phone.ended).toEqual({ by: 'there', status: 503 });
    });

    it('shows a newcomer its legs: who waits, who talks, and to which call they belong', async () => {
      const { leg, calleeLeg } = await connected();
      await world.callIn('east', '13800138002', '17000000001');
      const { leg: waiting } = await ear.fact('call-arrived', (fact) => fact.leg !== leg);
      const other = attach();
      try {
        await other.ear.link('ready');
        const byLeg = await other.ear.listed(leg, calleeLeg, waiting);
        expect(byLeg.get(leg)).toMatchObject({
          role: 'first',
          answered: true,
          waiting: null,
          mark: { call: leg },
        });
        expect(byLeg.get(calleeLeg)).toMatchObject({
          role: 'called',
          answered: true,
          mark: { call: leg },
        });
        expect(byLeg.get(waiting)).toMatchObject({ mark: null });
        expect(await other.ear.waiting(waiting)).toMatchObject({
          kind: 'call-arrived',
          callerText: '13800138002',
          dialledText: '17000000001',
        });
      } finally {
        await other.port.stop();
      }
    });

    it('takes the order for a call that waited for a newcomer at the very moment at which it tells of it', async () => {
      const { phone, leg } = await arrive();
      // Listed, so that the newcomer's first look finds it and not only the second.
      while (!(await port.query('show channels as json')).includes('"application":"park"'));
      const orders: Promise<void>[] = [];
      const other = attach();
      other.ear.onStock = (legs) => {
        if (orders.length === 0 && legs.some((one) => one.leg === leg && one.waiting !== null))
          orders.push(other.port.connect(connectOrder(leg)));
      };
      try {
        const callee = await world.nextCall('east');
        callee.pickUp();
        expect(await phone.answered).toBe(true);
        await expect(Promise.all(orders)).resolves.toHaveLength(1);
      } finally {
        await other.port.stop();
      }
    });

    it('leaves calls alone when its daemon lets go', async () => {
      const { caller, callee } = await connected();
      await port.stop();
      let over = false;
      void callee.ended.then(() => {
        over = true;
      });
      const { port: next, ear: nextEar } = attach();
      await nextEar.link('ready');
      expect(over).toBe(false);
      caller.hangUp();
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      await next.stop();
    });

    it('is attached to again after a restart, with no legs left', async () => {
      const { leg } = await connected();
      ear.known.push(leg);
      await world.restart();
      await ear.link('ready', 2);
      expect(ear.stocks.at(-1)).toEqual([]);
      await ear.lost(leg);
      await world.callIn('east', '13800138002', '17000000001');
      await ear.fact('call-arrived', (fact) => fact.leg !== leg);
    });

    it('refuses a wrong password for good', async () => {
      const stranger = attach('wrong');
      await stranger.ear.link('refused');
      await stranger.port.stop();
    });

    it('answers questions about itself', async () => {
      expect(await port.query('version')).toMatch(/^FreeSWITCH Version 1\.\d+/);
    });
  });
  describeQuestions(kind, start);
}
