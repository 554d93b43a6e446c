import { z } from 'zod';
import { HANGUP_CAUSES, isHangupCause } from '../../domain/call/hangup-cause.ts';
import { type CallId, callOf, type LegId, legId } from '../../domain/call/leg.ts';
import { isCdrOutcome } from '../../domain/cdr/cdr-outcome.ts';
import {
  type CdrPin,
  type CdrRecording,
  type CdrRole,
  hasTalked,
  type LegQuality,
  type LegRecord,
  type LegTimes,
} from '../../domain/cdr/leg-record.ts';
import { callerTextOf } from '../../domain/gateway/caller-trust.ts';
import type { Gateway } from '../../domain/gateway/gateway.ts';
import type { Trunks } from '../../domain/gateway/trunks.ts';
import { readCaller } from '../../domain/number/caller-reading.ts';
import type { NumberPlan } from '../../domain/number/number-plan.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { Secret } from '../../domain/secret.ts';
import { originOf } from '../freeswitch/call-origin-reading.ts';
import {
  decodeMark,
  decodeQuestion,
  decodeRole,
  ENTRY_VARIABLE,
  LISTED_MARK_VARIABLE,
  MARK_VARIABLE,
  OUTCOME_VARIABLE,
  PLANNED_VARIABLE,
  QUESTION_VARIABLE,
  RECORDING_REFUSED,
  RECORDING_VARIABLE,
  SURVEY_VARIABLE,
} from '../freeswitch/channel-variables.ts';
import { statusOfCause } from '../freeswitch/refusal-status.ts';
import { LegVariables } from './leg-variables.ts';

/** How the numbers in the files are to be read. */
export interface LegReadingRules {
  readonly plan: NumberPlan;
  readonly gateways: ReadonlyMap<string, Pick<Gateway, 'dialPrefix'>>;
  /** Who is believed in who calls, as for the call itself. */
  readonly trunks: Trunks;
}

/** What a file is. `unreadable`: half written, or no record of a leg. */
export type LegFile =
  | { readonly kind: 'leg'; readonly leg: LegRecord }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable'; readonly because: string };

const MAX_TEXT = 128;
/** More legs than any hunt through all gateways makes. */
const MAX_EXPECTED = 64;
/** Of Q.850 only the causes below 128; FreeSWITCH numbers its own above. */
const Q850_END = 128;
/** The name of our SIP profile: a caller who hangs up before the dialplan has marked his leg is ours as well. */
const PROFILE = 'axbridge';
const CANCELLED = 487;

/** But for its variables: there are hundreds, and to have them checked and copied one by one would take longer than all else. */
const file = z.object({
  switchname: z.string().default(''),
  app_log: z
    .object({
      applications: z.array(
        z.object({ app_name: z.string(), app_data: z.string().optional(), app_stamp: z.string() }),
      ),
    })
    .optional(),
  callflow: z.array(z.object({ times: z.object({ bridged_time: z.string() }).optional() })).optional(),
});
type Applications = NonNullable<z.infer<typeof file>['app_log']>['applications'];
type Callflow = NonNullable<z.infer<typeof file>['callflow']>;

/** Reads what mod_json_cdr wrote for one leg (`switch_ivr_generate_json_cdr` of FreeSWITCH 1.10.12). Total, whatever the text. */
export function readLegFile(text: string, rules: LegReadingRules): LegFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', because: 'not JSON, or not all of it' };
  }
  const parsed = file.safeParse(json);
  const variables = variablesOf(json);
  if (!parsed.success || variables === null)
    return { kind: 'unreadable', because: 'not the record of a leg' };
  const { switchname, app_log, callflow = [] } = parsed.data;
  const facts = { host: switchname.slice(0, MAX_TEXT), routedAt: routedAt(app_log?.applications ?? []) };
  return legOf(withBridgeBefore(variables, callflow), facts, rules);
}

function variablesOf(json: unknown): LegVariables | null {
  const values: unknown = typeof json === 'object' && json !== null && 'variables' in json && json.variables;
  return isTexts(values) ? new LegVariables(values) : null;
}

function isTexts(values: unknown): values is Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return false;
  for (const value of Object.values(values)) if (typeof value !== 'string') return false;
  return true;
}

/**
 * A leg that is asked after the talk gets a profile of its own for that, and the variable forgets when the leg was bridged
 * (`switch_channel_set_caller_profile`): the profile before tells.
 */
function withBridgeBefore(variables: LegVariables, callflow: Callflow): LegVariables {
  if ((variables.number('bridge_uepoch') ?? 0) > 0) return variables;
  const known = callflow.map(({ times }) => times?.bridged_time).find((time) => Number(time) > 0);
  return known === undefined ? variables : variables.with({ bridge_uepoch: known });
}

/**
 * The applications that a leg ran, with exact instants: after the first wait for us comes what we ordered; and where the dialplan asked us,
 * after the word of that.
 */
function routedAt(applications: Applications): number | null {
  const park = applications.findIndex(
    ({ app_name, app_data }) => app_name === 'park' || app_data?.startsWith(`${PLANNED_VARIABLE}=`) === true,
  );
  const stamp = park < 0 ? undefined : applications[park + 1]?.app_stamp;
  const at = Number(stamp);
  return Number.isSafeInteger(at) && at > 0 ? at : null;
}

function legOf(
  variables: LegVariables,
  facts: Pick<LegRecord, 'host' | 'routedAt'>,
  rules: LegReadingRules,
): LegFile {
  const leg = legId(variables.text('uuid') ?? '');
  if (leg === undefined) return { kind: 'unreadable', because: 'it names no leg' };
  const place = placeOf(leg, variables);
  if (place === null) return { kind: 'foreign' };
  const times = timesOf(variables);
  if (times === null) return { kind: 'unreadable', because: 'it does not say when the leg was' };
  const outcome = variables.text(OUTCOME_VARIABLE);
  return {
    kind: 'leg',
    leg: {
      leg,
      ...place,
      mark: decodeMark(variables.text(MARK_VARIABLE)),
      ...times,
      ...facts,
      ...endOf(variables),
      ...partyOf(variables, rules),
      sipCallId: variables.bounded('sip_call_id', MAX_TEXT),
      outcome: isCdrOutcome(outcome) ? outcome : null,
      ...extrasOf(variables, times),
      expects: expectedOf(variables),
      readCodec: variables.bounded('read_codec', MAX_TEXT),
      writeCodec: variables.bounded('write_codec', MAX_TEXT),
      quality: qualityOf(variables),
    },
  };
}

const SURVEY_KEY = /^[0-9]$/;

/** What the switch was told to do beside connecting, and what came of it. */
function extrasOf(
  variables: LegVariables,
  times: Omit<LegTimes, 'routedAt'>,
): Pick<LegRecord, 'recording' | 'survey' | 'pin'> {
  const survey = variables.text(SURVEY_VARIABLE) ?? '';
  return {
    recording: recordingOf(variables, times),
    survey: SURVEY_KEY.test(survey) ? survey : null,
    pin: pinOf(variables),
  };
}

/** The switch counts the samples when it has closed the file (`switch_ivr_async.c`, `send_record_stop_event`). */
function recordingOf(variables: LegVariables, times: Omit<LegTimes, 'routedAt'>): CdrRecording | null {
  const wanted = variables.text(RECORDING_VARIABLE);
  if (wanted === RECORDING_REFUSED) return wanted;
  if ((wanted !== 'mixed' && wanted !== 'stereo') || !hasTalked(times)) return null;
  return (variables.number('record_samples') ?? 0) > 0 ? wanted : 'failed';
}

function pinOf(variables: LegVariables): CdrPin | null {
  if (decodeQuestion(variables.text(QUESTION_VARIABLE))?.purpose !== 'pin') return null;
  const outcome = variables.text(OUTCOME_VARIABLE);
  if (outcome === 'pin-wrong' || outcome === 'pin-locked') return 'wrong';
  return decodeMark(variables.text(MARK_VARIABLE)) === null ? 'missing' : 'right';
}

/** Which call the leg belongs to; `null` for a leg that is none of ours. */
function placeOf(
  leg: LegId,
  variables: LegVariables,
): { readonly call: CallId; readonly role: CdrRole } | null {
  const mark = decodeMark(variables.text(MARK_VARIABLE));
  if (mark !== null) return { call: mark.call, role: decodeRole(variables.text(LISTED_MARK_VARIABLE) ?? '') };
  const cameIn = variables.text('direction') === 'inbound';
  const ours =
    variables.text(ENTRY_VARIABLE) === 'incoming' || variables.text('sofia_profile_name') === PROFILE;
  return cameIn && ours ? { call: callOf(leg), role: 'first' } : null;
}

function timesOf(variables: LegVariables): Omit<LegTimes, 'routedAt'> | null {
  const createdAt = variables.instant('start_uepoch');
  const endedAt = variables.instant('end_uepoch');
  if (createdAt === null || endedAt === null || endedAt < createdAt) return null;
  const answeredAt = variables.instant('answer_uepoch');
  return {
    createdAt,
    endedAt,
    ringingAt: ringingBefore(variables.instant('progress_uepoch'), answeredAt),
    earlyMediaAt: variables.instant('progress_media_uepoch'),
    answeredAt,
    bridgedAt: variables.instant('bridge_uepoch'),
  };
}

/** A caller who was answered to key digits is told of no ringing, though the switch notes it on his leg. */
function ringingBefore(ringingAt: number | null, answeredAt: number | null): number | null {
  return ringingAt !== null && answeredAt !== null && answeredAt < ringingAt ? null : ringingAt;
}

function endOf(variables: LegVariables): Pick<LegRecord, 'cause' | 'q850' | 'sipStatus' | 'byFarEnd'> {
  const cause = variables.text('hangup_cause') ?? '';
  const named = isHangupCause(cause) ? HANGUP_CAUSES[cause] : null;
  const q850 = variables.number('hangup_cause_q850') ?? named;
  return {
    cause: /^[A-Z0-9_]{1,64}$/.test(cause) ? cause : 'NORMAL_UNSPECIFIED',
    q850: q850 !== null && Number.isInteger(q850) && q850 > 0 && q850 < Q850_END ? q850 : null,
    sipStatus: sipStatusOf(variables, cause),
    byFarEnd:
      variables.text('sip_hangup_disposition')?.startsWith('recv_') === true ||
      redirectOf(variables) !== null,
  };
}

/**
 * The refusal of the INVITE. Of a caller who was sent away the switch notes none, but it follows from the cause; what else it notes on his
 * leg is the status of the leg that was called for him (`sofia.c:6661`).
 */
function sipStatusOf(variables: LegVariables, cause: string): number | null {
  const disposition = variables.text('sip_hangup_disposition');
  if (variables.text('direction') === 'inbound') {
    if (disposition === 'recv_cancel') return CANCELLED;
    return disposition === 'send_refuse' ? statusOfCause(cause) : null;
  }
  const failed =
    redirectOf(variables) ??
    variables.number('sip_invite_failure_status') ??
    variables.number('sip_term_status');
  return failed !== null && Number.isInteger(failed) && failed >= 300 && failed < 700 ? failed : null;
}

/** A redirect ends the leg, and the switch cancels what is over (`outbound_redirect_fatal`, `sofia.c:6855`). */
function redirectOf(variables: LegVariables): number | null {
  const status = /^sip:(3[0-9]{2})$/.exec(variables.text('proto_specific_hangup_cause') ?? '')?.[1];
  return status === undefined ? null : Number(status);
}

type Parties = Pick<LegRecord, 'gateway' | 'party' | 'partyText' | 'dialledText' | 'divertedText'>;

/** FreeSWITCH keeps the spelling of a header's name (`sofia.c:11525`). */
const DIVERSIONS = ['sip_h_Diversion', 'sip_h_diversion', 'sip_history_info'] as const;
/** A header with several forwardings. */
const MAX_DIVERSION = 512;

function partyOf(variables: LegVariables, rules: LegReadingRules): Parties {
  const gateway = variables.bounded('sip_gateway_name', MAX_TEXT);
  if (gateway === null) {
    const partyText = callerOf(variables, rules);
    const dialledText = variables.bounded('sip_req_user', MAX_TEXT);
    return {
      gateway,
      party: numberIn(rules.plan, partyText),
      partyText: secretOf(partyText),
      dialledText: secretOf(dialledText),
      divertedText: secretOf(divertedOf(variables)),
    };
  }
  const text = dialledOf(variables);
  const prefix = rules.gateways.get(gateway)?.dialPrefix ?? '';
  const bare = text?.startsWith(prefix) === true ? text.slice(prefix.length) : text;
  return {
    gateway,
    party: numberIn(rules.plan, bare),
    partyText: secretOf(text),
    dialledText: null,
    divertedText: null,
  };
}

/** As the call was routed by; our own order has put X in the place where the switch kept the caller ID (`sofia.c:10884` to 10915). */
function callerOf(variables: LegVariables, { trunks }: LegReadingRules): string | null {
  const origin = originOf((name) => variables.bounded(name, MAX_DIVERSION) ?? undefined);
  const header = trunks.of(origin.address)?.trust.callerHeader ?? 'asserted';
  const text = callerTextOf(origin, header === 'nobody' ? 'from-header' : header);
  return text === '' ? null : text.slice(0, MAX_TEXT);
}

/** Also of a leg whose INVITE was refused, which has no To yet. */
function dialledOf(variables: LegVariables): string | null {
  const uri = variables.text('sip_req_uri') ?? variables.text('sip_destination_url');
  const user = /^(?:sips?:)?([^@;:]{1,128})@/.exec(uri ?? '')?.[1];
  return variables.bounded('sip_to_user', MAX_TEXT) ?? user ?? null;
}

function divertedOf(variables: LegVariables): string | null {
  const name = DIVERSIONS.find((one) => variables.text(one) !== undefined);
  return name === undefined ? null : variables.bounded(name, MAX_DIVERSION);
}

function numberIn(plan: NumberPlan, text: string | null): RealNumber | null {
  const reading = readCaller(plan, text ?? '');
  return reading.kind === 'number' ? reading.number : null;
}

function secretOf(text: string | null): Secret | null {
  return text === null ? null : new Secret(text);
}

/** `originated_legs` is emptied whenever the leg is connected anew (`switch_ivr_originate.c:2135`). */
function expectedOf(variables: LegVariables): readonly LegId[] {
  const legs = variables.list('originated_legs').map((entry) => legId(entry.split(';')[0] ?? ''));
  return legs.filter((leg) => leg !== undefined).slice(0, MAX_EXPECTED);
}

function qualityOf(variables: LegVariables): LegQuality | null {
  const value = (name: string): number => variables.number(`rtp_audio_in_${name}`) ?? 0;
  const packetsIn = value('media_packet_count');
  if (packetsIn === 0) return null;
  return {
    mos: value('mos'),
    qualityPercent: value('quality_percentage'),
    lossRate: value('jitter_loss_rate'),
    meanIntervalMs: value('mean_interval'),
    maxJitterVariance: value('jitter_max_variance'),
    packetsIn,
    packetsOut: variables.number('rtp_audio_out_media_packet_count') ?? 0,
  };
}
