import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiKey } from '../../src/domain/access/api-key.ts';
import { DEFAULT_TENANT, type Tenant, type TenantId, tenantId } from '../../src/domain/access/tenant.ts';
import type { AccessStore, AuditNote, IdempotencyRecord } from '../../src/ports/access-store.ts';

const AT = Date.UTC(2026, 0, 1);
const ACME = tenant('acme');

function tenant(text: string): TenantId {
  const id = tenantId(text);
  if (id === undefined) throw new Error(text);
  return id;
}

function acme(changes: Partial<Tenant> = {}): Tenant {
  return { id: ACME, name: 'Acme', createdAt: AT, disabled: false, realNumberDisplay: false, ...changes };
}

function key(id: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    id,
    tenant: ACME,
    digest: 'd'.repeat(64),
    label: 'rides',
    scopes: ['read', 'bind'],
    sourceNetworks: ['203.0.113.0/24'],
    rateLimit: { perSecond: 10, burst: 20 },
    createdAt: AT,
    expiresAt: null,
    revokedAt: null,
    ...changes,
  };
}

function note(action: string, of: TenantId = ACME): AuditNote {
  const subject = 'something';
  return { at: AT, tenant: of, actor: 'local', action, subject, outcome: 'done', request: null };
}

function record(changes: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return { tenant: ACME, key: 'order-1', fingerprint: 'f', startedAt: AT, answer: null, ...changes };
}

/** Holds for every access store. Opening once more gives the same store where it `lasts`, until it is disposed of. */
export function describeAccessStore(
  name: string,
  make: () => {
    open(): Promise<AccessStore>;
    dispose(): Promise<void>;
    readonly lasts: boolean;
  },
): void {
  describe(name, () => {
    const place = make();
    let store: AccessStore;

    beforeEach(async () => {
      store = await place.open();
    });

    afterEach(async () => {
      await store.close();
      await place.dispose();
    });

    it('has the default tenant from the start, and keeps others in the order of their ids', async () => {
      expect(store.tenants().map(({ id }) => id)).toEqual([DEFAULT_TENANT]);
      expect(await store.addTenant(acme(), note('tenant.create'))).toBe(true);
      expect(store.tenants().map(({ id }) => id)).toEqual([ACME, DEFAULT_TENANT]);
      expect(store.tenant(ACME)).toEqual(acme());
      expect(store.tenant(tenant('nobody'))).toBeNull();
    });

    it('adds a tenant once, and leaves no line in the audit log for the second time', async () => {
      await store.addTenant(acme(), note('tenant.create'));
      expect(await store.addTenant(acme({ name: 'other' }), note('tenant.create'))).toBe(false);
      expect(store.tenant(ACME)?.name).toBe('Acme');
      expect(store.audit(ACME, 0, 10)).toHaveLength(1);
    });

    it('changes tenants that are there', async () => {
      await store.addTenant(acme(), note('tenant.create'));
      const changed = acme({ disabled: true, realNumberDisplay: true });
      expect(await store.changeTenant(changed, note('tenant.change'))).toBe(true);
      expect(store.tenant(ACME)).toEqual(changed);
      expect(store.tenant(ACME)?.disabled).toBe(true);
      expect(await store.changeTenant(acme({ id: tenant('nobody') }), note('tenant.change'))).toBe(false);
    });

    it('keeps keys with all their terms, the latest first, each tenant its own', async () => {
      await store.addTenant(acme(), note('tenant.create'));
      const [one, two] = [
        key('aaaaaaaaaaaa'),
        key('bbbbbbbbbbbb', { expiresAt: AT + 1, sourceNetworks: [] }),
      ];
      expect(await store.addApiKey(one, note('key.create'))).toBe(true);
      expect(await store.addApiKey(two, note('key.create'))).toBe(true);
      expect(await store.addApiKey({ ...one, label: 'forged' }, note('key.create'))).toBe(false);
      expect(store.apiKeys(ACME)).toEqual([two, one]);
      expect(store.apiKey(one.id)).toEqual(one);
      expect(store.apiKeys(DEFAULT_TENANT)).toEqual([]);
    });

    it('revokes a key once, and only for its tenant', async () => {
      await store.addTenant(acme(), note('tenant.create'));
      await store.addApiKey(key('aaaaaaaaaaaa'), note('key.create'));
      const revoke = (of: TenantId) => store.revokeApiKey(of, 'aaaaaaaaaaaa', AT + 5, note('key.revoke', of));
      expect(await revoke(DEFAULT_TENANT)).toBe(false);
      expect(await revoke(ACME)).toBe(true);
      expect(await revoke(ACME)).toBe(false);
      expect(store.apiKey('aaaaaaaaaaaa')?.revokedAt).toBe(AT + 5);
      expect(store.audit(DEFAULT_TENANT, 0, 10)).toEqual([]);
    });

    it('has another version after a change of tenants and keys, and only then', async () => {
      const seen = [store.version()];
      await store.addTenant(acme(), note('tenant.create'));
      seen.push(store.version());
      await store.addApiKey(key('aaaaaaaaaaaa'), note('key.create'));
      seen.push(store.version());
      expect(new Set(seen).size).toBe(3);
      await store.note(note('reveal'));
      await store.remember(record());
      expect(store.version()).toBe(seen[2]);
    });

    it('gives the audit log in order and by pages, each tenant its own', async () => {
      await Promise.all(['a', 'b', 'c'].map((action) => store.note(note(action))));
      await store.note(note('d', DEFAULT_TENANT));
      const first = store.audit(ACME, 0, 2);
      expect(first.map(({ action }) => action)).toEqual(['a', 'b']);
      expect(store.audit(ACME, first[1]?.id ?? 0, 2)).toMatchObject([{ ...note('c') }]);
    });

    it('remembers a request with and without its answer, each tenant its own', async () => {
      await store.remember(record());
      expect(store.idempotency(ACME, 'order-1')).toEqual(record());
      expect(store.idempotency(DEFAULT_TENANT, 'order-1')).toBeNull();
      const answered = record({ answer: { status: 201, body: '{"id":1}' } });
      await store.remember(answered);
      expect(store.idempotency(ACME, 'order-1')).toEqual(answered);
      await store.forget(ACME, 'order-1');
      expect(store.idempotency(ACME, 'order-1')).toBeNull();
    });

    it('forgets old requests', async () => {
      await store.remember(record({ key: 'old', startedAt: AT - 1 }));
      await store.remember(record({ key: 'new' }));
      expect(await store.forgetBefore(AT)).toBe(1);
      expect(store.idempotency(ACME, 'old')).toBeNull();
      expect(store.idempotency(ACME, 'new')).not.toBeNull();
    });

    if (!place.lasts) return;

    it('keeps everything over a restart', async () => {
      await store.addTenant(acme(), note('tenant.create'));
      await store.addApiKey(key('aaaaaaaaaaaa'), note('key.create'));
      await store.remember(record());
      await store.close();
      store = await place.open();
      expect(store.apiKey('aaaaaaaaaaaa')).toEqual(key('aaaaaaaaaaaa'));
      expect(store.idempotency(ACME, 'order-1')).toEqual(record());
      expect(store.audit(ACME, 0, 10)).toHaveLength(2);
    });

    it('shows one process what another one changed', async () => {
      const other = await place.open();
      const before = store.version();
      await other.addTenant(acme(), note('tenant.create'));
      expect(store.version()).not.toBe(before);
      expect(store.tenant(ACME)).toEqual(acme());
      await other.close();
    });

    it('refuses what comes after it was closed, and keeps what came before', async () => {
      const notes = Promise.all(Array.from({ length: 50 }, () => store.note(note('x'))));
      const closed = store.close();
      await expect(store.note(note('late'))).rejects.toMatchObject({ code: 'store-closed' });
      await Promise.all([notes, closed]);
      store = await place.open();
      expect(store.audit(ACME, 0, 100)).toHaveLength(50);
    });
  });
}
