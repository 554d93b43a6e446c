import type { Attempt, DialPolicy } from '../../domain/call/dialling.ts';
import { FAILOVER_CAUSES } from '../../domain/call/hangup-cause.ts';
import type { Gateway } from '../../domain/gateway/gateway.ts';
import { formatForGateway, numberToDial } from '../../domain/gateway/gateway-number.ts';
import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { ShownNumber } from '../../domain/number/shown-number.ts';
import { type DialRules, mayBeCalled, passesLists } from '../../domain/policy/dial-rules.ts';
import { type Assignment, CALLED_LEG_GUARDS, shownToCalledLeg } from './leg-guards.ts';
import { safeName, safeNumber, safeVariable } from './safe-value.ts';

/** Whom to call, as whom, and by which gateways in which order. */
export interface Dialling {
  readonly party: RealNumber;
  readonly shown: ShownNumber;
  /** What the other leg is to see of this one, wherever that is told. */
  readonly x: PrivacyNumber;
  readonly attempts: readonly Attempt[];
  readonly policy: DialPolicy;
  /** Variables of the new legs beyond the guards. */
  readonly assignments: readonly Assignment[];
}

/** The carriers as the dial string needs them. */
export interface GatewayBook {
  readonly plan: NumberPlan;
  readonly gateways: ReadonlyMap<string, Gateway>;
  /** Which numbers are called at all. Asked once more here, for every leg that is called goes through here. */
  readonly rules: DialRules;
}

/** Where there is another gateway, it has its turn after these failures alone. */
const GOES_ON: Assignment = ['fail_on_single_reject', `!${FAILOVER_CAUSES.join(':')}`];

/**
 * `{all legs}[leg]sofia/gateway/NAME/NUMBER|[leg]sofia/gateway/…`: one gateway after the other, going on only after failures in which
 * no telephone can have rung. A leg's UUID stands in its own brackets: shared by two attempts it fails the second
 * (FreeSWITCH: "Duplicate UUID").
 *
 * @throws UnsafeValueError when a value could be read as syntax.
 */
export function dialString(book: GatewayBook, dialling: Dialling): string {
  const { policy } = dialling;
  const attempts = allowedAttempts(book, dialling);
  const shared: readonly Assignment[] = [
    ...CALLED_LEG_GUARDS,
    ...(attempts.length > 1 ? [GOES_ON] : []),
    // Timeouts of each leg: with a list in fail_on_single_reject FreeSWITCH 1.10.12 never acts on originate_timeout
    // (switch_ivr_originate.c:3371), which stays only as an upper limit in the places where it still counts.
    ['leg_timeout', wholeSeconds(policy.ringTimeoutMs)],
    // With sound before the answer the bridge begins, and leg_timeout counts no more: this does (switch_ivr_bridge.c:716).
    ['bridge_answer_timeout', wholeSeconds(policy.ringTimeoutMs)],
    ['leg_progress_timeout', wholeSeconds(policy.firstResponseTimeoutMs)],
    ['originate_timeout', wholeSeconds(policy.ringTimeoutMs + policy.firstResponseTimeoutMs)],
    ...dialling.assignments,
  ];
  const ways = attempts.map((attempt) => way(book, dialling, attempt));
  return `{${list(shared)}}${ways.join('|')}`;
}

/** @throws RangeError that does not repeat the number */
function allowedAttempts(
  { plan, gateways, rules }: GatewayBook,
  { party, attempts }: Dialling,
): readonly Attempt[] {
  if (!mayBeCalled(rules, plan, party)) throw new RangeError('this number is none that is called');
  const allowed = attempts.filter(({ gateway }) => {
    const dials = gateways.get(gateway)?.dials;
    return dials === undefined || passesLists(dials, party);
  });
  if (allowed.length === 0) throw new RangeError('no gateway may be used for this number');
  return allowed;
}

function way(book: GatewayBook, dialling: Dialling, attempt: Attempt): string {
  const gateway = book.gateways.get(attempt.gateway);
  if (gateway === undefined) throw new RangeError(`no gateway is named ${attempt.gateway}`);
  const formatted = (number: ShownNumber) =>
    safeNumber(formatForGateway(book.plan, gateway.numberFormat, number));
  const own: readonly Assignment[] = [
    ['origination_uuid', attempt.leg],
    ...shownToCalledLeg(formatted(dialling.shown), formatted(dialling.x)),
  ];
  const number = safeNumber(numberToDial(book.plan, gateway, dialling.party));
  return `[${list(own)}]sofia/gateway/${safeName(gateway.name)}/${number}`;
}

/** Each name once: of two values FreeSWITCH would take the first. */
function list(assignments: readonly Assignment[]): string {
  return [...new Map(assignments)]
    .map(([name, value]) => `${safeName(name)}=${safeVariable(value)}`)
    .join(',');
}

/** FreeSWITCH counts in whole seconds; at least one, because zero means none. */
export function wholeSeconds(milliseconds: number): string {
  return String(Math.max(1, Math.ceil(milliseconds / 1000)));
}
