import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy, Quota } from '../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../src/domain/policy/number-pattern.ts';
import type { CallingPhone, SwitchWorld } from '../support/switch-world.ts';
import { A, B, DeskBench, X } from './desk-bench.ts';

const HOUR = 3_600_000;

/** Which calls a binding's policy keeps from going out, on every switch, and what their callers hear. */
export function describeCallAdmission<World extends SwitchWorld>(
  kind: string,
  start: () => Promise<World>,
  /** Looks at what went over the wire, after every test. */
  inspect: (world: World) => void = () => {},
): void {
  describe(`a call that a policy may keep away (${kind})`, () => {
    let bench: DeskBench;
    let world: World;
    let calls: number;

    beforeEach(async () => {
      world = await start();
      bench = await DeskBench.open(world);
      calls = 0;
    });

    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
      inspect(world);
    });

    async function callFrom(caller: RealNumber): Promise<CallingPhone> {
      calls += 1;
      return world.callIn('west', caller.reveal().slice(2), X.slice(3));
    }

    async function isRefused(caller: RealNumber, reason: string, status: number): Promise<void> {
      const phone = await callFrom(caller);
      expect(await phone.ended).toEqual({ by: 'there', status });
      expect(phone.heard()).toEqual([`en/${reason}`]);
      expect(await bench.outcome(calls)).toBe(reason);
    }

    /** The caller reaches the callee, and one of them hangs up. */
    async function talks(caller: RealNumber, callee: RealNumber, hangUp = true): Promise<void> {
      const phone = await callFrom(caller);
      const called = await world.nextCall('east');
      expect(called.called).toBe(callee.reveal());
      called.pickUp();
      expect(await phone.answered).toBe(true);
      if (hangUp) phone.hangUp();
      await called.ended;
      expect(await bench.outcome(calls)).toBe('answered');
      await bench.desk.settled();
    }

    const bind = (policy: CallPolicy, changes: Partial<BindRequest> = {}) => bench.bind(policy, changes);
    const quota = (changes: Partial<Quota>): CallPolicy => ({
      quota: { calls: null, talkMs: null, callsAMinute: null, ...changes },
    });

    it('is refused to a caller on a list of its side, and nobody else', async () => {
      await bind({ callers: { allow: null, deny: [NumberPattern.of(A), NumberPattern.of(B)], of: 'b' } });
      await isRefused(B, 'caller-blocked', 403);
      await talks(A, B);
    });

    it('is refused to a caller on a list of the tenant, whatever the binding says, and nobody else', async () => {
      const ofA = NumberPattern.of(A);
      await bench.store.setTenantCalls(DEFAULT_TENANT, {
        callers: { allow: null, deny: [ofA], of: 'both' },
        maxCallMs: 1_000,
      });
      await bind({ callers: { allow: [ofA, NumberPattern.of(B)], deny: [], of: 'both' } });
      await isRefused(A, 'caller-blocked', 403);
      await talks(B, A, false);
    });

    it('is refused in quiet hours', async () => {
      const minute = new Date().getUTCHours() * 60;
      const quietHours = { fromMinute: (minute + 1380) % 1440, toMinute: (minute + 120) % 1440, zone: 'UTC' };
      await bind({ quietHours });
      await isRefused(A, 'quiet-hours', 480);
    });

    it('is refused when the calls of the quota have gone out, whoever calls', async () => {
      await bind(quota({ calls: 1 }));
      await talks(A, B);
      await isRefused(B, 'quota-reached', 403);
    });

    it('is refused to a caller who called in the last minute, and not to the other', async () => {
      await bind(quota({ callsAMinute: 1 }));
      await talks(A, B);
      await isRefused(A, 'quota-reached', 403);
      await talks(B, A);
    });

    it('ends when the talk of the quota is used up, and is refused then', async () => {
      await bind(quota({ talkMs: 1_000 }));
      await talks(A, B, false);
      await isRefused(A, 'quota-reached', 403);
    });

    it('is the last of a binding that is for one answered call, and not of one for two', async () => {
      await bind({ releaseAfterCalls: 2 });
      await talks(A, B);
      await talks(B, A);
      await isRefused(A, 'binding-cooling', 480);
    });

    it('reaches A from B in the grace, and nobody from A', async () => {
      const at = Date.now() - HOUR;
      await bind({ graceMs: 2 * HOUR }, { at, expiresAt: at + 1 });
      await isRefused(A, 'binding-expired', 410);
      await talks(B, A);
    });
  });
}
