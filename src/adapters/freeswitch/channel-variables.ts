import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallMark } from '../../domain/call/call-mark.ts';
import type { HuntPlace } from '../../domain/call/hunt.ts';
import { callId } from '../../domain/call/leg.ts';
import type { QuestionPurpose } from '../../domain/call/question.ts';
import { privacyNumber } from '../../domain/number/privacy-number.ts';
import type { LegRole } from '../../ports/switch-port.ts';

/** How a leg came to us: `incoming` is set by `dialplan/axbridge.xml`, `callback` by our own `originate`. Without it a leg is not ours. */
export const ENTRY_VARIABLE = 'axbridge_entry';
/** The leg got its first order from the dialplan, which asked us for it; for the record of the call. */
export const PLANNED_VARIABLE = 'axbridge_planned';
/** What a leg comes back from that parks with it: `connecting` from a bridge that failed, `asked` from a question. */
export const STAGE_VARIABLE = 'axbridge_stage';
/** Which question a leg was asked last: `extension.1`. */
export const QUESTION_VARIABLE = 'axbridge_question';
/** What was keyed in answer to it; not set when nothing was. Gone again with the next order, because it may be a PIN. */
export const DIGITS_VARIABLE = 'axbridge_digits';
/**
 * Keeps digits out of the switch's log and events (`switch_channel_queue_dtmf`). Gone again when the leg is connected, because digits that
 * are sensitive do not go through to the peer (`switch_core_session_send_dtmf`).
 */
export const SENSITIVE_VARIABLE = 'sensitive_dtmf';
/** Which of the callee's telephones a leg waits for: `1.1700000000000`, the place and the beginning of the hunt. */
export const HUNT_VARIABLE = 'axbridge_hunt';
/** On a waiting leg whose callee hears a prompt first: only then does the bridge begin the talk, and has to be told. */
export const TELLS_BRIDGE_VARIABLE = 'axbridge_tells_bridge';
/** How the call ends, when a leg is told why it is not connected and sent away; for the record of the call. */
export const OUTCOME_VARIABLE = 'axbridge_outcome';
/** How the talk is recorded, on the called leg; on the waiting one, that there was no room for it. For the record of the call. */
export const RECORDING_VARIABLE = 'axbridge_recording';
/** What `RECORDING_VARIABLE` says where there was no room. */
export const RECORDING_REFUSED = 'refused-disk';
/** The key of the answer to the question after the talk. */
export const SURVEY_VARIABLE = 'axbridge_survey';
/** The call's mark, on every leg of it. */
export const MARK_VARIABLE = 'axbridge_mark';
/** A column of `show channels` that FreeSWITCH fills from a variable: it tells us our calls without a dump of every channel. */
export const LISTED_MARK_VARIABLE = 'presence_data';

/** Which of a call's questions it is. */
export interface QuestionName {
  readonly purpose: QuestionPurpose;
  readonly attempt: number;
}

const VERSION = 'axb1';
/** The id of a binding, and its revision where it has one: `7`, `7r2`. */
const BINDING = /^([1-9][0-9]{0,15})(?:r([1-9][0-9]{0,8}))?$/;
/** In the place of the binding: a call that a webhook connected. Such a call always came in. */
const NO_BINDING = '-';
/** In the place of the flow: a callback that shows the second party who the first one is. */
const SHOWING_CALLBACK = 'callback-shown';

/** A mark as one value that is safe in a dial string, an application argument and a header: `axb1.<call>.<binding>.a.masked.<x>`. */
export function encodeMark(mark: CallMark): string {
  const flow = mark.showsFirst === true ? SHOWING_CALLBACK : mark.flow;
  const { binding, revision } = mark;
  const named = revision === undefined ? (binding ?? NO_BINDING) : `${binding}r${revision}`;
  return [VERSION, mark.call, named, mark.firstSide, flow, mark.x].join('.');
}

/** The mark as it stands in the list of channels, where nothing else tells the legs of a call apart. */
export function encodeListedMark(mark: CallMark, role: LegRole): string {
  return `${encodeMark(mark)}.${role}`;
}

export function decodeRole(text: string): LegRole {
  return text.endsWith('.called') ? 'called' : 'first';
}

/** @returns the mark, or `null` when the text is not one that we wrote. */
export function decodeMark(text: string | undefined): CallMark | null {
  const [version, callText, bindingText, side, flow, xText] = (text ?? '').split('.');
  const call = callId(callText ?? '');
  const x = privacyNumber(xText ?? '');
  if (version !== VERSION || call === undefined || x === undefined) return null;
  if (side !== 'a' && side !== 'b') return null;
  if (bindingText === NO_BINDING)
    return flow === 'masked' ? { call, binding: null, firstSide: side, x, flow } : null;
  const [, idText, revisionText] = BINDING.exec(bindingText ?? '') ?? [];
  const binding = Number(idText);
  if (!Number.isSafeInteger(binding) || binding <= 0) return null;
  const revision = revisionText === undefined ? {} : { revision: Number(revisionText) };
  const mark = { call, binding: binding as BindingId, ...revision, firstSide: side, x } as const;
  if (flow === SHOWING_CALLBACK) return { ...mark, flow: 'callback', showsFirst: true };
  return flow === 'masked' || flow === 'callback' ? { ...mark, flow } : null;
}

/** A question as one value: `extension.1`. */
export function encodeQuestion(question: QuestionName): string {
  return `${question.purpose}.${question.attempt}`;
}

/** @returns the question, or `null` when the text is not one that we wrote. */
export function decodeQuestion(text: string | undefined): QuestionName | null {
  const [, purpose, attempt] = /^(extension|pin|webhook)\.([1-9][0-9]?)$/.exec(text ?? '') ?? [];
  return isPurpose(purpose) ? { purpose, attempt: Number(attempt) } : null;
}

function isPurpose(text: string | undefined): text is QuestionPurpose {
  return text === 'extension' || text === 'pin' || text === 'webhook';
}

export function encodeHunt(hunt: HuntPlace): string {
  return `${hunt.place}.${hunt.beganAt}`;
}

/** @returns the place, or `null` when the text is not one that we wrote. */
export function decodeHunt(text: string | undefined): HuntPlace | null {
  const [, place, beganAt] = /^([0-9]{1,3})\.([0-9]{1,15})$/.exec(text ?? '') ?? [];
  return place === undefined ? null : { place: Number(place), beganAt: Number(beganAt) };
}
