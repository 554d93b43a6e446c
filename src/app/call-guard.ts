import type { KeyedDigits } from '../domain/call/question.ts';
import type { RefusalReason, RouteDecision } from '../domain/call/route.ts';
import {
  type CallerTrust,
  callerTextOf,
  divertedBy,
  verificationOf,
  WITHHELD_TEXT,
} from '../domain/gateway/caller-trust.ts';
import type { Trunks } from '../domain/gateway/trunks.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { SwitchFact } from '../ports/switch-port.ts';
import type { CallRouter, Routed } from './call-router.ts';
import type { CallWatch } from './call-watch.ts';

export interface CallGuardOptions {
  readonly router: CallRouter;
  readonly watch: CallWatch;
  /** Read anew for every call. */
  readonly trunks: () => Trunks;
}

type Arrival = Extract<SwitchFact, { kind: 'call-arrived' | 'digits-keyed' }>;

/**
 * Stands before the router: who calls is what a gateway is trusted to say, calls that go round or come from nowhere stop here, and so do more
 * calls than people make. Looks at nothing but memory beside what the router reads.
 */
export class CallGuard {
  readonly #options: CallGuardOptions;

  constructor(options: CallGuardOptions) {
    this.#options = options;
  }

  route(fact: Arrival, at: EpochMs): Routed {
    const { router, trunks, watch } = this.#options;
    const { origin, dialledText } = fact;
    const keyed: KeyedDigits | undefined = fact.kind === 'digits-keyed' ? fact.keyed : undefined;
    // Also where a switch does not say where a call came from: what its caller ID says is not to be believed.
    const trunk = origin === undefined ? null : trunks().of(origin.address);
    if (origin === undefined || trunk === null) return refused('source-unknown', null);
    const routed = router.route(this.#callerOf(origin, trunk.trust), dialledText, at, keyed);
    if (this.#isRefused(origin, trunk.trust)) return refused('caller-unverified', routed.decision);
    if (this.#isRoundTrip(origin)) return refused('call-looped', routed.decision, routed.caller);
    return watch.admit(routed, { trunk: trunk.name, at, isNew: keyed === undefined });
  }

  #callerOf(
    origin: NonNullable<Arrival['origin']>,
    { callerHeader, failedVerification }: CallerTrust,
  ): string {
    const isDoubted = failedVerification === 'withhold' && verificationOf(origin) === 'failed';
    return isDoubted ? WITHHELD_TEXT : callerTextOf(origin, callerHeader);
  }

  #isRefused(origin: NonNullable<Arrival['origin']>, { failedVerification }: CallerTrust): boolean {
    return failedVerification === 'refuse' && verificationOf(origin) === 'failed';
  }

  /** One of our numbers sent the call on: it was here before, and would come again. */
  #isRoundTrip(origin: NonNullable<Arrival['origin']>): boolean {
    return divertedBy(origin).some((text) => this.#options.router.isOurText(text));
  }
}

/** The number, where one is known, says in which words. Who called is told only where it is believed. */
function refused(
  reason: RefusalReason,
  decision: RouteDecision | null,
  caller: Routed['caller'] = null,
): Routed {
  return { caller, decision: { kind: 'refuse', reason, number: decision?.number ?? null, binding: null } };
}
