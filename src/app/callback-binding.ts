import type { Binding } from '../domain/binding/binding.ts';
import type { BindingMode } from '../domain/binding/binding-mode.ts';
import { UNUSED } from '../domain/binding/binding-use.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import { useRefusal } from '../domain/policy/admission.ts';
import { NO_POLICY } from '../domain/policy/call-policy.ts';
import { levelsOn } from '../domain/policy/policy-level.ts';
import { tenantOfPool } from '../domain/pool/tenant-of-pool.ts';
import type { BindingStore, BindRequest } from '../ports/binding-store.ts';
import type { CallRouter } from './call-router.ts';

/** The modes in which B, called as X, may call A back. */
const CALLBACK_MODES: readonly BindingMode[] = ['two-way', 'reverse', 'b-to-a'];

/** Who is called first, and who then. */
export interface CalledBack {
  readonly a: RealNumber;
  readonly b: RealNumber;
}

/** The pair's live binding in the pool by which B can call A back; one on the X that was asked for, if one was. */
export function liveBindingOf(
  store: BindingStore,
  request: BindRequest,
  { a, b }: CalledBack,
): Binding | null {
  const { x, at, pool } = request;
  const candidates = store.bindings({ party: b, pool, at, limit: 1_000, ...(x === null ? {} : { x }) });
  const fitting = candidates.find(
    (one) =>
      (CALLBACK_MODES.includes(one.mode) && one.a.equals(a) && one.b?.equals(b) === true) ||
      (one.mode === 'two-way' && one.a.equals(b) && one.b?.equals(a) === true),
  );
  return fitting ?? null;
}

/** Nobody calls X here, so no list of callers is asked. @param existing `null` before one is made @throws AxbridgeError `policy-refuses` */
export function checkCallback(
  existing: Binding | null,
  { a, at, details, pool }: BindRequest,
  store: BindingStore,
  router: CallRouter,
): void {
  const own = existing?.details.policy ?? details.policy;
  const recentCalls = existing === null ? 0 : router.recentCalls(existing.id, a, at);
  const asked = { use: existing?.use ?? UNUSED, recentCalls, at };
  const common = {
    policy: { calls: store.pool(pool)?.policy.calls ?? NO_POLICY },
    tenantCalls: store.tenantCalls(tenantOfPool(pool)),
  };
  const refused = useRefusal(levelsOn(common, own), asked);
  if (refused !== null) throw new AxbridgeError('policy-refuses', refused.reason);
}
