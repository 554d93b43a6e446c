import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT, type TenantId } from '../../src/domain/access/tenant.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { decideRoute } from '../../src/domain/call/route.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../src/domain/policy/number-pattern.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { addCity, bound, HOUR, party, range, START, wish, x } from './binding-store.fixtures.ts';

const ACME = 'acme' as TenantId;
const RIVAL = 'rival' as TenantId;
const A = party(1);

/** The part of the contract that is about what tenants say of the calls of all their pools. */
export function describeTenants(the: () => BindingStore): void {
  describe('the policy of a tenant', () => {
    beforeEach(async () => {
      await addCity(the(), 1);
      const own = { pool: 'acme/city', range: range(1, 3), areaCode: null, policy: null };
      await the().addNumbers(own);
      const details = (policy: CallPolicy) => ({ ...NO_DETAILS, policy });
      bound(await the().bind(wish({ x: x(0) })));
      bound(await the().bind(wish({ pool: own.pool, x: x(1) })));
      bound(
        await the().bind(wish({ pool: own.pool, x: x(2), b: party(3), details: details({ maxCallMs: 9 }) })),
      );
    });

    const pool = (calls: CallPolicy) =>
      the().addNumbers({ pool: 'acme/city', range: null, areaCode: null, policy: { calls } });
    const decided = (n: number) => decideRoute(the().routeFacts(A, [x(n)]), START);
    const longest = (n: number): number | string | undefined => {
      const decision = decided(n);
      return decision.kind === 'connect' ? decision.policy.maxCallMs : decision.kind;
    };
    const refused = (n: number) => {
      const decision = decided(n);
      return decision.kind === 'refuse' ? [decision.reason, decision.level] : decision.kind;
    };
    const deny = (pattern: string, of: 'a' | 'b' | 'both' = 'both'): CallPolicy => ({
      callers: { allow: null, deny: [NumberPattern.parse(pattern)].filter((one) => one !== undefined), of },
    });

    it('counts where binding and pool say nothing, in its own pools only', async () => {
      expect(the().tenantCalls(ACME)).toEqual({});
      await the().setTenantCalls(ACME, { maxCallMs: 7 });
      expect([longest(0), longest(1), longest(2)]).toEqual([undefined, 7, 9]);
      await pool({ maxCallMs: 8 });
      expect([longest(1), longest(2)]).toEqual([8, 9]);
      await the().setTenantCalls(RIVAL, { maxCallMs: 1 });
      await the().setTenantCalls(DEFAULT_TENANT, { maxCallMs: 5 });
      expect([longest(0), longest(1)]).toEqual([5, 8]);
      expect([ACME, RIVAL, DEFAULT_TENANT].map((tenant) => the().tenantCalls(tenant).maxCallMs)).toEqual([
        7, 1, 5,
      ]);
    });

    it('is said anew as a whole, and taken back', async () => {
      await the().setTenantCalls(ACME, { maxCallMs: 7, ringTimeoutMs: 5 });
      await the().setTenantCalls(ACME, { ringTimeoutMs: 6 });
      expect(the().tenantCalls(ACME)).toEqual({ ringTimeoutMs: 6 });
      await the().setTenantCalls(ACME, {});
      expect(the().tenantCalls(ACME)).toEqual({});
      expect(longest(1)).toBeUndefined();
    });

    it('keeps callers away whom binding and pool would let in, and the refusal says whose list it was', async () => {
      await pool(deny('+86139*'));
      expect(refused(1)).toBe('connect');
      await the().setTenantCalls(ACME, deny('+86138*'));
      expect([refused(0), refused(1), refused(2)]).toEqual([
        'connect',
        ['caller-blocked', 'tenant'],
        ['caller-blocked', 'tenant'],
      ]);
      await pool(deny('+86138*'));
      expect(refused(1)).toEqual(['caller-blocked', 'pool']);
      expect(the().tenantCalls(ACME).callers?.deny.map(String)).toEqual(['+86138*']);
    });

    it('stays when its pools and numbers change, and when all of them go', async () => {
      await the().setTenantCalls(ACME, deny('+86138*'));
      await the().setLocked('acme/city', range(1), true);
      await the().addNumbers({ pool: 'acme/more', range: range(8, 9), areaCode: null, policy: null });
      expect(refused(1)).toEqual(['caller-blocked', 'tenant']);
      await the().removeNumbers('acme/more', null, START);
      await the().removeNumbers('acme/city', range(3), START);
      expect(the().tenantCalls(ACME).callers).toBeDefined();
    });

    it('gives the grace of bindings that are made while it says so', async () => {
      await the().setTenantCalls(ACME, { graceMs: HOUR });
      const made = async (n: number, policy: CallPolicy) =>
        bound(
          await the().bind(
            wish({
              a: party(n),
              b: party(n + 10),
              pool: 'acme/city',
              x: x(3),
              details: { ...NO_DETAILS, policy },
            }),
          ),
        ).graceMs;
      expect(await made(5, {})).toBe(HOUR);
      expect(await made(6, { graceMs: 0 })).toBe(0);
    });

    it('says whose quota and quiet hours refuse: the nearest', async () => {
      const quota = { calls: 0, talkMs: null, callsAMinute: null };
      await the().setTenantCalls(ACME, { quota });
      expect(refused(1)).toEqual(['quota-reached', 'tenant']);
      await pool({ quota: { ...quota, calls: 1 } });
      expect(refused(1)).toBe('connect');
      await the().setTenantCalls(ACME, { quietHours: { fromMinute: 0, toMinute: 1439, zone: 'UTC' } });
      expect(refused(1)).toEqual(['quiet-hours', 'tenant']);
    });
  });
}
