import { type HangupCause, hangupCause } from '../../domain/call/hangup-cause.ts';
import { type CallId, callId, type LegId, legId } from '../../domain/call/leg.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { Secret } from '../../domain/secret.ts';
import type { EventFilter } from '../../esl/inbound-client.ts';
import type { SwitchFact } from '../../ports/switch-port.ts';
import { originOf } from './call-origin-reading.ts';
import {
  DIGITS_VARIABLE,
  decodeHunt,
  decodeMark,
  decodeQuestion,
  ENTRY_VARIABLE,
  HUNT_VARIABLE,
  MARK_VARIABLE,
  PLANNED_VARIABLE,
  QUESTION_VARIABLE,
  STAGE_VARIABLE,
  TELLS_BRIDGE_VARIABLE,
} from './channel-variables.ts';

/** What is read of an event; also of a channel's dump, which has the same headers. */
export interface HeaderReader {
  get(header: string): string | undefined;
}

/** The events that we subscribe to: no more, because the switch builds each with all variables of its channel. */
export const SUBSCRIBED_EVENTS = [
  'CHANNEL_PARK',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_BRIDGE',
  'CHANNEL_HANGUP_COMPLETE',
  'BACKGROUND_JOB',
  'HEARTBEAT',
] as const;

/**
 * Of these, what says something new: that a leg waits or has ended, and everything about legs that we call. What a callee does is told
 * once more of the caller's leg, and the switch would copy and write out another 10 KB for each. Of a leg that the dialplan asked for,
 * whatever comes first tells that it has its order.
 */
export const EVENT_FILTERS: readonly EventFilter[] = [
  ['Event-Name', 'CHANNEL_PARK'],
  ['Event-Name', 'CHANNEL_HANGUP_COMPLETE'],
  ['Event-Name', 'BACKGROUND_JOB'],
  ['Call-Direction', 'outbound'],
  [`variable_${TELLS_BRIDGE_VARIABLE}`, 'true'],
  [`variable_${PLANNED_VARIABLE}`, 'true'],
];

/** Longer than any number, a prefix included. */
const DIALLED = /^\+?[0-9]{3,20}$/;
/** The user parts of the request URI and of To. */
const CALLED_VARIABLES = ['sip_req_user', 'sip_to_user'] as const;

/** @returns what the event means for our calls, or `null` for an event that is none of ours. */
export function factOf(
  event: HeaderReader & { readonly name: string; readonly body?: string | undefined },
): SwitchFact | null {
  if (event.name !== 'BACKGROUND_JOB') return eventToFact(event.name, event);
  const [job = '', command = ''] = [event.get('Job-UUID'), event.get('Job-Command')];
  return jobToFact(job, command, instantOf(event), event.body ?? '');
}

/** @returns what the event means for our calls, or `null` for an event that is none of ours. */
export function eventToFact(name: string, event: HeaderReader): SwitchFact | null {
  const leg = legId(event.get('Unique-ID') ?? '');
  if (leg === undefined) return null;
  const at = instantOf(event);
  const call = decodeMark(event.get(`variable_${MARK_VARIABLE}`))?.call ?? null;
  switch (name) {
    case 'CHANNEL_PARK':
      return parkedFact(leg, at, event);
    case 'CHANNEL_PROGRESS':
    case 'CHANNEL_PROGRESS_MEDIA':
      return { kind: 'ringing', leg, at, call, earlyMedia: name === 'CHANNEL_PROGRESS_MEDIA' };
    case 'CHANNEL_ANSWER':
      return { kind: 'answered', leg, at, call };
    case 'CHANNEL_BRIDGE':
      return bridgedFact(leg, at, call, event);
    case 'CHANNEL_HANGUP_COMPLETE':
      return endedFact(leg, at, call, event);
    default:
      return null;
  }
}

const KEYED = /^[0-9*#]{1,16}$/;

/** What a leg that stands in park wants of us; `null` when it is not ours. Also for legs found after a reconnection. */
export function parkedFact(leg: LegId, at: EpochMs, channel: HeaderReader): SwitchFact | null {
  const entry = channel.get(`variable_${ENTRY_VARIABLE}`);
  const mark = decodeMark(channel.get(`variable_${MARK_VARIABLE}`));
  if (entry !== 'incoming' && entry !== 'callback') return null;
  const stage = channel.get(`variable_${STAGE_VARIABLE}`);
  if (stage === 'asked') return keyedFact(leg, at, channel);
  if (stage !== undefined) {
    if (mark === null) return null;
    const hunt = decodeHunt(channel.get(`variable_${HUNT_VARIABLE}`));
    return { kind: 'connect-failed', leg, at, mark, cause: failureCause(channel), hunt };
  }
  if (entry === 'callback') return mark === null ? null : { kind: 'party-waiting', leg, at, mark };
  return arrivedFact(leg, at, channel);
}

/** A call for a privacy number that has had no order yet. */
export function arrivedFact(
  leg: LegId,
  at: EpochMs,
  channel: HeaderReader,
): Extract<SwitchFact, { kind: 'call-arrived' }> {
  return { kind: 'call-arrived', leg, at, ...textsOf(channel) };
}

type ArrivalTexts = Pick<
  Extract<SwitchFact, { kind: 'call-arrived' }>,
  'callerText' | 'dialledText' | 'origin'
>;

function textsOf(channel: HeaderReader): ArrivalTexts {
  return {
    callerText: channel.get('Caller-Caller-ID-Number') ?? '',
    dialledText: dialledOf(channel),
    origin: originOf((variable) => channel.get(`variable_${variable}`)),
  };
}

/** What is not purely digits counts as nothing keyed: it comes from outside. */
function keyedFact(leg: LegId, at: EpochMs, channel: HeaderReader): SwitchFact | null {
  const question = decodeQuestion(channel.get(`variable_${QUESTION_VARIABLE}`));
  if (question === null) return null;
  const text = channel.get(`variable_${DIGITS_VARIABLE}`) ?? '';
  const digits = new Secret(KEYED.test(text) ? text : '');
  return { kind: 'digits-keyed', leg, at, ...textsOf(channel), keyed: { ...question, digits } };
}

/**
 * What was dialled when it is digits, else nothing: the rest of what callers send is of no use, and may be made to do harm. An
 * INVITE that names nobody is told apart because FreeSWITCH takes the caller for the called then (`sofia.c:10993`).
 */
function dialledOf(channel: HeaderReader): string {
  const text = channel.get('Caller-Destination-Number') ?? '';
  const named = CALLED_VARIABLES.some((variable) => (channel.get(`variable_${variable}`) ?? '') !== '');
  return named && DIALLED.test(text) ? text : '';
}

/** The cause of the last attempt, as the bridge left it on the caller's leg (`switch_ivr_originate.c`). */
function failureCause(channel: HeaderReader): HangupCause {
  const disposition = channel.get('variable_originate_disposition');
  if (disposition !== undefined && disposition !== 'SUCCESS') return unansweredCause(disposition);
  return hangupCause(channel.get('variable_last_bridge_hangup_cause'));
}

/** Before the answer, running out of time is nobody answering. */
function unansweredCause(text: string): HangupCause {
  const cause = hangupCause(text);
  return cause === 'ALLOTTED_TIMEOUT' ? 'NO_ANSWER' : cause;
}

function bridgedFact(leg: LegId, at: EpochMs, call: CallId | null, event: HeaderReader): SwitchFact | null {
  const peer = legId(event.get('Other-Leg-Unique-ID') ?? '');
  return peer === undefined ? null : { kind: 'bridged', leg, peer, at, call };
}

function endedFact(leg: LegId, at: EpochMs, call: CallId | null, event: HeaderReader): SwitchFact {
  const disposition = event.get('variable_sip_hangup_disposition') ?? '';
  const cause = hangupCause(event.get('Hangup-Cause'));
  return { kind: 'leg-ended', leg, at, call, cause, byFarEnd: disposition.startsWith('recv_') };
}

/** Result of the `originate` that we gave as a background job under the call's own name; `null` for success and other jobs. */
export function jobToFact(job: string, command: string, at: EpochMs, body: string): SwitchFact | null {
  const call = callId(job);
  if (call === undefined || command !== 'originate' || !body.startsWith('-ERR')) return null;
  return { kind: 'party-not-reached', call, at, cause: unansweredCause(body.slice('-ERR'.length).trim()) };
}

/** The switch's own clock, from microseconds. */
export function instantOf(event: HeaderReader): EpochMs {
  const microseconds = Number(event.get('Event-Date-Timestamp'));
  return Number.isFinite(microseconds) ? Math.floor(microseconds / 1000) : 0;
}
