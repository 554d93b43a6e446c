import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type { Strangers } from '../../src/domain/policy/call-policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { CallingPhone, KeyingWay, SwitchWorld } from '../support/switch-world.ts';
import { A, B, C, DeskBench, moment, X } from './desk-bench.ts';

const PIN_A = '4711';
const PIN_B = '081547';
const HOUR = 3_600_000;
const WITHHELD = 'anonymous';

/** What a caller whom no binding names meets on every switch, where a binding of the number takes PINs. */
export function describeCallPins<World extends SwitchWorld>(
  kind: string,
  start: () => Promise<World>,
  /** Looks at what went over the wire, after every test. */
  inspect: (world: World) => void = () => {},
  /** Makes the store of a test, which every daemon opens anew; default: memory that outlives them. */
  newStore?: () => Promise<() => Promise<BindingStore>>,
): void {
  describe(`a stranger who keys a PIN (${kind})`, () => {
    let bench: DeskBench;
    let world: World;
    let calls: number;

    beforeEach(async () => {
      world = await start();
      bench = await DeskBench.open(world, await newStore?.());
      calls = 0;
    });

    afterEach(async () => {
      expect(JSON.stringify(bench.log.lines)).not.toMatch(new RegExp(`${PIN_A}|${PIN_B}`));
      await bench[Symbol.asyncDispose]();
      inspect(world);
    });

    const bind = (changes: Partial<Strangers> = {}) =>
      bench.bind({
        strangers: {
          withheld: 'refuse',
          otherPhone: 'pin',
          pins: { a: new Secret(PIN_A), b: new Secret(PIN_B) },
          attempts: 5,
          lockOutMs: HOUR,
          remember: false,
          ...changes,
        },
      });

    /** Somebody calls X; C unless it is said who. */
    async function callFrom(
      caller: RealNumber | typeof WITHHELD = C,
      keying: KeyingWay = 'telephone-events',
    ): Promise<CallingPhone> {
      calls += 1;
      const from = caller === WITHHELD ? WITHHELD : caller.reveal().slice(2);
      return world.callIn('west', from, X.slice(3), keying);
    }

    /** The leg collects digits for the n-th question. */
    async function asked(phone: CallingPhone, attempt = 1): Promise<LegId> {
      expect(await phone.answered).toBe(true);
      let isOver = false;
      void phone.ended.then(() => (isOver = true));
      return bench.asked(`pin.${attempt}`, () => isOver);
    }

    async function reaches(phone: CallingPhone, callee: RealNumber): Promise<void> {
      const called = await world.nextCall('east');
      expect({ called: called.called, shown: called.shown }).toEqual({
        called: callee.reveal(),
        shown: X.slice(1),
      });
      called.pickUp();
      expect(await called.answered).toBe(true);
      expect(await phone.answered).toBe(true);
      while (!bench.desk.calls.some(({ state }) => state.tag === 'talking')) await moment();
      phone.hangUp();
      await called.ended;
      expect(await bench.outcome(calls)).toBe('answered');
      await bench.desk.settled();
    }

    async function isRefused(phone: CallingPhone, reason: string): Promise<void> {
      expect(await phone.ended).toMatchObject({ by: 'there' });
      expect(await bench.outcome(calls)).toBe(reason);
      expect(phone.heard()).toContain(`en/${reason}`);
      await bench.desk.settled();
    }

    it.each([
      ['A', PIN_A, B, 'telephone-events'],
      ['B', PIN_B, A, 'info-dtmf-relay'],
      ['A', PIN_A, B, 'info-dtmf'],
    ] as const)('reaches the other party as %s, who sees X', async (_party, pin, callee, keying) => {
      await bind();
      const phone = await callFrom(C, keying);
      await asked(phone);
      await phone.key(`${pin}#`);
      await reaches(phone, callee);
    });

    it('may correct a wrong one, and is refused after the third', async () => {
      await bind();
      const corrected = await callFrom();
      await asked(corrected);
      await corrected.key('9999#');
      await asked(corrected, 2);
      await corrected.key(`${PIN_A}#`);
      await reaches(corrected, B);
      const wrong = await callFrom();
      for (const attempt of [1, 2, 3]) {
        await asked(wrong, attempt);
        await wrong.key('9999#');
      }
      await isRefused(wrong, 'pin-wrong');
    });

    it('and keys nothing is refused as if there were no PIN, and locks nobody out', async () => {
      const { id } = await bind({ attempts: 1 });
      const phone = await callFrom();
      for (const attempt of [1, 2, 3]) {
        await asked(phone, attempt);
        while (!phone.heard().includes('en/enter-pin')) await moment();
        await phone.key('#');
      }
      await isRefused(phone, 'no-binding');
      expect(bench.store.binding(id)?.pinTries.wrong).toBe(0);
    });

    it('is locked out after too many wrong ones, with everybody else and by the next daemon too', async () => {
      await bind({ attempts: 2 });
      const phone = await callFrom();
      await asked(phone);
      await phone.key('9999#');
      await asked(phone, 2);
      await phone.key('9998#');
      await isRefused(phone, 'pin-locked');
      await bench.stopDaemon();
      await bench.startDaemon();
      await isRefused(await callFrom(), 'pin-locked');
      await reaches(await callFrom(A), B);
    });

    it('while no daemon is there is put through by the next one', async () => {
      await bind();
      const phone = await callFrom();
      await asked(phone);
      await bench.stopDaemon();
      await phone.key(`${PIN_A}#`);
      await bench.startDaemon();
      await reaches(phone, B);
    });

    it('with a withheld number reaches the other party where the policy says so, and is never remembered', async () => {
      await bind({ withheld: 'pin', otherPhone: 'refuse', remember: true });
      for (const _call of ['first', 'second']) {
        const phone = await callFrom(WITHHELD);
        await asked(phone);
        await phone.key(`${PIN_B}#`);
        await reaches(phone, A);
      }
      await isRefused(await callFrom(C), 'no-binding');
    });

    it('with a withheld number is refused where the policy does not say so', async () => {
      await bind();
      await isRefused(await callFrom(WITHHELD), 'caller-withheld');
    });

    it('is remembered where the policy says so; who calls back reaches the party’s own telephone', async () => {
      await bind({ remember: true });
      const phone = await callFrom();
      await asked(phone);
      await phone.key(`${PIN_A}#`);
      await reaches(phone, B);
      await reaches(await callFrom(), B);
      await reaches(await callFrom(B), A);
    });

    it('leaves nothing of what was keyed on the leg', async () => {
      await bind();
      const phone = await callFrom();
      const leg = await asked(phone);
      await phone.key(`${PIN_A}#`);
      const called = await world.nextCall('east');
      const dump = await bench.port.query(`uuid_dump ${leg}`);
      expect(dump).toContain('axbridge_mark');
      expect(dump).not.toContain(PIN_A);
      phone.hangUp();
      await called.ended;
    });
  });
}
