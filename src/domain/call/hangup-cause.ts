/** The hangup causes that we send or tell apart, with their Q.850 number (`switch_types.h`, `switch_call_cause_t`). */
export const HANGUP_CAUSES = {
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_TRANSIT_NET: 2,
  NO_ROUTE_DESTINATION: 3,
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_USER_RESPONSE: 18,
  NO_ANSWER: 19,
  SUBSCRIBER_ABSENT: 20,
  CALL_REJECTED: 21,
  NUMBER_CHANGED: 22,
  EXCHANGE_ROUTING_ERROR: 25,
  DESTINATION_OUT_OF_ORDER: 27,
  INVALID_NUMBER_FORMAT: 28,
  NORMAL_UNSPECIFIED: 31,
  NORMAL_CIRCUIT_CONGESTION: 34,
  NETWORK_OUT_OF_ORDER: 38,
  NORMAL_TEMPORARY_FAILURE: 41,
  SWITCH_CONGESTION: 42,
  ACCESS_INFO_DISCARDED: 43,
  REQUESTED_CHAN_UNAVAIL: 44,
  FACILITY_REJECTED: 29,
  FACILITY_NOT_SUBSCRIBED: 50,
  OUTGOING_CALL_BARRED: 52,
  INCOMING_CALL_BARRED: 54,
  BEARERCAPABILITY_NOTAUTH: 57,
  SERVICE_UNAVAILABLE: 63,
  SERVICE_NOT_IMPLEMENTED: 79,
  INCOMPATIBLE_DESTINATION: 88,
  MANDATORY_IE_MISSING: 96,
  INVALID_IE_CONTENTS: 100,
  WRONG_CALL_STATE: 101,
  RECOVERY_ON_TIMER_EXPIRE: 102,
  INTERWORKING: 127,
  ORIGINATOR_CANCEL: 487,
  MANAGER_REQUEST: 703,
  ALLOTTED_TIMEOUT: 802,
  MEDIA_TIMEOUT: 804,
  PROGRESS_TIMEOUT: 807,
  GATEWAY_DOWN: 809,
  UNWANTED: 819,
  INVALID_IDENTITY: 823,
} as const;

/** A hangup cause as FreeSWITCH spells it. */
export type HangupCause = keyof typeof HANGUP_CAUSES;

/** @returns the cause when it is one that we know, else `NORMAL_UNSPECIFIED`. */
export function hangupCause(text: string | undefined): HangupCause {
  return isHangupCause(text) ? text : 'NORMAL_UNSPECIFIED';
}

export function isHangupCause(text: string | undefined): text is HangupCause {
  return text !== undefined && Object.hasOwn(HANGUP_CAUSES, text);
}

/**
 * The causes on which the next gateway is tried, if no telephone has rung. Everything else is the callee's own answer, and a second
 * attempt would ring somebody who was busy or said no. REQUESTED_CHAN_UNAVAIL is not among them: a redirect that is not
 * followed ends with it (`sofia.c:6855`), and a telephone that redirects when nobody answers has rung.
 */
export const FAILOVER_CAUSES: readonly HangupCause[] = [
  'NORMAL_TEMPORARY_FAILURE',
  'NETWORK_OUT_OF_ORDER',
  'GATEWAY_DOWN',
  'RECOVERY_ON_TIMER_EXPIRE',
  'PROGRESS_TIMEOUT',
  'SWITCH_CONGESTION',
  'NORMAL_CIRCUIT_CONGESTION',
];
