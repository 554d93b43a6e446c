declare const leg: unique symbol;
declare const call: unique symbol;

/** The UUID of one channel of the switch. */
export type LegId = string & { readonly [leg]: true };

/**
 * The name of a call: the legs that belong together. For a call that came in it is the UUID of the caller's leg, so that a daemon
 * that was not there at its beginning finds the same name.
 */
export type CallId = string & { readonly [call]: true };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns the text as a leg's id, or `undefined` when it is no UUID in lower case. */
export function legId(text: string): LegId | undefined {
  return UUID.test(text) ? (text as LegId) : undefined;
}

/** @returns the text as a call's id, or `undefined` when it is no UUID in lower case. */
export function callId(text: string): CallId | undefined {
  return UUID.test(text) ? (text as CallId) : undefined;
}

/** The name of a call that came in: its caller's leg. */
export function callOf(leg: LegId): CallId {
  return leg as string as CallId;
}
