import type { TenantId } from '../../../src/domain/access/tenant.ts';
import type { BindingId } from '../../../src/domain/binding/binding.ts';
import type { CallId } from '../../../src/domain/call/leg.ts';
import type { NewEvent } from '../../../src/domain/event/event.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';

export const T0 = Date.UTC(2026, 0, 31, 8);
export const A = RealNumber.of('8613800138000');
export const B = RealNumber.of('8613800138001');
export const X = '+8617000000001' as PrivacyNumber;
const CALL = '00000000-0000-4000-8000-000000000001' as CallId;

type Changes = Partial<Pick<NewEvent, 'tenant' | 'at' | 'call' | 'reference' | 'userData'>>;

function head(changes: Changes) {
  return {
    tenant: 'default' as TenantId,
    at: T0,
    call: CALL,
    binding: 1 as BindingId,
    reference: null,
    userData: null,
    ...changes,
  };
}

const place = { x: X, pool: 'main' };

export function incoming(changes: Changes = {}): NewEvent<'call.incoming'> {
  const data = { ...place, flow: 'masked', node: 'one', caller: A } as const;
  return { ...head(changes), type: 'call.incoming', data };
}

export function answered(changes: Changes = {}): NewEvent<'call.answered'> {
  return { ...head(changes), type: 'call.answered', data: { ...place, leg: 'called' } };
}

export function blocked(changes: Changes = {}): NewEvent<'call.blocked'> {
  return { ...head(changes), type: 'call.blocked', data: { ...place, caller: null, outcome: 'no-binding' } };
}

export function created(changes: Changes = {}): NewEvent<'binding.created'> {
  const terms = { createdAt: T0, expiresAt: T0 + 60_000, afterCallMs: null, slidingMs: null };
  const parts = { mode: 'two-way', y: null, extension: null, group: null, a: A, b: B } as const;
  return {
    ...head({ call: null, ...changes }),
    type: 'binding.created',
    data: { ...place, ...parts, ...terms },
  };
}

/** The same of another tenant. */
export function shop<Event extends NewEvent>(event: Event): Event {
  return { ...event, tenant: 'shop' as TenantId };
}
