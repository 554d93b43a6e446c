import type { BindingId } from '../binding/binding.ts';
import type { BindingMode } from '../binding/binding-mode.ts';
import type { CallFlow } from '../call/call-mark.ts';
import type { CallId } from '../call/leg.ts';
import type { PrivacyNumber } from '../number/privacy-number.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Secret } from '../secret.ts';
import type { CdrOutcome } from './cdr-outcome.ts';
import { type CdrPin, type CdrRecording, type EpochUs, hasTalked, type LegRecord } from './leg-record.ts';

/** Who called whom, seen from the binding. */
export type CallDirection = 'a-to-b' | 'b-to-a';

/** `platform`: the switch or we, for whatever reason; the cause tells. */
export type HungUpBy = 'caller' | 'callee' | 'platform';

/** What the store knows of a call's numbers; `null` for what it does not, or no more. */
export interface CallContext {
  readonly x: PrivacyNumber | null;
  /** As the store names it. */
  readonly pool: string | null;
  readonly mode: BindingMode | null;
  /** `axe`: what reaches A. */
  readonly extension: string | null;
  readonly reference: string | null;
  readonly userData: string | null;
}

/** A call as we knew it when it began. Outlives a switch that dies and leaves no word of it. */
export interface BegunCall {
  readonly call: CallId;
  /** Name of the node. */
  readonly node: string;
  readonly flow: CallFlow;
  readonly beganAt: EpochUs;
  /** Who called, or is called first. */
  readonly caller: RealNumber | null;
  readonly callee: RealNumber | null;
  readonly x: PrivacyNumber | null;
  readonly binding: BindingId | null;
  readonly direction: CallDirection | null;
}

/** The end of a call as the daemon saw it, in case that the switch leaves no word of it. */
export interface SeenEnd {
  readonly call: CallId;
  readonly outcome: CdrOutcome;
  readonly ringingAt: EpochUs | null;
  readonly answeredAt: EpochUs | null;
  readonly endedAt: EpochUs;
  /** The legs went without a word: their switch died. */
  readonly lost: boolean;
}

/** One call: what is billed, searched and exported. */
export interface CallRecord extends CallContext {
  readonly call: CallId;
  /** 1, and one more each time that a leg came in after the record was made. */
  readonly revision: number;
  readonly node: string | null;
  readonly flow: CallFlow;
  readonly binding: BindingId | null;
  readonly direction: CallDirection | null;
  readonly outcome: CdrOutcome;
  readonly hungUpBy: HungUpBy | null;
  readonly cause: string | null;
  readonly q850: number | null;
  readonly sipStatus: number | null;
  readonly caller: RealNumber | null;
  readonly callerText: Secret | null;
  readonly dialledText: Secret | null;
  /** Whom the call was meant for before it was forwarded to us, as received. */
  readonly divertedText: Secret | null;
  readonly callee: RealNumber | null;
  /** B of a callback was shown the real number of A instead of X. */
  readonly showedReal: boolean;
  /** The recording itself has the name of the call. */
  readonly recording: CdrRecording | null;
  /** The key that the caller, and the callee, answered with after the talk. */
  readonly survey: string | null;
  readonly calleeSurvey: string | null;
  readonly pin: CdrPin | null;
  /** Of the attempt that was answered, else of the last one. */
  readonly gateway: string | null;
  /** The caller's INVITE, or the request for a callback. */
  readonly createdAt: EpochUs;
  /** It was decided where the call goes; what came of it was ordered. */
  readonly routedAt: EpochUs | null;
  /** The first INVITE to the callee. */
  readonly invitedAt: EpochUs | null;
  /** The callee's network said that a telephone rings: a SIP 180, or a 182 or 183 without SDP, which the switch does not tell apart. */
  readonly ringingAt: EpochUs | null;
  /** A provisional response with SDP, a 180 too: there was sound before the answer. */
  readonly earlyMediaAt: EpochUs | null;
  readonly answeredAt: EpochUs | null;
  /** From here on the two heard one another. */
  readonly talkedAt: EpochUs | null;
  /** When the last of its legs had ended; `null` when nobody saw that. */
  readonly endedAt: EpochUs | null;
  /** First leg first, then the attempts in their order. */
  readonly legs: readonly LegRecord[];
}

/** When the caller first heard that something rings: by a tone of his own network, or by the sound of the callee's. */
function alertedAt({ ringingAt, earlyMediaAt }: CallRecord): EpochUs | null {
  if (ringingAt === null || earlyMediaAt === null) return ringingAt ?? earlyMediaAt;
  return Math.min(ringingAt, earlyMediaAt);
}

/** From the INVITE of the caller to the first ringing or sound, in microseconds (ITU-T E.721 calls it post-selection delay). */
export function postDialDelayUs(record: CallRecord): number | null {
  const at = alertedAt(record);
  return at === null ? null : Math.max(0, at - record.createdAt);
}

/** From the first ringing or sound to the answer, or to the end of the call. */
export function ringUs(record: CallRecord): number {
  const { answeredAt, endedAt } = record;
  const at = alertedAt(record);
  const until = answeredAt ?? endedAt;
  return at === null || until === null ? 0 : Math.max(0, until - at);
}

function isTalked(leg: LegRecord): boolean {
  return leg.role === 'called' && hasTalked(leg);
}

/** How long the two could talk. Who is asked after the talk stays longer than the other. */
export function talkUs({ talkedAt, legs, endedAt }: CallRecord): number {
  if (talkedAt === null) return 0;
  const ends = [legs.find(({ role }) => role === 'first'), legs.find(isTalked)].flatMap(
    (leg) => leg?.endedAt ?? [],
  );
  const until = ends.length === 0 ? endedAt : Math.min(...ends);
  return until === null ? 0 : Math.max(0, until - talkedAt);
}
