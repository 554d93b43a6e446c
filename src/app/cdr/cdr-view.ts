import { type CallRecord, postDialDelayUs, ringUs, talkUs } from '../../domain/cdr/call-record.ts';
import { billableUs, type EpochUs, type LegRecord } from '../../domain/cdr/leg-record.ts';
import { printInstant } from '../../domain/instant-text.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import type { CdrLegView, CdrView } from '../cdr-operations.ts';

/** A record as it is shown. Numbers are masked unless real ones were asked for. */
export function cdrView(record: CallRecord, showNumbers: boolean): CdrView {
  const { callerText, dialledText, divertedText } = record;
  return {
    call: record.call,
    revision: record.revision,
    node: record.node,
    flow: record.flow,
    pool: record.pool,
    binding: record.binding,
    mode: record.mode,
    extension: record.extension,
    direction: record.direction,
    reference: record.reference,
    userData: record.userData,
    outcome: record.outcome,
    hungUpBy: record.hungUpBy,
    cause: record.cause,
    q850: record.q850,
    sipStatus: record.sipStatus,
    x: record.x,
    gateway: record.gateway,
    caller: shown(record.caller, showNumbers),
    callee: shown(record.callee, showNumbers),
    callerReceived: showNumbers ? (callerText?.reveal() ?? null) : null,
    dialledReceived: showNumbers ? (dialledText?.reveal() ?? null) : null,
    divertedReceived: showNumbers ? (divertedText?.reveal() ?? null) : null,
    recording: record.recording,
    survey: record.survey,
    calleeSurvey: record.calleeSurvey,
    pin: record.pin,
    shown: shownTo(record),
    createdAt: printInstantUs(record.createdAt),
    routedAt: instant(record.routedAt),
    invitedAt: instant(record.invitedAt),
    ringingAt: instant(record.ringingAt),
    earlyMediaAt: instant(record.earlyMediaAt),
    answeredAt: instant(record.answeredAt),
    talkedAt: instant(record.talkedAt),
    endedAt: instant(record.endedAt),
    postDialDelayUs: postDialDelayUs(record),
    ringUs: ringUs(record),
    talkUs: talkUs(record),
    legs: record.legs.map((leg) => legView(leg, showNumbers)),
  };
}

/** The Call-ID of a leg that came in is text of the caller's network, which may write a number or an address into it. */
function legView(leg: LegRecord, showNumbers: boolean): CdrLegView {
  return {
    leg: leg.leg,
    role: leg.role,
    sipCallId: showNumbers || leg.gateway !== null ? leg.sipCallId : null,
    gateway: leg.gateway,
    party: shown(leg.party, showNumbers),
    createdAt: printInstantUs(leg.createdAt),
    ringingAt: instant(leg.ringingAt),
    earlyMediaAt: instant(leg.earlyMediaAt),
    answeredAt: instant(leg.answeredAt),
    bridgedAt: instant(leg.bridgedAt),
    endedAt: printInstantUs(leg.endedAt),
    billableUs: billableUs(leg),
    cause: leg.cause,
    q850: leg.q850,
    sipStatus: leg.sipStatus,
    endedByFarEnd: leg.byFarEnd,
    readCodec: leg.readCodec,
    writeCodec: leg.writeCodec,
    quality: leg.quality,
    host: leg.host,
  };
}

/** With two numbers each party sees the one that it calls itself, and the record has the one that was dialled. */
function shownTo({ showedReal, mode, flow }: CallRecord): CdrView['shown'] {
  if (showedReal) return 'real-a';
  return mode === 'axyb' && flow === 'masked' ? 'other-number' : 'x';
}

function shown(number: RealNumber | null, showNumbers: boolean): string | null {
  if (number === null) return null;
  return showNumbers ? `+${number.reveal()}` : number.masked;
}

function instant(at: EpochUs | null): string | null {
  return at === null ? null : printInstantUs(at);
}

/** `2026-01-31T08:00:00.000000Z`. */
export function printInstantUs(at: EpochUs): string {
  const text = printInstant(Math.floor(at / 1000));
  return text.replace('Z', `${String(at % 1000).padStart(3, '0')}Z`);
}
