import type { OrderFailure } from '../domain/call/call-input.ts';
import type { CallMark } from '../domain/call/call-mark.ts';
import type { CallOrigin } from '../domain/call/call-origin.ts';
import type { CallOutcome } from '../domain/call/call-outcome.ts';
import type { Attempt, DialPolicy } from '../domain/call/dialling.ts';
import type { HangupCause } from '../domain/call/hangup-cause.ts';
import type { HuntPlace } from '../domain/call/hunt.ts';
import type { CallId, LegId } from '../domain/call/leg.ts';
import type { PromptName } from '../domain/call/prompt.ts';
import type { KeyedDigits, Question } from '../domain/call/question.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { ShownNumber } from '../domain/number/shown-number.ts';
import type { PromptLanguage } from '../domain/pool/pool.ts';

/** What the switch tells. `at` is the switch's own clock. */
export type SwitchFact =
  /**
   * A call for a privacy number waits for our order. The caller's text is as received: hostile until read by the number plan. The
   * dialled one is empty when it was no row of digits.
   */
  | {
      readonly kind: 'call-arrived';
      readonly leg: LegId;
      readonly at: EpochMs;
      readonly callerText: string;
      readonly dialledText: string;
      /** `undefined` where the switch does not tell. */
      readonly origin?: CallOrigin;
    }
  /** A caller who was asked for digits has keyed them, or has keyed none, and waits for our order. Texts as at the arrival. */
  | {
      readonly kind: 'digits-keyed';
      readonly leg: LegId;
      readonly at: EpochMs;
      readonly callerText: string;
      readonly dialledText: string;
      readonly origin?: CallOrigin;
      readonly keyed: KeyedDigits;
    }
  /** The first party of a callback has answered and waits to be connected. */
  | { readonly kind: 'party-waiting'; readonly leg: LegId; readonly at: EpochMs; readonly mark: CallMark }
  /** No attempt to reach the other party succeeded; the leg waits for our order. */
  | {
      readonly kind: 'connect-failed';
      readonly leg: LegId;
      readonly at: EpochMs;
      readonly mark: CallMark;
      readonly cause: HangupCause;
      /** As the order said. */
      readonly hunt: HuntPlace | null;
    }
  | {
      readonly kind: 'ringing';
      readonly leg: LegId;
      readonly at: EpochMs;
      readonly call: CallId | null;
      /** The network sends sound already (SIP 183), which need not mean that a telephone rings. */
      readonly earlyMedia: boolean;
    }
  | { readonly kind: 'answered'; readonly leg: LegId; readonly at: EpochMs; readonly call: CallId | null }
  | {
      readonly kind: 'bridged';
      readonly leg: LegId;
      readonly peer: LegId;
      readonly at: EpochMs;
      readonly call: CallId | null;
    }
  | {
      readonly kind: 'leg-ended';
      readonly leg: LegId;
      readonly at: EpochMs;
      readonly call: CallId | null;
      readonly cause: HangupCause;
      /** The far end of this leg ended it (BYE, CANCEL or a refusal came from there). */
      readonly byFarEnd: boolean;
    }
  /** Calling the first party of a callback failed on every gateway. */
  | {
      readonly kind: 'party-not-reached';
      readonly call: CallId;
      readonly at: EpochMs;
      readonly cause: HangupCause;
    };

/** What a leg is in its call. */
export type LegRole = 'first' | 'called';

/** A leg that the switch has at this moment. */
export interface LegSnapshot {
  readonly leg: LegId;
  readonly createdAt: EpochMs;
  /** `null` for a leg that is not ours or that has had no order yet. */
  readonly mark: CallMark | null;
  /** `first`: the caller, or the party that a callback calls first; `called`: the other one. Means nothing without a mark. */
  readonly role: LegRole;
  readonly answered: boolean;
  /** It is asked for a key after the talk. */
  readonly isSurveyed: boolean;
  /** What a leg that waits in park would have told us had we been there: the fact to act upon now. Shown once a connection. */
  readonly waiting: SwitchFact | null;
}

export interface ConnectOrder {
  readonly leg: LegId;
  readonly mark: CallMark;
  readonly callee: RealNumber;
  /** What the callee's display shows. The caller's shows `mark.x`. */
  readonly shown: ShownNumber;
  readonly attempts: readonly Attempt[];
  readonly policy: DialPolicy;
  /** Of the prompts. */
  readonly language: PromptLanguage;
  /** Played to the waiting leg before anybody is called: as sound before the answer (SIP 183) where it is not answered. */
  readonly callerPrompts: readonly PromptName[];
  /** Played to the callee between his answer and the talk. The waiting leg hears ringing meanwhile, our own. */
  readonly calleePrompts: readonly PromptName[];
  /** `refused`: it should be recorded, and there is no room; kept with the leg, for the record of the call. */
  readonly recording: RecordingOrder | 'refused' | null;
  readonly survey: SurveyOrder | null;
  /** A spoken warning so long before `policy.maxCallMs` is over, to whom of the two legs. */
  readonly endingSoon: { readonly beforeEndMs: number; readonly to: LegRole | 'both' } | null;
  /**
   * Which of the callee's telephones it is; `null` when there are no others. Where there are, the waiting leg hears our own tone: what a
   * network says before it refuses would end the hunt in the middle of its sentence.
   */
  readonly hunt: HuntPlace | null;
}

/** The talk, from when both hear one another, becomes a WAV file of 8 kHz and 16 bits, named after the call. */
export interface RecordingOrder {
  readonly mode: 'mixed' | 'stereo';
  /** Whose sound is in the left channel, where there are two. */
  readonly left: LegRole;
}

/** When one side has hung up after the talk, the other one is asked for a key, twice at most, and is then hung up. */
export interface SurveyOrder {
  readonly prompt: PromptName;
  /** Digits that are an answer. */
  readonly keys: string;
  readonly timeoutMs: number;
  /** Who is asked, if it is not he who has hung up. */
  readonly asked: readonly LegRole[];
}

/** Answers the leg, plays the prompt, collects digits. What was keyed comes as `digits-keyed`, unless the caller hangs up. */
export interface AskOrder {
  readonly leg: LegId;
  readonly question: Question;
  readonly language: PromptLanguage;
  /** From the end of the prompt to the first digit; at least 1,000. */
  readonly firstDigitTimeoutMs: number;
  /** From one digit to the next. */
  readonly interDigitTimeoutMs: number;
}

export interface CallPartyOrder {
  readonly mark: CallMark;
  readonly party: RealNumber;
  readonly attempts: readonly Attempt[];
  readonly policy: DialPolicy;
}

export interface RefuseOrder {
  readonly leg: LegId;
  /** How the call ends; kept with the leg, for the record of the call. */
  readonly outcome: CallOutcome;
  readonly prompt: PromptName | null;
  readonly language: PromptLanguage;
  readonly cause: HangupCause;
}

export class OrderError extends Error {
  readonly failure: OrderFailure;

  constructor(failure: OrderFailure, options?: ErrorOptions) {
    super(`the switch did not take the order: ${failure}`, options);
    this.name = 'OrderError';
    this.failure = failure;
  }
}

/** State of the link to one switch. */
export type SwitchLink =
  | { readonly state: 'connecting' | 'reconciling' | 'ready' | 'stopped' }
  | { readonly state: 'waiting'; readonly retryInMs: number; readonly because: string }
  /** No use in trying again: wrong password or refused by access list. */
  | { readonly state: 'refused'; readonly because: string };

/** Whom a switch talks to. Facts of one leg come in their order; legs interleave. */
export interface SwitchListener {
  onFact(fact: SwitchFact): void;
  onLink(link: SwitchLink): void;
  /**
   * The legs that the switch has: after every (re)connection and before any later fact, and once more a little later, because the
   * switch lists a leg some time after it has it. What is not listed may still be there.
   */
  onLegs(legs: readonly LegSnapshot[]): void;
  /** The legs that are believed to be on this switch; asked for when a connection was made, and again a little later. */
  knownLegs(): readonly LegId[];
  /** Of those, the ones that the switch certainly has no more. */
  onGone(legs: ReadonlySet<LegId>): void;
}

/**
 * One FreeSWITCH node. An order resolves when the switch has taken it, not when it is done: what comes of it arrives as facts.
 * Orders reject with `OrderError`. Contract suite: `test/contract/switch-port.contract.ts`, on the simulated and the real switch.
 */
export interface SwitchPort {
  readonly name: string;
  /** Attaches to the node and keeps attached. */
  start(listener: SwitchListener): void;
  connect(order: ConnectOrder): Promise<void>;
  ask(order: AskOrder): Promise<void>;
  refuse(order: RefuseOrder): Promise<void>;
  callParty(order: CallPartyOrder): Promise<void>;
  hangUp(leg: LegId, cause: HangupCause): Promise<void>;
  /** The calls of which the node has a leg; rejects when it does not answer. A leg that has just come may not be listed yet. */
  liveCalls(): Promise<ReadonlySet<CallId>>;
  /** Asks the node about itself; for the doctor. The command is one of the node's API, such as `version`. */
  query(command: string): Promise<string>;
  /** Lets go of the node; calls go on. */
  stop(): Promise<void>;
}
