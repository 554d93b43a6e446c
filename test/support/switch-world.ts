/** The carriers of a world: two, so that one can fail over to the other. */
export type CarrierName = 'east' | 'west';

/** How a telephone tells which key is pressed: telephone events (RFC 4733), or SIP INFO with one of the two bodies in use. */
export type KeyingWay = 'telephone-events' | 'info-dtmf-relay' | 'info-dtmf';

/** How a telephone's call ended: the SIP status that it got (callers), and who ended it. */
export interface PhoneEnding {
  readonly by: 'here' | 'there';
  /** Of a call that was refused or cancelled before the answer; `null` otherwise. */
  readonly status: number | null;
}

/** What both kinds of telephones have. */
interface ListeningPhone {
  /** The shipped prompts that were played to this side until now, in no order: `en/please-hold`. */
  heard(): readonly string[];
}

/** A telephone that calls in. */
export interface CallingPhone extends ListeningPhone {
  /** Settles at the first ringing or sound before the answer, or at the end. */
  readonly ringing: Promise<unknown>;
  readonly answered: Promise<boolean>;
  readonly ended: Promise<PhoneEnding>;
  /** Keys digits (`0-9*#`), one after the other. Resolves when the last key is released, or the call is over. */
  key(digits: string): Promise<void>;
  hangUp(): void;
}

/** A telephone that is called. */
export interface CalledPhone extends ListeningPhone {
  /** The number that was dialled to reach it, and the one that its display shows. */
  readonly called: string;
  readonly shown: string;
  readonly answered: Promise<boolean>;
  readonly ended: Promise<PhoneEnding>;
  ring(): void;
  /** Rings, and lets the caller hear what its network plays (SIP 183 with SDP). */
  ringWithSound(): void;
  pickUp(): void;
  reject(status: number): void;
  redirect(number: string): void;
  hangUp(): void;
}

/** A switch and the telephones around it: the real one with SIP phones, or the simulated one. Tests and the demo need no more. */
export interface SwitchWorld extends AsyncDisposable {
  /** `FreeSWITCH` or `simulated FreeSWITCH`. */
  readonly kind: string;
  readonly eventSocket: { readonly host: string; readonly port: number; readonly password: string };
  /** Where the switch leaves recordings. */
  readonly recordings: string;
  /** A telephone in the carrier's network dials; it keys by telephone events unless told otherwise. */
  callIn(carrier: CarrierName, from: string, dialled: string, keying?: KeyingWay): Promise<CallingPhone>;
  /** The oldest call that reached the carrier and was not taken yet, or the next one. */
  nextCall(carrier: CarrierName): Promise<CalledPhone>;
  /** Nobody at the carrier's address answers any more. */
  takeDown(carrier: CarrierName): Promise<void>;
  /** The switch dies and comes back; all its calls are gone. */
  restart(): Promise<void>;
}
