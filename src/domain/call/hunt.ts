import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { CallPolicy } from '../policy/call-policy.ts';
import { failureOutcome } from './call-outcome.ts';
import type { CallSubject } from './call-state.ts';
import type { HangupCause } from './hangup-cause.ts';
import type { BindingSide } from './route.ts';

/** How far a call has got through the telephones of a party, in a form that travels with the caller's leg. Holds no number. */
export interface HuntPlace {
  /** 0 is the party's own telephone, n its n-th alternate. */
  readonly place: number;
  /** When the first of them was called, by the switch's clock. */
  readonly beganAt: EpochMs;
}

/** A call that goes on to the party's next telephone when this one is not reached. */
export interface Hunt extends HuntPlace {
  /** None of them is called again, whatever becomes of the list meanwhile. */
  readonly called: readonly RealNumber[];
}

/** The party's further telephones as its binding names them now; `null` where there are none. */
function furtherOf({ policy, mark }: CallSubject): readonly RealNumber[] | null {
  const { alternates } = policy;
  const list = alternates?.[calledSide(mark.firstSide)];
  return list === undefined || list.length === 0 ? null : list;
}

function calledSide(firstSide: BindingSide): BindingSide {
  return firstSide === 'a' ? 'b' : 'a';
}

/** A hunt at its beginning; `null` for a party with one telephone. */
export function beginHunt(subject: CallSubject, callee: RealNumber, at: EpochMs): Hunt | null {
  return furtherOf(subject) === null ? null : { place: 0, beganAt: at, called: [callee] };
}

/** A hunt that an earlier life of the daemon began. Whom it called is told by the list as it is now. */
export function resumeHunt(place: HuntPlace | null, subject: CallSubject): Hunt | null {
  const list = furtherOf(subject);
  if (place === null || subject.callee === null || list === null) return null;
  return { ...place, called: [subject.callee, ...list.slice(0, place.place)] };
}

/** Somebody who said no is not called on another telephone, and a number that does not exist is a mistake that must be seen. */
export function huntsOnAfter(cause: HangupCause): boolean {
  const outcome = failureOutcome(cause);
  return outcome === 'busy' || outcome === 'no-answer' || outcome === 'unreachable';
}

/** The telephone after this one, and the hunt when it is called; `null` when there is none, or its time is over. */
export function nextTelephone(
  hunt: Hunt,
  subject: CallSubject,
  at: EpochMs,
): { readonly callee: RealNumber; readonly hunt: Hunt } | null {
  const list = furtherOf(subject);
  const { alternates } = subject.policy;
  if (list === null || alternates === undefined || at - hunt.beganAt >= alternates.windowMs) return null;
  for (const [index, callee] of list.entries()) {
    const place = index + 1;
    if (place <= hunt.place || hunt.called.some((one) => one.equals(callee))) continue;
    return { callee, hunt: { ...hunt, place, called: [...hunt.called, callee] } };
  }
  return null;
}

/** The policy of a call to this callee: further telephones are the named party's, and nobody else's. */
export function policyTowards(policy: CallPolicy, callee: RealNumber, party: RealNumber | null): CallPolicy {
  if (party?.equals(callee) === true) return policy;
  const { alternates: _, ...rest } = policy;
  return rest;
}
