/** The two telephones of a flow. */
export type Side = 'A' | 'B';
export const SIDES = ['A', 'B'] as const;

/** A message between a telephone and the switch, as the telephone recorded it. */
export interface LadderMessage {
  readonly side: Side;
  readonly towards: 'switch' | 'phone';
  /** Of a clock that all messages of a flow share. */
  readonly atMs: number;
  /** Such as `INVITE to 17000000001`, `180 Ringing`, `BYE`. */
  readonly label: string;
}

/** What was recorded at one telephone. */
export interface SideRecord {
  /** Every byte that came to it during the flow. */
  readonly received: readonly Uint8Array[];
  /** Numbers that it dialled or was shown, as written, without repeats; its own is among them where the switch addressed it. */
  readonly numbers: readonly string[];
}

export interface FlowRecord {
  /** `sip`: real bytes. `simulated`: what simulated telephones were told; nothing was on a wire. */
  readonly kind: 'sip' | 'simulated';
  /** In the order in which they crossed the wire. */
  readonly messages: readonly LadderMessage[];
  readonly sides: Readonly<Record<Side, SideRecord>>;
}
