import type { ReleaseReason } from '../binding/binding.ts';
import type { BindingMode } from '../binding/binding-mode.ts';
import type { CallFlow } from '../call/call-mark.ts';
import type { FailureOutcome } from '../call/call-outcome.ts';
import type { PromptName } from '../call/prompt.ts';
import type { QuestionPurpose } from '../call/question.ts';
import type { RefusalReason } from '../call/route.ts';
import type { CallDirection, HungUpBy } from '../cdr/call-record.ts';
import type { CdrOutcome } from '../cdr/cdr-outcome.ts';
import type { CdrPin, CdrRecording } from '../cdr/leg-record.ts';
import type { EpochMs } from '../instant.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';

/**
 * The fields that hold real numbers, in whatever event they are: a store seals them, and who shows an event masks them. In any other
 * field one would be kept masked.
 */
export const PARTY_FIELDS = ['a', 'b', 'caller', 'callee'] as const;

export type PartyField = (typeof PARTY_FIELDS)[number];

export function isPartyField(field: string): field is PartyField {
  return (PARTY_FIELDS as readonly string[]).includes(field);
}

/** Where a call came in, or whose privacy number a callback shows. */
export interface CallPlace {
  readonly x: PrivacyNumber;
  /** As its tenant names it. */
  readonly pool: string;
}

/** Which leg of a call: the caller (of a callback the party that is called first), or who is called. */
interface OfLeg extends CallPlace {
  readonly leg: 'first' | 'called';
}

/** A binding as it stands after what the event tells. */
export interface BindingFacts {
  readonly mode: BindingMode;
  /** As its tenant names it. */
  readonly pool: string;
  readonly x: PrivacyNumber;
  readonly y: PrivacyNumber | null;
  readonly extension: string | null;
  /** As its tenant names it. */
  readonly group: string | null;
  readonly a: RealNumber;
  readonly b: RealNumber | null;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  readonly afterCallMs: number | null;
  readonly slidingMs: number | null;
}

/** Room in a pool; numbers of privacy numbers. */
export interface PoolFacts {
  /** As its tenant names it. */
  readonly pool: string;
  readonly numbers: number;
  readonly lockedNumbers: number;
  /** Unlocked numbers that the busiest party cannot get: it has them, or is cooling from them. */
  readonly busiestPartyHolds: number;
  /** What one more peer of the busiest party finds. */
  readonly headroom: number;
  /** Share of the unlocked numbers below which the pool is low; `null`: it is never called low. */
  readonly lowWaterPercent: number | null;
}

/** How a call was, from its record; `null` for what did not happen or nobody saw. */
export interface EndedCall {
  readonly x: PrivacyNumber | null;
  /** As its tenant names it. */
  readonly pool: string;
  readonly flow: CallFlow;
  readonly direction: CallDirection | null;
  readonly caller: RealNumber | null;
  readonly callee: RealNumber | null;
  readonly outcome: CdrOutcome;
  readonly hungUpBy: HungUpBy | null;
  readonly cause: string | null;
  readonly q850: number | null;
  readonly sipStatus: number | null;
  readonly beganAt: EpochMs;
  readonly ringingAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly postDialDelayUs: number | null;
  readonly ringUs: number;
  readonly talkUs: number;
}

/** What the events of each type carry. */
export interface EventData {
  /** A call came in for a privacy number, or a callback was asked for. */
  readonly 'call.incoming': CallPlace & {
    readonly flow: CallFlow;
    readonly node: string;
    /** Who called, or is called first; `null` when the number was withheld or could not be read. */
    readonly caller: RealNumber | null;
  };
  /** It is known whom the call is for, and he is being called. */
  readonly 'call.routed': CallPlace & {
    readonly caller: RealNumber | null;
    readonly callee: RealNumber | null;
    /** `null` for a call that a webhook connected. */
    readonly direction: CallDirection | null;
    /** Of a callback: the callee sees the caller's real number. */
    readonly showsReal: boolean;
  };
  /** The caller hears why he is not connected. */
  readonly 'call.blocked': CallPlace & {
    readonly caller: RealNumber | null;
    readonly outcome: RefusalReason;
  };
  /** A telephone rings, or its network sends sound (`earlyMedia`). Once a leg. */
  readonly 'call.ringing': OfLeg & { readonly earlyMedia: boolean };
  readonly 'call.answered': OfLeg;
  /** A prompt is played to a leg. */
  readonly 'call.prompt': OfLeg & { readonly prompt: PromptName };
  /** The caller was asked for digits and has keyed so many. Never the digits of a PIN, or of an answer to a webhook. */
  readonly 'call.digits': CallPlace & {
    readonly purpose: QuestionPurpose;
    readonly attempt: number;
    readonly count: number;
    readonly extension: string | null;
  };
  /** A PIN was right, wrong, or wrong for the last time (`locked`). */
  readonly 'call.pin': CallPlace & {
    readonly result: 'accepted' | 'wrong' | 'locked';
    readonly attempt: number;
  };
  /** The callee was not reached on one telephone, and the next one is called. */
  readonly 'call.hop': CallPlace & {
    /** Why the one before was not reached. */
    readonly because: FailureOutcome;
    /** The how many-th further telephone it is now, from 1. */
    readonly place: number;
    /** The next telephone. */
    readonly callee: RealNumber;
  };
  /** The longest time that the two may talk is almost over. */
  readonly 'call.ending-soon': CallPlace & { readonly endsAt: EpochMs };
  /** The call is over and has its record: the last of its call.* events, there once for every call with a record. */
  readonly 'call.ended': EndedCall;

  readonly 'binding.created': BindingFacts;
  /** Its pair was bound again (`renewed`), or it was changed (`amended`). */
  readonly 'binding.updated': BindingFacts & { readonly change: 'renewed' | 'amended' };
  /** Its expiry is so near as the settings say. Once for each expiry that it is given. */
  readonly 'binding.expiring': BindingFacts;
  /** Its expiry has come: it resolves no more, a grace excepted. */
  readonly 'binding.expired': BindingFacts;
  /** It was ended before its expiry. */
  readonly 'binding.released': BindingFacts & { readonly reason: ReleaseReason };

  /** The headroom has come below the low-water mark. */
  readonly 'pool.low': PoolFacts;
  /** The busiest party can get no further number. */
  readonly 'pool.exhausted': PoolFacts;

  readonly 'recording.ready': CallPlace & {
    /** UUID. */
    readonly recording: string;
    readonly format: string;
    readonly channels: 1 | 2;
    readonly durationMs: number;
    readonly bytes: number;
  };

  /** The record of a call was made: what `call.ended` says and what bills are made of. */
  readonly 'cdr.created': EndedCall & {
    readonly node: string | null;
    readonly mode: BindingMode | null;
    readonly extension: string | null;
    readonly gateway: string | null;
    readonly routedAt: EpochMs | null;
    readonly invitedAt: EpochMs | null;
    /** From here on the two heard one another. */
    readonly talkedAt: EpochMs | null;
    readonly showedReal: boolean;
    /** The recording itself is told of by `recording.ready`. */
    readonly recording: CdrRecording | null;
    /** The key that the caller, and the callee, answered with after the talk. */
    readonly survey: string | null;
    readonly calleeSurvey: string | null;
    readonly pin: CdrPin | null;
    readonly legs: number;
  };
}
