import type { RefusalTreatment } from '../pool/pool.ts';
import type { FailureOutcome } from './call-outcome.ts';
import { type HangupCause, isHangupCause } from './hangup-cause.ts';
import { isPromptName, type PromptName } from './prompt.ts';
import type { RefusalReason } from './route.ts';

/** What somebody hears who is not connected, and the cause that the network gets afterwards. */
export interface Treatment {
  readonly prompt: PromptName | null;
  readonly cause: HangupCause;
}

/** A call that is refused, or one that was tried and failed. */
export type TreatedCase = RefusalReason | FailureOutcome;

/**
 * Nearly every refusal has its own prompt, and each its own cause: never silence, and a trace tells them apart. Of causes that no person's
 * behaviour stands behind the nearest is taken (a missing extension is a missing information element). A caller who was asked for
 * digits has been answered: then only our own records show the cause.
 */
export const DEFAULT_TREATMENTS: Readonly<Record<TreatedCase, Treatment>> = {
  'no-binding': { prompt: 'no-binding', cause: 'UNALLOCATED_NUMBER' },
  'binding-expired': { prompt: 'binding-expired', cause: 'NUMBER_CHANGED' },
  'binding-cooling': { prompt: 'binding-cooling', cause: 'SUBSCRIBER_ABSENT' },
  'wrong-direction': { prompt: 'wrong-direction', cause: 'OUTGOING_CALL_BARRED' },
  'caller-withheld': { prompt: 'caller-withheld', cause: 'CALL_REJECTED' },
  'caller-malformed': { prompt: 'caller-malformed', cause: 'FACILITY_REJECTED' },
  'number-locked': { prompt: 'number-locked', cause: 'SERVICE_UNAVAILABLE' },
  // Sounds like a number on which this caller has nothing, so that nobody finds out which numbers are ours; 404 as well.
  'number-unknown': { prompt: 'no-binding', cause: 'NO_ROUTE_DESTINATION' },
  'number-malformed': { prompt: 'number-malformed', cause: 'INVALID_NUMBER_FORMAT' },
  'extension-unknown': { prompt: 'extension-unknown', cause: 'INVALID_IE_CONTENTS' },
  'extension-missing': { prompt: 'extension-missing', cause: 'MANDATORY_IE_MISSING' },
  'nobody-to-return-to': { prompt: 'nobody-to-return-to', cause: 'NO_ROUTE_TRANSIT_NET' },
  'not-a-member': { prompt: 'not-a-member', cause: 'FACILITY_NOT_SUBSCRIBED' },
  'pin-wrong': { prompt: 'pin-wrong', cause: 'ACCESS_INFO_DISCARDED' },
  'pin-locked': { prompt: 'pin-locked', cause: 'WRONG_CALL_STATE' },
  'caller-blocked': { prompt: 'caller-blocked', cause: 'INCOMING_CALL_BARRED' },
  'quota-reached': { prompt: 'quota-reached', cause: 'BEARERCAPABILITY_NOTAUTH' },
  'quiet-hours': { prompt: 'quiet-hours', cause: 'NORMAL_UNSPECIFIED' },
  'call-looped': { prompt: 'call-looped', cause: 'EXCHANGE_ROUTING_ERROR' },
  'callee-barred': { prompt: 'callee-barred', cause: 'SERVICE_NOT_IMPLEMENTED' },
  // As the switch's own access list does it: nothing is spoken to an address that may be anybody's.
  'source-unknown': { prompt: null, cause: 'UNWANTED' },
  'caller-unverified': { prompt: 'caller-unverified', cause: 'INVALID_IDENTITY' },
  'too-many-calls': { prompt: 'too-many-calls', cause: 'INTERWORKING' },
  busy: { prompt: 'callee-busy', cause: 'USER_BUSY' },
  'no-answer': { prompt: 'callee-no-answer', cause: 'NO_ANSWER' },
  rejected: { prompt: 'callee-rejected', cause: 'CALL_REJECTED' },
  unreachable: { prompt: 'callee-unreachable', cause: 'SUBSCRIBER_ABSENT' },
  unassigned: { prompt: 'callee-unassigned', cause: 'UNALLOCATED_NUMBER' },
  'switch-busy': { prompt: 'switch-busy', cause: 'SWITCH_CONGESTION' },
  'switch-failure': { prompt: 'switch-failure', cause: 'NORMAL_TEMPORARY_FAILURE' },
};

/** The pool's own treatment where it names one that can be carried out, else the built-in one. */
export function treatmentOf(
  treated: TreatedCase,
  own: Readonly<Record<string, RefusalTreatment>> = {},
): Treatment {
  const builtIn = DEFAULT_TREATMENTS[treated];
  const chosen = Object.hasOwn(own, treated) ? own[treated] : undefined;
  if (chosen === undefined) return builtIn;
  return {
    prompt: chosen.prompt === null || isPromptName(chosen.prompt) ? chosen.prompt : builtIn.prompt,
    cause: isHangupCause(chosen.cause) ? chosen.cause : builtIn.cause,
  };
}
