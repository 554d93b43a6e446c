import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { Question } from '../../src/domain/call/question.ts';
import type { AskOrder } from '../../src/ports/switch-port.ts';
import type { SwitchEar } from '../support/switch-ear.ts';
import type { SwitchWorld } from '../support/switch-world.ts';
import { connectOrder, reading, SwitchBench } from './switch-bench.ts';

/** Longer than any test: a question that ends by it has not heard the keys. */
const PATIENT_MS = 60_000;

/** What every switch does when a caller is to be asked for digits: a part of `describeSwitchPort`. */
export function describeQuestions(kind: string, start: () => Promise<SwitchWorld>): void {
  describe(`a switch (${kind}), asking for digits`, () => {
    let bench: SwitchBench;
    let world: SwitchWorld;
    let port: FreeswitchSwitch;
    let ear: SwitchEar;

    beforeEach(async () => {
      bench = await SwitchBench.open(start);
      ({ world, port, ear } = bench);
    });

    afterEach(() => bench[Symbol.asyncDispose]());

    function question(leg: LegId, changes: Partial<Question> = {}, waits: Partial<AskOrder> = {}): AskOrder {
      const asked = { purpose: 'extension', prompt: 'enter-extension', attempt: 1 } as const;
      return {
        leg,
        question: { ...asked, minDigits: 1, maxDigits: 4, ...changes },
        language: 'en',
        firstDigitTimeoutMs: PATIENT_MS,
        interDigitTimeoutMs: PATIENT_MS,
        ...waits,
      };
    }

    async function asked(changes: Partial<Question> = {}, waits: Partial<AskOrder> = {}) {
      const { phone, leg } = await bench.arrive();
      await port.ask(question(leg, changes, waits));
      expect(await phone.answered).toBe(true);
      return { phone, leg };
    }

    it('answers the caller, and tells what is keyed while the prompt plays, as soon as it is enough', async () => {
      const { phone, leg } = await asked({ minDigits: 4 });
      await phone.key('0*42');
      const fact = await ear.fact('digits-keyed');
      expect(fact).toMatchObject({
        leg,
        callerText: '13800138000',
        dialledText: '17000000001',
        keyed: { purpose: 'extension', attempt: 1 },
      });
      expect(fact.keyed.digits.reveal()).toBe('0*42');
    });

    it('takes the hash key for the end', async () => {
      const { phone } = await asked();
      await phone.key('12#');
      expect((await ear.fact('digits-keyed')).keyed.digits.reveal()).toBe('12');
    });

    it('takes a pause for the end', async () => {
      const { phone } = await asked({ minDigits: 4 }, { interDigitTimeoutMs: 1_000 });
      await phone.key('12');
      expect((await ear.fact('digits-keyed')).keyed.digits.reveal()).toBe('12');
    });

    it('tells that nothing was keyed', async () => {
      const { leg } = await asked({ purpose: 'pin', attempt: 2 }, { firstDigitTimeoutMs: 1_000 });
      const fact = await ear.fact('digits-keyed');
      expect(fact).toMatchObject({ leg, keyed: { purpose: 'pin', attempt: 2 } });
      expect(fact.keyed.digits.reveal()).toBe('');
    });

    it('tells that the hash key alone is nothing', async () => {
      const { phone } = await asked();
      await phone.key('#');
      expect((await ear.fact('digits-keyed')).keyed.digits.reveal()).toBe('');
    });

    it('asks again, and takes no digits that were keyed too much for an answer', async () => {
      const { phone, leg } = await asked({ maxDigits: 2 });
      await phone.key('1199');
      await ear.fact('digits-keyed', ({ keyed }) => keyed.digits.reveal() === '11');
      await port.ask(question(leg, { maxDigits: 2, attempt: 2 }));
      await reading(port, leg, 'extension.2');
      await phone.key('22');
      const { keyed } = await ear.fact('digits-keyed', (fact) => fact.keyed.attempt === 2);
      expect(keyed.digits.reveal()).toBe('22');
    });

    it('tells of the caller who hangs up meanwhile, and of no answer', async () => {
      const { phone, leg } = await asked();
      await phone.key('1');
      phone.hangUp();
      expect(await ear.fact('leg-ended')).toMatchObject({ leg, byFarEnd: true });
      expect(ear.facts.filter((fact) => fact.kind === 'digits-keyed')).toEqual([]);
    });

    it('connects the caller who has keyed, and ends both legs with the first', async () => {
      const { phone, leg } = await asked();
      await phone.key('1#');
      await ear.fact('digits-keyed');
      await port.connect(connectOrder(leg));
      const callee = await world.nextCall('east');
      expect(callee.shown).toBe('8617000000001');
      callee.ring();
      callee.pickUp();
      await ear.fact('answered', (fact) => fact.leg !== leg);
      phone.hangUp();
      expect(await callee.ended).toEqual({ by: 'there', status: null });
    });

    it('refuses the caller who has keyed, also after an attempt to connect', async () => {
      const { phone, leg } = await asked();
      await phone.key('1#');
      await ear.fact('digits-keyed');
      await port.connect(connectOrder(leg));
      (await world.nextCall('east')).reject(486);
      expect(await ear.fact('connect-failed')).toMatchObject({ leg, cause: 'USER_BUSY' });
      await port.refuse({ leg, outcome: 'busy', prompt: 'callee-busy', language: 'en', cause: 'USER_BUSY' });
      expect(await phone.ended).toEqual({ by: 'there', status: null });
      expect(await ear.fact('leg-ended', (fact) => fact.leg === leg)).toMatchObject({
        cause: 'USER_BUSY',
        byFarEnd: false,
      });
    });

    it('shows a newcomer what was keyed while nobody was there', async () => {
      const { phone, leg } = await asked();
      const watcher = bench.attach();
      await watcher.ear.link('ready');
      await port.stop();
      await phone.key('47#');
      await watcher.ear.fact('digits-keyed');
      await watcher.port.stop();
      const newcomer = bench.attach();
      try {
        const waiting = await newcomer.ear.waiting(leg);
        expect(waiting).toMatchObject({
          kind: 'digits-keyed',
          callerText: '13800138000',
          dialledText: '17000000001',
          keyed: { purpose: 'extension', attempt: 1 },
        });
        expect(waiting.kind === 'digits-keyed' && waiting.keyed.digits.reveal()).toBe('47');
      } finally {
        await newcomer.port.stop();
      }
    });

    it('leaves nothing of what was keyed on the leg that is connected', async () => {
      const { phone, leg } = await asked();
      await phone.key('47#');
      await ear.fact('digits-keyed');
      expect(await port.query(`uuid_getvar ${leg} axbridge_digits`)).toContain('47');
      await port.connect(connectOrder(leg));
      await world.nextCall('east');
      expect(await port.query(`uuid_getvar ${leg} axbridge_digits`)).toContain('_undef_');
    });

    it('says that the leg has gone', async () => {
      await expect(port.ask(question(randomUUID() as LegId))).rejects.toMatchObject({
        failure: 'leg-gone',
      });
    });
  });
}
