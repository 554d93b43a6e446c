/** What an INVITE says of whom it comes from, as received: hostile until read. `null` where a header is missing. */
export interface CallOrigin {
  /** IP address that the INVITE came from; empty when the switch does not tell. */
  readonly address: string;
  /** From, whole. */
  readonly from: string;
  /** P-Asserted-Identity (RFC 3325): said by a network. */
  readonly asserted: string | null;
  /** P-Preferred-Identity (RFC 3325): said by a telephone, a wish and no more. */
  readonly preferred: string | null;
  /** Remote-Party-ID (draft-ietf-sip-privacy-04), which networks used before. */
  readonly remoteParty: string | null;
  /** Diversion (RFC 5806) and History-Info (RFC 7044): who sent the call on. */
  readonly diversions: readonly string[];
  /** Where the carrier may say whether it verified the caller (`verstat`, 3GPP TS 24.229, 7.2A.20). */
  readonly verdicts: readonly string[];
}
