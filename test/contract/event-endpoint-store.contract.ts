import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT, type TenantId } from '../../src/domain/access/tenant.ts';
import type { DeadLetter, Delivery } from '../../src/domain/delivery/delivery.ts';
import type { EventEndpoint } from '../../src/domain/delivery/event-endpoint.ts';
import type { AccessStore, AuditNote } from '../../src/ports/access-store.ts';
import type { EndpointProgress, EventEndpointStore } from '../../src/ports/event-endpoint-store.ts';

const AT = Date.UTC(2026, 0, 1);
const ACME = 'acme' as TenantId;
const ONE = 'aaaaaaaaaaaa';
const OTHER = 'bbbbbbbbbbbb';

function endpoint(id: string, changes: Partial<EventEndpoint> = {}): EventEndpoint {
  return {
    id,
    tenant: ACME,
    label: 'rides',
    url: 'https://example.com/events',
    types: ['call.*', 'binding.created'],
    showNumbers: false,
    disabledBecause: null,
    secretId: 'cccccccccccc',
    formerSecret: { id: 'dddddddddddd', until: AT + 1 },
    createdAt: AT,
    ...changes,
  };
}

function note(action: string): AuditNote {
  return { at: AT, tenant: ACME, actor: 'local', action, subject: 's', outcome: 'done', request: null };
}

function delivery(number: number, changes: Partial<Delivery> = {}): Delivery {
  const instants = { happenedAt: AT, firstAt: AT + 1, dueAt: AT + 2 };
  return { number, lane: `call ${number}`, ...instants, attempts: 1, because: 'slow', ...changes };
}

function letter(number: number, deadAt = AT + 9): DeadLetter {
  const { dueAt: _, ...rest } = delivery(number);
  return { ...rest, deadAt };
}

function progress(changes: Partial<EndpointProgress>): EndpointProgress {
  return { endpoint: ONE, position: 0, open: [], dead: [], done: [], ...changes };
}

/** Holds for the endpoints of every access store. */
export function describeEventEndpointStore(
  name: string,
  make: () => { open(): Promise<AccessStore>; dispose(): Promise<void>; readonly lasts: boolean },
): void {
  describe(name, () => {
    const place = make();
    let access: AccessStore;
    let store: EventEndpointStore;

    beforeEach(async () => {
      access = await place.open();
      store = access.endpoints;
      const tenant = { id: ACME, name: '', createdAt: AT, disabled: false, realNumberDisplay: false };
      await access.addTenant(tenant, note('tenant.create'));
      await store.add(endpoint(ONE), 7, note('add'));
    });

    afterEach(async () => {
      await access.close();
      await place.dispose();
    });

    const actions = () => access.audit(ACME, 0, 100).map(({ action }) => action);
    const dead = (after = 0) => store.deadLetters(ONE, after, 100);

    it('keeps endpoints with all their terms, the oldest first, each tenant its own', async () => {
      const other = endpoint(OTHER, { tenant: DEFAULT_TENANT, types: [], formerSecret: null });
      expect(await store.add(other, 0, note('add'))).toBe(true);
      expect(await store.add(endpoint(ONE, { url: 'https://forged.example' }), 0, note('add'))).toBe(false);
      expect(store.endpoint(ONE)).toEqual(endpoint(ONE));
      expect(store.endpoints()).toEqual([endpoint(ONE), other]);
      expect(store.endpoints(DEFAULT_TENANT)).toEqual([other]);
      expect(store.endpoint('nobody')).toBeNull();
      expect(store.progress(ONE)).toEqual({ position: 7, open: [] });
      expect(store.progress('nobody')).toBeNull();
    });

    it('changes, disables and removes what is there, each with its line in the audit log and another version', async () => {
      const versions = [store.version()];
      const changed = endpoint(ONE, { label: 'other', showNumbers: true, disabledBecause: 'owner' });
      expect(await store.change(changed, note('change'))).toBe(true);
      versions.push(store.version());
      expect(store.endpoint(ONE)).toEqual(changed);
      expect(await store.disable(ONE, 'gone', note('disable'))).toBe(false);
      await store.change(endpoint(ONE), note('change'));
      expect(await store.disable(ONE, 'gone', note('disable'))).toBe(true);
      versions.push(store.version());
      expect(store.endpoint(ONE)).toEqual(endpoint(ONE, { disabledBecause: 'gone' }));
      await store.keepProgress([progress({ open: [delivery(8)], dead: [letter(9)] })]);
      expect(await store.remove(ONE, note('remove'))).toBe(true);
      versions.push(store.version());
      expect([store.endpoint(ONE), store.progress(ONE), dead()]).toEqual([null, null, []]);
      expect(new Set(versions).size).toBe(versions.length);
      expect(await store.change(changed, note('late'))).toBe(false);
      expect(await store.remove(ONE, note('late'))).toBe(false);
      expect(actions()).toEqual(['tenant.create', 'add', 'change', 'change', 'disable', 'remove']);
    });

    it('keeps how far an endpoint has come, without another version', async () => {
      const before = store.version();
      await store.keepProgress([progress({ position: 9, open: [delivery(8), delivery(9)] })]);
      expect(store.progress(ONE)).toEqual({ position: 9, open: [delivery(8), delivery(9)] });
      const again = delivery(9, { attempts: 2, because: null, dueAt: AT + 99 });
      await store.keepProgress([
        progress({ position: 12, open: [again, delivery(11)], dead: [letter(10)], done: [8] }),
      ]);
      expect(store.progress(ONE)).toEqual({ position: 12, open: [again, delivery(11)] });
      expect(dead()).toEqual([letter(10)]);
      await store.keepProgress([progress({ position: 12, dead: [letter(9)], done: [11] })]);
      expect(store.progress(ONE)).toEqual({ position: 12, open: [] });
      expect(dead()).toEqual([letter(9), letter(10)]);
      expect(store.deadLetterCount(ONE)).toBe(2);
      expect(store.deadLetters(ONE, 9, 1)).toEqual([letter(10)]);
      expect(store.version()).toBe(before);
      expect(actions()).toHaveLength(2);
    });

    it('passes over the progress of an endpoint that was removed meanwhile', async () => {
      await store.keepProgress([
        progress({ endpoint: OTHER, open: [delivery(1)] }),
        progress({ position: 8, open: [delivery(8)] }),
      ]);
      expect(store.progress(ONE)?.open).toHaveLength(1);
      await store.add(endpoint(OTHER), 3, note('add'));
      expect(store.progress(OTHER)).toEqual({ position: 3, open: [] });
    });

    it('makes deliveries of dead letters: of one, or of those since an instant', async () => {
      const letters = [letter(8, AT + 100), letter(9, AT + 200), letter(10, AT + 300)];
      await store.keepProgress([progress({ position: 10, dead: letters })]);
      const before = store.version();
      expect(await store.redeliver(ONE, { number: 8 }, AT + 1000, note('redeliver'))).toBe(1);
      expect(store.version()).not.toBe(before);
      const fresh = { attempts: 0, firstAt: AT + 1000, dueAt: AT + 1000 };
      expect(store.progress(ONE)?.open).toEqual([delivery(8, fresh)]);
      expect(await store.redeliver(ONE, { since: AT + 300 }, AT + 1000, note('redeliver'))).toBe(1);
      expect(dead()).toEqual([letter(9, AT + 200)]);
      expect(await store.redeliver(ONE, { number: 8 }, AT + 1000, note('nothing'))).toBe(0);
      expect(await store.redeliver(OTHER, { since: 0 }, AT + 1000, note('nothing'))).toBe(0);
      expect(actions().slice(2)).toEqual(['redeliver', 'redeliver']);
    });

    it('knows where an endpoint is to go on until it has done so, and forgets dead letters beyond', async () => {
      await store.keepProgress([
        progress({ position: 9, open: [delivery(7)], dead: [letter(4), letter(6)] }),
      ]);
      expect(store.wantedPosition(ONE)).toBeNull();
      expect(await store.moveTo(ONE, 5, note('replay'))).toBe(true);
      expect(store.wantedPosition(ONE)).toBe(5);
      expect(dead()).toEqual([letter(4)]);
      expect(store.progress(ONE)).toEqual({ position: 9, open: [delivery(7)] });
      await store.moved(ONE, 4);
      expect(store.wantedPosition(ONE)).toBe(5);
      await store.moved(ONE, 5);
      expect(store.wantedPosition(ONE)).toBeNull();
      expect(await store.moveTo(OTHER, 5, note('replay'))).toBe(false);
    });

    it('forgets dead letters of events that are no longer kept', async () => {
      await store.keepProgress([progress({ open: [delivery(1)], dead: [letter(2), letter(3), letter(4)] })]);
      expect(await store.forgetDead(ONE, 3)).toBe(2);
      expect(dead()).toEqual([letter(4)]);
      expect(store.progress(ONE)?.open).toHaveLength(1);
    });

    if (!place.lasts) return;

    it('keeps everything over a restart, and shows one process what another one changed', async () => {
      await store.keepProgress([progress({ position: 9, open: [delivery(8)], dead: [letter(9)] })]);
      const other = await place.open();
      const before = store.version();
      await other.endpoints.moveTo(ONE, 3, note('replay'));
      expect(store.version()).not.toBe(before);
      expect(store.wantedPosition(ONE)).toBe(3);
      await other.close();
      await access.close();
      access = await place.open();
      store = access.endpoints;
      expect(store.endpoint(ONE)).toEqual(endpoint(ONE));
      expect(store.progress(ONE)).toEqual({ position: 9, open: [delivery(8)] });
      expect(store.wantedPosition(ONE)).toBe(3);
    });
  });
}
