import { type CallPolicy, NO_POLICY } from '../policy/call-policy.ts';

/**
 * What a binding carries beside its parties and its life. At rest it is sealed together with the numbers, because a platform's own
 * data may hold some.
 */
export interface BindingDetails {
  /**
   * Open modes: A calling X reaches whoever called last, until so long after that call (milliseconds); `null`: never. With
   * `remembersCallers` it is also the time for which a caller need not key in the extension again.
   */
  readonly callBackMs: number | null;
  /** `axe`: who keyed in the extension once is put through at once the next time. */
  readonly remembersCallers: boolean;
  /** The platform's own data as JSON text, at most `MAX_USER_DATA_BYTES`; no meaning to us. */
  readonly userData: string | null;
  readonly policy: CallPolicy;
}

export const MAX_USER_DATA_BYTES = 2048;

export const NO_DETAILS: BindingDetails = {
  callBackMs: null,
  remembersCallers: false,
  userData: null,
  policy: NO_POLICY,
};
