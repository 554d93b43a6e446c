import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallTag } from '../../src/domain/call/call-state.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { Alternates, CallPolicy } from '../../src/domain/policy/call-policy.ts';
import type { SwitchWorld } from '../support/switch-world.ts';
import { A, B, C, D, DeskBench, moment, X } from './desk-bench.ts';

/** What the policy of a binding does to calls on every switch, simulated or real, with a store that holds the policy. */
export function describeCallPolicy<World extends SwitchWorld>(
  kind: string,
  start: () => Promise<World>,
  /** Looks at what went over the wire, after every test. */
  inspect: (world: World) => void = () => {},
): void {
  describe(`a call by its binding's policy (${kind})`, () => {
    let bench: DeskBench;
    let world: World;

    beforeEach(async () => {
      world = await start();
      bench = await DeskBench.open(world);
    });

    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
      inspect(world);
    });

    /** Somebody is called, sees X and rings. */
    async function rings(number: typeof B) {
      const phone = await world.nextCall('east');
      expect({ called: phone.called, shown: phone.shown }).toEqual({
        called: number.reveal(),
        shown: X.slice(1),
      });
      phone.ring();
      return phone;
    }

    async function talk(policy: CallPolicy) {
      await bench.bind(policy);
      const caller = await bench.callIn();
      const callee = await rings(B);
      callee.pickUp();
      expect(await caller.answered).toBe(true);
      return { caller, callee };
    }

    describe('longest talk and ring time', () => {
      it('ends the call at the length of the binding, not of the settings', async () => {
        const { caller, callee } = await talk({ maxCallMs: 1_000 });
        expect(await callee.ended).toEqual({ by: 'there', status: null });
        expect(await caller.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('answered');
      });

      it('rings no longer than the binding says', async () => {
        await bench.bind({ ringTimeoutMs: 1_000 });
        const caller = await bench.callIn();
        const callee = await rings(B);
        expect(await callee.ended).toMatchObject({ by: 'there' });
        expect(await caller.ended).toMatchObject({ by: 'there', status: 480 });
        expect(caller.heard()).toEqual(['en/callee-no-answer']);
      });

      it('counts for a callback too, with a daemon that has forgotten it', async () => {
        const binding = await bench.bind({ maxCallMs: 1_000, ringTimeoutMs: 9_000 });
        const mark = { binding: binding.id, firstSide: 'a', x: X, flow: 'callback' } as const;
        bench.desk.callback({ node: bench.port, mark, party: A, callee: B, shown: X });
        const first = await rings(A);
        await bench.stopDaemon();
        first.pickUp();
        await bench.startDaemon();
        const second = await rings(B);
        second.pickUp();
        expect(await first.ended).toEqual({ by: 'there', status: null });
        expect(await second.ended).toEqual({ by: 'there', status: null });
      });
    });

    describe('a warning before the end', () => {
      const WARNING = 'en/call-ending-soon';

      it.each([
        ['a', 'the caller'],
        ['b', 'the callee'],
        ['both', 'both'],
      ] as const)(
        'to %s is heard by %s, with no daemon there, and the call ends at its time',
        async (to, who) => {
          const { caller, callee } = await talk({ maxCallMs: 8_000, endingSoon: { beforeEndMs: 6_000, to } });
          await bench.stopDaemon();
          expect(await callee.ended).toEqual({ by: 'there', status: null });
          expect(await caller.ended).toEqual({ by: 'there', status: null });
          expect(caller.heard()).toEqual(who === 'the callee' ? [] : [WARNING]);
          expect(callee.heard()).toEqual(who === 'the caller' ? [] : [WARNING]);
        },
      );

      it('to A is heard by A also when B calls', async () => {
        await bench.bind({ maxCallMs: 8_000, endingSoon: { beforeEndMs: 6_000, to: 'a' } });
        const caller = await world.callIn('west', B.reveal().slice(2), X.slice(3));
        const callee = await rings(A);
        callee.pickUp();
        expect(await caller.answered).toBe(true);
        await callee.ended;
        expect(caller.heard()).toEqual([]);
        expect(callee.heard()).toEqual([WARNING]);
      });

      it('disturbs nobody when the call ends before it', async () => {
        const { caller, callee } = await talk({
          maxCallMs: 9_000,
          endingSoon: { beforeEndMs: 7_000, to: 'both' },
        });
        caller.hangUp();
        expect(await callee.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('answered');
      });
    });

    describe('prompts before the talk', () => {
      it('plays one to the caller before anybody is called, without answering him', async () => {
        await bench.bind({ callerPrompt: 'please-hold' });
        const caller = await bench.callIn();
        let answered = false;
        void caller.answered.then((was) => {
          answered = was;
        });
        const callee = await rings(B);
        expect(caller.heard()).toEqual(['en/please-hold']);
        expect(answered).toBe(false);
        callee.pickUp();
        expect(await caller.answered).toBe(true);
      });

      it('calls nobody for a caller who hangs up in his prompt', async () => {
        await bench.bind({ callerPrompt: 'please-hold' });
        const caller = await bench.callIn();
        await caller.ringing;
        caller.hangUp();
        expect(await bench.outcome()).toBe('caller-gave-up');
        let called = false;
        void world.nextCall('east').then(() => {
          called = true;
        });
        await moment();
        expect(called).toBe(false);
      });

      it('plays one to the callee when he answers, and connects the two after it', async () => {
        await bench.bind({ calleePrompt: 'recording-consent' });
        const caller = await bench.callIn();
        const callee = await rings(B);
        callee.pickUp();
        await at('greeting');
        expect(await caller.answered).toBe(true);
        await at('talking');
        expect(callee.heard()).toEqual(['en/recording-consent']);
        expect(caller.heard()).toEqual([]);
        caller.hangUp();
        expect(await callee.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('answered');
      });

      it('refuses the caller when the callee hangs up in the prompt', async () => {
        await bench.bind({ calleePrompt: 'recording-consent' });
        const caller = await bench.callIn();
        const callee = await rings(B);
        callee.pickUp();
        await at('greeting');
        callee.hangUp();
        expect(await caller.ended).toEqual({ by: 'there', status: 603 });
        expect(caller.heard()).toEqual(['en/callee-rejected']);
        expect(await bench.outcome()).toBe('rejected');
      });

      it('lets the callee go when the caller hangs up in the prompt', async () => {
        await bench.bind({ calleePrompt: 'recording-consent' });
        const caller = await bench.callIn();
        const callee = await rings(B);
        callee.pickUp();
        await at('greeting');
        caller.hangUp();
        expect(await callee.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('caller-gave-up');
      });

      it('plays it to the end also when the time for ringing is over meanwhile', async () => {
        await bench.bind({ calleePrompt: 'recording-consent', ringTimeoutMs: 1_000 });
        const caller = await bench.callIn();
        (await rings(B)).pickUp();
        expect(await caller.answered).toBe(true);
      });

      it('connects the two after it without a daemon, and one that is started anew knows where they are', async () => {
        await bench.bind({ calleePrompt: 'recording-consent' });
        const caller = await bench.callIn();
        const callee = await rings(B);
        callee.pickUp();
        await at('greeting');
        await bench.stopDaemon();
        await bench.startDaemon();
        expect(await caller.answered).toBe(true);
        await at('talking');
        callee.hangUp();
        expect(await caller.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('answered');
      });
    });

    it('connects the two also when the talk is recorded and a question is to follow it', async () => {
      const { caller, callee } = await talk({
        recording: { mode: 'stereo', consent: null },
        survey: { prompt: 'survey-question', keys: '12345', timeoutMs: 1_000, of: 'caller' },
      });
      caller.hangUp();
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      expect(await bench.outcome()).toBe('answered');
    });

    describe('further telephones', () => {
      const alternates = (changes: Partial<Alternates> = {}): CallPolicy => ({
        alternates: { a: [], b: [C, D], windowMs: 60_000, prompt: 'please-hold', ...changes },
      });

      it('are called one after the other, with a prompt to the caller before each, X shown to all', async () => {
        await bench.bind(alternates());
        const caller = await bench.callIn();
        (await rings(B)).reject(486);
        const second = await rings(C);
        expect(caller.heard()).toEqual(['en/please-hold']);
        second.reject(480);
        const third = await rings(D);
        third.pickUp();
        expect(await caller.answered).toBe(true);
        caller.hangUp();
        expect(await third.ended).toEqual({ by: 'there', status: null });
        expect(await bench.outcome()).toBe('answered');
      });

      it('are called when the first does not answer in time, each for the ring time', async () => {
        await bench.bind({ ...alternates({ prompt: null }), ringTimeoutMs: 1_000 });
        const caller = await bench.callIn();
        const first = await rings(B);
        const second = await rings(C);
        expect(await first.ended).toMatchObject({ by: 'there' });
        const third = await rings(D);
        expect(await second.ended).toMatchObject({ by: 'there' });
        expect(await third.ended).toMatchObject({ by: 'there' });
        expect(await caller.ended).toMatchObject({ by: 'there', status: 480 });
        expect(await bench.outcome()).toBe('no-answer');
      });

      it('are called also when the network of the first speaks before it refuses', async () => {
        await bench.bind(alternates({ prompt: null }));
        const caller = await bench.callIn();
        const first = await rings(B);
        first.ringWithSound();
        first.reject(486);
        (await rings(C)).pickUp();
        expect(await caller.answered).toBe(true);
      });

      it('are not called when the first said no', async () => {
        await bench.bind(alternates());
        const caller = await bench.callIn();
        (await rings(B)).reject(603);
        expect(await caller.ended).toMatchObject({ by: 'there', status: 603 });
        expect(caller.heard()).toEqual(['en/callee-rejected']);
      });

      it('are not called any more when the binding was released meanwhile', async () => {
        const binding = await bench.bind(alternates());
        const caller = await bench.callIn();
        const first = await rings(B);
        await bench.store.release(binding.id, 'requested', Date.now());
        first.reject(486);
        expect(await caller.ended).toMatchObject({ by: 'there', status: 486 });
      });

      it('are not called any more when the caller gives up, be it in the prompt or while one rings', async () => {
        await bench.bind(alternates());
        const inPrompt = await bench.callIn();
        const first = await rings(B);
        await inPrompt.ringing;
        first.reject(486);
        await isAt(1);
        inPrompt.hangUp();
        expect(await bench.outcome()).toBe('caller-gave-up');

        const whileRinging = await bench.callIn();
        (await rings(B)).reject(486);
        const second = await rings(C);
        whileRinging.hangUp();
        expect(await second.ended).toMatchObject({ by: 'there' });
        expect(await bench.outcome(2)).toBe('caller-gave-up');
      });

      it.each([
        ['between two of them', true],
        ['while one rings', false],
      ])('are called on by a daemon that was started anew %s', async (_, between) => {
        await bench.bind(alternates({ prompt: null }));
        const caller = await bench.callIn();
        const first = await rings(B);
        if (between) await bench.stopDaemon();
        first.reject(486);
        if (between) await bench.startDaemon();
        const second = await rings(C);
        if (!between) {
          await bench.stopDaemon();
          await bench.startDaemon();
        }
        second.reject(486);
        (await rings(D)).pickUp();
        expect(await caller.answered).toBe(true);
      });
    });

    /** Resolves when the only call is so far. */
    async function at(tag: CallTag): Promise<void> {
      while (bench.desk.calls[0]?.state.tag !== tag) await moment();
    }

    /** Resolves when the caller's call has got to the telephone in this place. */
    async function isAt(place: number): Promise<CallId> {
      for (;;) {
        const [call] = bench.desk.calls;
        if (call?.state.tag === 'connecting' && call.state.hunt?.place === place) return call.id;
        await moment();
      }
    }
  });
}
