import type { BindingId } from '../binding/binding.ts';
import type { EndedTalk } from '../binding/binding-use.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Quota } from '../policy/call-policy.ts';
import type { ProvedTelephone } from '../policy/proved-telephone.ts';
import type { PromptLanguage } from '../pool/pool.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { CallSubject, CallTimes } from './call-state.ts';
import type { Consultation } from './consultation.ts';
import type { Attempt } from './dialling.ts';
import type { HangupCause } from './hangup-cause.ts';
import type { HuntPlace } from './hunt.ts';
import type { LegId } from './leg.ts';
import type { Question } from './question.ts';
import type { TreatedCase, Treatment } from './treatment.ts';

/** Everything that a call may ask for. The core asks, the app does. */
export type CallAction =
  | {
      readonly do: 'connect';
      readonly leg: LegId;
      readonly subject: CallSubject;
      readonly callee: RealNumber;
      /** Which of the callee's telephones it is; `null` when there are no others. */
      readonly hunt: HuntPlace | null;
      readonly attempts: readonly Attempt[];
    }
  | {
      readonly do: 'call-party';
      readonly subject: CallSubject;
      readonly party: RealNumber;
      readonly attempts: readonly Attempt[];
    }
  | {
      readonly do: 'ask';
      readonly leg: LegId;
      readonly question: Question;
      readonly language: PromptLanguage;
    }
  /** The pool's webhook is asked where the call goes. */
  | ({ readonly do: 'consult' } & Consultation)
  | {
      readonly do: 'refuse';
      readonly leg: LegId;
      /** How the call ends. */
      readonly outcome: TreatedCase;
      readonly treatment: Treatment;
      readonly language: PromptLanguage;
    }
  | { readonly do: 'hang-up'; readonly leg: LegId; readonly cause: HangupCause }
  /** A call goes out on the binding: its sliding expiry moves, and what its policy limits is counted. */
  | {
      readonly do: 'note-routed';
      readonly binding: BindingId;
      /** Of the binding when the call began. */
      readonly revision: number;
      /** Who called, or is called first in a callback; `null` when that is unknown. */
      readonly caller: RealNumber | null;
      readonly quota: Quota | null;
    }
  /** A call goes out on no binding, and the policies of its pool count the callers of a minute. */
  | { readonly do: 'note-pool-call'; readonly pool: string; readonly caller: RealNumber | null }
  /** A PIN was keyed that is nobody's: it counts against the binding. */
  | { readonly do: 'note-wrong-pin'; readonly binding: BindingId }
  /** A caller proved by a PIN which party he is, and his telephone may call for it from now on. */
  | { readonly do: 'remember-telephone'; readonly binding: BindingId; readonly proved: ProvedTelephone }
  /** People who talked have stopped: the binding's after-call timer starts, and its policy may end it. */
  | { readonly do: 'note-ended'; readonly binding: BindingId; readonly talk: EndedTalk }
  | {
      readonly do: 'report';
      readonly outcome: CallOutcome;
      readonly subject: CallSubject | null;
      readonly times: CallTimes;
      readonly endedAt: EpochMs;
    }
  /** Nothing is to be done, and this is why; logged and counted, never silent. */
  | { readonly do: 'ignore'; readonly because: string };
