import type { CallMark } from '../call/call-mark.ts';
import type { CallId, LegId } from '../call/leg.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Secret } from '../secret.ts';
import type { CdrOutcome } from './cdr-outcome.ts';

/** Microseconds since 1970-01-01T00:00:00Z, by the switch's clock, which moves in steps of up to 20 ms. */
export type EpochUs = number;

/** `first`: the caller, or the party that a callback calls first; `called`: one attempt to reach the other one. */
export type CdrRole = 'first' | 'called';

/**
 * What came of the wish to record. `mixed`, `stereo`: there is a recording, of this kind; `failed`: the switch wrote none;
 * `refused-disk`: there was no room, and the call went on without.
 */
export type CdrRecording = 'mixed' | 'stereo' | 'failed' | 'refused-disk';

/** What came of the question for a PIN; `missing`: the caller keyed none that was looked at. */
export type CdrPin = 'right' | 'wrong' | 'missing';

/** The instants of a leg; `null` for what never came. */
export interface LegTimes {
  /** INVITE received or sent. */
  readonly createdAt: EpochUs;
  /** The leg got the first order after it had waited for one: `null` on legs that were called by another one's order. */
  readonly routedAt: EpochUs | null;
  /** A telephone rings: a provisional response without SDP. */
  readonly ringingAt: EpochUs | null;
  /** One with SDP: sound before the answer, ringing or not. */
  readonly earlyMediaAt: EpochUs | null;
  readonly answeredAt: EpochUs | null;
  /** Joined with another leg, with sound before the answer too. */
  readonly bridgedAt: EpochUs | null;
  readonly endedAt: EpochUs;
}

/** What the leg's far end sent, as the switch heard it. */
export interface LegQuality {
  /** 1 to 4.5, estimated by the switch (`switch_rtp.c`, `check_jitter`). */
  readonly mos: number;
  /** 0 to 100. */
  readonly qualityPercent: number;
  /** As the switch estimates it (`jitter_loss_rate`). */
  readonly lossRate: number;
  readonly meanIntervalMs: number;
  /** Of the time between two packets, in ms². */
  readonly maxJitterVariance: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
}

/** One leg that has ended, as the switch tells it. */
export interface LegRecord extends LegTimes {
  readonly leg: LegId;
  readonly call: CallId;
  readonly role: CdrRole;
  /** `null` on a caller's leg that got no order to connect. */
  readonly mark: CallMark | null;
  readonly sipCallId: string | null;
  /** The carrier that was dialled; `null` on a leg that came in. */
  readonly gateway: string | null;
  /** Who is at the far end, where that could be read. */
  readonly party: RealNumber | null;
  /** The number of the far end as it was received or dialled. */
  readonly partyText: Secret | null;
  /** What a caller dialled, as received. */
  readonly dialledText: Secret | null;
  /** Whom a caller's call was meant for before it was forwarded to us, as received: `Diversion` (RFC 5806) or `History-Info` (RFC 7044). */
  readonly divertedText: Secret | null;
  /** What was told to be the end of the call when the leg was sent away. */
  readonly outcome: CdrOutcome | null;
  /** `null` where nobody wanted a recording, or there was no talk. */
  readonly recording: CdrRecording | null;
  /** The key of this leg's answer after the talk. */
  readonly survey: string | null;
  /** `null` on a leg that was not asked. */
  readonly pin: CdrPin | null;
  /** FreeSWITCH's name of the hangup cause. */
  readonly cause: string;
  /** ITU-T Q.850; `null` where the cause has none. */
  readonly q850: number | null;
  /** The final SIP status of this leg's INVITE, received or sent, where it was no success. */
  readonly sipStatus: number | null;
  /** Whether the far end ended it: BYE, CANCEL or a refusal came from there. A carrier that is not there refuses with 503. */
  readonly byFarEnd: boolean;
  /** The legs that the switch made for this one the last time that it connected it; their records follow or have come. */
  readonly expects: readonly LegId[];
  readonly readCodec: string | null;
  readonly writeCodec: string | null;
  /** `null` where no media came. */
  readonly quality: LegQuality | null;
  /** The host name of the switch. */
  readonly host: string;
}

/** From the answer to the end, in microseconds; 0 without an answer. */
export function billableUs({ answeredAt, endedAt }: LegTimes): number {
  return answeredAt === null ? 0 : Math.max(0, endedAt - answeredAt);
}

/** The callee has taken the call, and the two were joined: nothing was between them any more. */
export function hasTalked({ answeredAt, bridgedAt }: Pick<LegTimes, 'answeredAt' | 'bridgedAt'>): boolean {
  return answeredAt !== null && bridgedAt !== null;
}

/** From when the two talked. A leg is joined before the answer where there was sound before it, and after it behind a prompt. */
export function talkBeganAt({ answeredAt, bridgedAt }: LegTimes): EpochUs | null {
  return answeredAt === null || bridgedAt === null ? null : Math.max(answeredAt, bridgedAt);
}
