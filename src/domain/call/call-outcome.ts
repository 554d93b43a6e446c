import type { HangupCause } from './hangup-cause.ts';
import type { RefusalReason } from './route.ts';

/** How an attempt to reach somebody failed. */
export type FailureOutcome =
  | 'busy'
  | 'no-answer'
  | 'rejected'
  | 'unreachable'
  | 'unassigned'
  | 'switch-busy'
  | 'switch-failure';

/**
 * How a call ended, in one stable word; a closed list. `callback-…` are the callback's first leg, whose party never came to the
 * telephone; `indeterminate` is a call whose end nobody saw because the link or the switch was away.
 */
export type CallOutcome =
  | 'answered'
  | 'caller-gave-up'
  | 'hung-up-by-operator'
  | 'indeterminate'
  | FailureOutcome
  | RefusalReason;

/** What a failed leg's hangup cause says about the person who was called. */
export function failureOutcome(cause: HangupCause): FailureOutcome {
  switch (cause) {
    case 'USER_BUSY':
      return 'busy';
    case 'NO_ANSWER':
    case 'NO_USER_RESPONSE':
    case 'ALLOTTED_TIMEOUT':
      return 'no-answer';
    case 'CALL_REJECTED':
    case 'UNWANTED':
    case 'INCOMING_CALL_BARRED':
    case 'OUTGOING_CALL_BARRED':
    case 'FACILITY_REJECTED':
    case 'FACILITY_NOT_SUBSCRIBED':
    case 'NUMBER_CHANGED':
      return 'rejected';
    case 'UNALLOCATED_NUMBER':
    case 'NO_ROUTE_DESTINATION':
    case 'INVALID_NUMBER_FORMAT':
      return 'unassigned';
    case 'SUBSCRIBER_ABSENT':
    case 'NO_ROUTE_TRANSIT_NET':
    case 'EXCHANGE_ROUTING_ERROR':
    case 'DESTINATION_OUT_OF_ORDER':
    case 'NETWORK_OUT_OF_ORDER':
    case 'GATEWAY_DOWN':
    case 'RECOVERY_ON_TIMER_EXPIRE':
    case 'PROGRESS_TIMEOUT':
    case 'NORMAL_TEMPORARY_FAILURE':
    case 'REQUESTED_CHAN_UNAVAIL':
    case 'SERVICE_UNAVAILABLE':
      return 'unreachable';
    case 'SWITCH_CONGESTION':
    case 'NORMAL_CIRCUIT_CONGESTION':
      return 'switch-busy';
    case 'NORMAL_CLEARING':
    case 'NORMAL_UNSPECIFIED':
    case 'BEARERCAPABILITY_NOTAUTH':
    case 'INCOMPATIBLE_DESTINATION':
    case 'ACCESS_INFO_DISCARDED':
    case 'MANDATORY_IE_MISSING':
    case 'INVALID_IE_CONTENTS':
    case 'WRONG_CALL_STATE':
    case 'ORIGINATOR_CANCEL':
    case 'MANAGER_REQUEST':
    case 'MEDIA_TIMEOUT':
    case 'SERVICE_NOT_IMPLEMENTED':
    case 'INTERWORKING':
    case 'INVALID_IDENTITY':
      return 'switch-failure';
  }
}
