import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { ShownNumber } from '../number/shown-number.ts';
import type { CallPolicy } from '../policy/call-policy.ts';
import type { PromptLanguage, RefusalTreatment } from '../pool/pool.ts';
import type { CallMark } from './call-mark.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { Attempt } from './dialling.ts';
import type { Hunt } from './hunt.ts';
import type { LegId } from './leg.ts';
import type { Question } from './question.ts';
import type { RecordingPlan } from './recording-plan.ts';
import type { DialledNumber } from './route.ts';
import type { RoutedCaller } from './take-route.ts';

/** What a connected call is about. */
export interface CallSubject {
  readonly mark: CallMark;
  /** Who is to be reached; `null` when we joined the call in its middle and its binding is forgotten. */
  readonly callee: RealNumber | null;
  /** What the callee sees. */
  readonly shown: ShownNumber;
  readonly voice: Voice;
  /** How the call is treated. */
  readonly policy: CallPolicy;
  /** Decided when the call is: there may be no room. */
  readonly recording: RecordingPlan;
}

/** How the caller is spoken to. */
export interface Voice {
  readonly language: PromptLanguage;
  readonly refusals: Readonly<Record<string, RefusalTreatment>>;
}

/** The instants of a call, by the switch's clock. */
export interface CallTimes {
  readonly beganAt: EpochMs;
  readonly ringingAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
}

/**
 * Where a call stands.
 *
 * ```
 *            arrived                     connect-failed
 *   new ───────────────▶ connecting ──────────────────────▶ refusing ──▶ ended
 *    │ ├─▶ asking ─────────▲ ▲ │ ringing ▲                    ▲           ▲
 *    │ │   ▲  digits-keyed   │ ▼         │ party-waiting      │           │
 *    │ └─▶ consulting ───────┘ consulted │                    │           │
 *    └──▶ calling-party ───────── ringing ┘   talking ────────────────────┤
 *        callback-requested                      releasing ────────────────┤
 *                                    talking ──▶ surveying ────────────────┘
 * ```
 *
 * - `new`: nothing was decided yet. The only state in which a call can be forgotten without a trace.
 * - `asking`: the caller was answered and is to key digits, which the switch collects with or without us; they say where the call
 *   goes. From here it may also be asked anew, or refused.
 * - `consulting`: the pool's webhook is being asked where the call goes; the caller waits, and the stored rule is at hand for the case
 *   that no good answer comes in time. A daemon that is started anew meanwhile asks anew.
 * - `calling-party`: a callback's first party is being called, by one gateway after the other until a telephone rings. There is no
 *   leg that we could play anything to.
 * - `connecting`: the switch has the order to call the callee and carries it out alone from here on, with or without us. When that
 *   fails and the callee has further telephones, the call is `connecting` anew, one telephone further (`hunt`).
 * - `ringing`: as `connecting`, and the callee's network says that the telephone rings.
 * - `greeting`: the callee answered and hears a prompt first; the caller hears ringing. The talk begins when they are bridged.
 * - `talking`: the callee answered, and nothing is between the two.
 * - `surveying`: one side has hung up after a talk, and the switch asks the other one for a key and ends its leg, with or without us.
 * - `refusing`: the caller hears why the call is not connected, then the switch hangs up. The outcome is settled.
 * - `releasing`: an operator asked for the end; waiting for the leg to go.
 * - `ended`: nothing follows. Whatever still comes is ignored.
 */
export type CallState =
  | { readonly tag: 'new' }
  | {
      readonly tag: 'asking';
      /** Nobody is to be reached yet. */
      readonly subject: null;
      readonly leg: LegId;
      readonly question: Question;
      readonly voice: Voice;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'consulting';
      /** Nobody is to be reached yet. */
      readonly subject: null;
      readonly leg: LegId;
      /** What is done without an answer. */
      readonly routed: RoutedCaller;
      readonly number: DialledNumber;
      /** Questions that the caller has answered for the webhook. */
      readonly attempt: number;
      /** The switch's clock when the webhook was asked. */
      readonly askedAt: EpochMs;
      readonly voice: Voice;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'calling-party';
      readonly subject: CallSubject;
      readonly party: RealNumber;
      readonly legs: readonly LegId[];
      /** What is tried when this attempt fails before a telephone rang. */
      readonly later: readonly Attempt[];
      readonly rang: boolean;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'connecting' | 'ringing' | 'greeting';
      readonly subject: CallSubject;
      readonly leg: LegId;
      /** Which telephone of the callee is called; `null` when there are no others, or when we joined the call in its middle. */
      readonly hunt: Hunt | null;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'talking';
      readonly subject: CallSubject;
      readonly leg: LegId;
      /** The callee's; `null` when it has gone, or is not known. */
      readonly peer: LegId | null;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'surveying';
      readonly subject: CallSubject;
      /** Of the one who is asked. */
      readonly leg: LegId;
      /** The store was told that the talk is over; not by us when we joined the call here. */
      readonly noted: boolean;
      readonly times: CallTimes;
    }
  | {
      readonly tag: 'refusing' | 'releasing';
      readonly subject: CallSubject | null;
      readonly legs: readonly LegId[];
      readonly outcome: CallOutcome;
      readonly times: CallTimes;
    }
  | { readonly tag: 'ended'; readonly outcome: CallOutcome };

export type CallTag = CallState['tag'];
