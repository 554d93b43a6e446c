/** The telephone at the other end of a channel, as the switch sees it: what it is sent. */
export interface FarEnd {
  /** SIP 180 came from the switch. */
  toldRinging(): void;
  /** SIP 183 with sound came from the switch. */
  toldEarlyMedia(): void;
  /** SIP 200: the switch took the call (of a caller). */
  toldAnswered(): void;
  /** A sound file is played to this end. */
  hears(path: string): void;
  /** The switch ends the call: before the answer by `status` (a caller) or CANCEL (a callee, `null`), after it by BYE (`null`). */
  toldEnd(status: number | null, cause: string): void;
  /** The switch itself is gone: no message came. */
  lost(): void;
}
