import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import { numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import { callOf, type LegId } from '../../src/domain/call/leg.ts';
import type { Question } from '../../src/domain/call/question.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { HOME_ONLY } from '../../src/domain/policy/dial-rules.ts';
import type { AskOrder } from '../../src/ports/switch-port.ts';
import { connectOrder } from '../contract/switch-bench.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import { dtmf, dtmfRelay, type InfoBody } from '../support/info-keys.ts';
import type { CallOptions, OutgoingCall } from '../support/outgoing-call.ts';
import { NEARLY_ALL, promptIn } from '../support/prompts-heard.ts';
import { RealWorld } from '../support/real-world.ts';
import type { SipCall } from '../support/sip-call.ts';
import { SwitchEar } from '../support/switch-ear.ts';
import { telltaleHeaders } from './support/hostile-caller.ts';
import { bytesOf, expectNoLeak } from './support/play.ts';
import { present } from './support/site.ts';
import { soon, until } from './support/until.ts';

const A = '13912345678';
const B = '13800138001';
const PATIENT_MS = 60_000;
/** A second of a tone, at 50 packets a second. */
const TONE_PACKETS = 50;

describe.skipIf(!present)('Digits on a real FreeSWITCH', () => {
  let world: RealWorld;
  let port: FreeswitchSwitch;
  let ear: SwitchEar;
  let calls = 0;

  beforeAll(async () => {
    // At this level FreeSWITCH writes each key down, and each application that it executes.
    world = await RealWorld.start({ logLevel: 'info' });
    port = new FreeswitchSwitch({
      name: 'one',
      ...world.eventSocket,
      soundsDirectory: () => null,
      recordingsDirectory: () => null,
      book: () => ({
        plan: chinaPlan(),
        gateways: new Map(world.gateways.map((gateway) => [gateway.name, gateway])),
        rules: HOME_ONLY,
      }),
      random: () => 0.5,
      onOddity: (what, error) => {
        throw new Error(what, { cause: error });
      },
    });
    ear = new SwitchEar();
    port.start(ear);
    await ear.link('ready');
  });

  afterAll(async () => {
    await port?.stop();
    await world?.[Symbol.asyncDispose]();
  });

  function question(leg: LegId, changes: Partial<Question> = {}, waits: Partial<AskOrder> = {}): AskOrder {
    const asked = { purpose: 'extension', prompt: 'enter-extension', attempt: 1 } as const;
    return {
      leg,
      question: { ...asked, minDigits: 1, maxDigits: 6, ...changes },
      language: 'zh',
      firstDigitTimeoutMs: PATIENT_MS,
      interDigitTimeoutMs: PATIENT_MS,
      ...waits,
    };
  }

  /** A caller that has been answered and hears the question. */
  async function asked(
    options: Partial<CallOptions> = {},
    changes: Partial<Question> = {},
    waits: Partial<AskOrder> = {},
  ): Promise<{ readonly caller: OutgoingCall; readonly leg: LegId }> {
    calls += 1;
    const dialled = `1700000${String(calls).padStart(4, '0')}`;
    const to = { ip: world.freeswitch.sipIp, port: world.freeswitch.sipPort };
    const caller = await world.carriers.east.call({ to, from: A, dialled, media: true, ...options });
    const arrived = ear.fact('call-arrived', ({ dialledText }) => dialledText === dialled);
    const { leg } = await soon('the call arrives', arrived);
    await port.ask(question(leg, changes, waits));
    expect(await soon('the caller is answered', caller.answered)).toBe(true);
    await until('the prompt plays', () => (caller.media?.packetsWithSound ?? 0) > 0);
    return { caller, leg };
  }

  async function keyedOn(leg: LegId, attempt = 1): Promise<string> {
    const fact = ear.fact('digits-keyed', (one) => one.leg === leg && one.keyed.attempt === attempt);
    return (await soon('what was keyed comes back', fact)).keyed.digits.reveal();
  }

  async function inform(
    caller: SipCall,
    bodyOf: (key: string) => InfoBody,
    keys: string,
    headers: readonly SipHeader[] = [],
  ): Promise<void> {
    for (const key of keys.split('')) {
      const { status } = await caller.sendRequest('INFO', { ...bodyOf(key), headers });
      expect(status).toBe(200);
    }
  }

  describe('come back', () => {
    test('keyed by telephone events (RFC 4733) while the prompt plays, which ends with the first', async () => {
      const { caller, leg } = await asked();
      await caller.media?.key('0*42#');
      expect(await keyedOn(leg)).toBe('0*42');
      const heard = promptIn(caller.media?.sound ?? Buffer.alloc(0));
      expect(heard?.share ?? 0).toBeLessThan(NEARLY_ALL);
      await caller.hangUp();
    });

    test('keyed after the prompt, which has been heard to its end', async () => {
      const { caller, leg } = await asked();
      const heard = () => promptIn(caller.media?.sound ?? Buffer.alloc(0));
      await until('the prompt is over', () => (heard()?.share ?? 0) > NEARLY_ALL);
      expect(heard()?.name).toBe('zh/enter-extension');
      await caller.media?.key('042#');
      expect(await keyedOn(leg)).toBe('042');
      await caller.hangUp();
    });

    test.each([
      ['application/dtmf-relay', dtmfRelay],
      ['application/dtmf', dtmf],
    ] as const)('keyed by SIP INFO, %s', async (_type, bodyOf) => {
      const { caller, leg } = await asked({ telephoneEvents: false });
      await inform(caller, bodyOf, '0*42#');
      expect(await keyedOn(leg)).toBe('0*42');
      await caller.hangUp();
    });

    test('as nothing when the keys are letters', async () => {
      const { caller, leg } = await asked({ telephoneEvents: false });
      await inform(caller, dtmfRelay, 'A12#');
      expect(await keyedOn(leg)).toBe('');
      await caller.hangUp();
    });

    test('once where a telephone sends each key both ways', async () => {
      const { caller, leg } = await asked({}, { minDigits: 2, maxDigits: 2 });
      await inform(caller, dtmfRelay, '4');
      await caller.media?.key('4');
      await inform(caller, dtmfRelay, '2');
      await caller.media?.key('2');
      expect(await keyedOn(leg)).toBe('42');
      await caller.hangUp();
    });

    test('for the question that is asked now, whatever was keyed too much for the one before', async () => {
      const { caller, leg } = await asked({ telephoneEvents: false }, { maxDigits: 2 });
      const all = '1199999999999999'.split('').map((key) => caller.sendRequest('INFO', dtmfRelay(key)));
      expect(await keyedOn(leg)).toBe('11');
      await Promise.all(all);
      await port.ask(question(leg, { maxDigits: 2, attempt: 2 }, { firstDigitTimeoutMs: 1_000 }));
      expect(await keyedOn(leg, 2)).toBe('');
      await caller.hangUp();
    });
  });

  describe('once keyed', () => {
    async function keyed(options: Partial<CallOptions> = {}) {
      const { caller, leg } = await asked(options);
      if (options.telephoneEvents === false) await inform(caller, dtmfRelay, '1#');
      else await caller.media?.key('1#');
      await keyedOn(leg);
      return { caller, leg };
    }

    interface Side {
      readonly call: SipCall;
      readonly number: string;
      readonly byEvents: boolean;
    }

    /** One side keys, and the other has the keys in its own way and in no other. */
    async function passes(from: Side, to: Side, keys: string): Promise<void> {
      if (from.byEvents) await from.call.media?.key(keys);
      else await inform(from.call, dtmfRelay, keys, telltaleHeaders(from.number));
      const told = () => ({
        events: to.call.media?.keysHeard.join('') ?? '',
        informed: to.call.requests
          .filter(({ method }) => method === 'INFO')
          .map(({ body }) => /Signal=(\S+)/.exec(body)?.[1] ?? '?')
          .join(''),
      });
      await until('the keys are through', () => (to.byEvents ? told().events : told().informed) === keys);
      expect(told()).toEqual(to.byEvents ? { events: keys, informed: '' } : { events: '', informed: keys });
    }

    async function called(leg: LegId): Promise<IncomingCall> {
      await port.connect(connectOrder(leg));
      return soon('the callee is called', world.carriers.east.nextCall());
    }

    test('let the caller hear the telephone ring that is called', async () => {
      const { caller, leg } = await keyed();
      const callee = await called(leg);
      const before = caller.media?.packetsWithSound ?? 0;
      callee.ring();
      await until(
        'a ringing tone is heard',
        () => (caller.media?.packetsWithSound ?? 0) > before + TONE_PACKETS / 2,
      );
      await caller.hangUp();
      await soon('the callee is let go', callee.ended);
    });

    test('let the caller hear why there is no connection, and end with a BYE that says nothing', async () => {
      const { caller, leg } = await keyed();
      const before = caller.media?.sound.length ?? 0;
      const cause = 'INVALID_IE_CONTENTS';
      await port.refuse({
        leg,
        outcome: 'extension-unknown',
        prompt: 'extension-unknown',
        language: 'zh',
        cause,
      });
      const end = await soon('the call ends', caller.ended);
      expect(end).toEqual({ by: 'remote', reason: '' });
      const heard = promptIn(caller.media?.sound.subarray(before) ?? Buffer.alloc(0));
      expect(heard?.name).toBe('zh/extension-unknown');
      expect(heard?.share).toBeGreaterThan(NEARLY_ALL);
      expect(await ear.fact('leg-ended', (fact) => fact.leg === leg)).toMatchObject({ cause });
    });

    test.each([
      ['telephone events', 'telephone events', true, true],
      ['telephone events', 'SIP INFO', true, false],
      ['SIP INFO', 'telephone events', false, true],
      ['SIP INFO', 'SIP INFO', false, false],
    ] as const)(
      'go through the bridge, %s on one side and %s on the other, and carry nothing with them',
      async (_from, _to, callerEvents, calleeEvents) => {
        const { caller, leg } = await keyed({ telephoneEvents: callerEvents });
        const callee = await called(leg);
        callee.pickUp({ body: callee.sdp({ telephoneEvents: calleeEvents }) });
        await soon(
          'both talk',
          ear.fact('answered', (fact) => fact.call === callOf(leg)),
        );
        const [first, second] = [
          { call: caller, number: A, byEvents: callerEvents },
          { call: callee, number: B, byEvents: calleeEvents },
        ];
        await passes(first, second, '73');
        await passes(second, first, '5#');
        expectNoLeak(bytesOf(world.carriers.east, callee), [numberSecret("the caller's number", A)]);
        expectNoLeak(bytesOf(world.carriers.east, caller), [numberSecret("the callee's number", B)]);
        await caller.hangUp();
        await soon('the callee is let go', callee.ended);
      },
    );
  });

  test('stay out of the log of the switch', async () => {
    const { caller, leg } = await asked({ telephoneEvents: false }, { purpose: 'pin', prompt: 'enter-pin' });
    await inform(caller, dtmfRelay, '4711#');
    expect(await keyedOn(leg)).toBe('4711');
    await caller.hangUp();
    const log = await readFile(world.freeswitch.logFile, 'utf8');
    const ofCall = log.split('\n').filter((line) => line.startsWith(leg));
    expect(ofCall.some((line) => line.includes('enter-pin.wav'))).toBe(true);
    expect(ofCall.filter((line) => line.includes('DTMF'))).toEqual([]);
  });
});
