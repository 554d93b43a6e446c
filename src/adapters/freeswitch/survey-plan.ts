import type { ConnectOrder, SurveyOrder } from '../../ports/switch-port.ts';
import { SENSITIVE_VARIABLE, SURVEY_VARIABLE } from './channel-variables.ts';
import { wholeSeconds } from './dial-string.ts';
import { application, type MessageHeader, promptPath } from './message.ts';

/** What a leg runs that is asked; nothing else of ours does. */
export const SURVEY_APPLICATION = 'play_and_get_digits';

/** The question ends by itself before that: this is for a switch whose sound does not. */
const MOST_SECONDS = 90;
const TRIES = 2;
const KEYS = /^[0-9]{1,10}$/;

/**
 * The question after the talk, as part of the order that connects. `transfer_after_bridge` counts after a bridge whose other side had
 * answered (`switch_ivr_bridge.c`, `switch_ivr_multi_threaded_bridge` and, for the called leg, `audio_bridge_on_exchange_media`), and
 * only for a leg that is still there: who hung up is not asked. The called leg gets it with the answer, because for that leg the switch does
 * not ask whether there was one. The list of applications is an inline extension (`mod_dptools.c`, `inline_dialplan_hunt`): quoted,
 * because what is before the first `:` would count alone.
 */
export function surveyPlan(
  { survey, language }: ConnectOrder,
  sounds: string | null,
): readonly MessageHeader[] {
  if (survey === null || sounds === null) return [];
  const question = questionAfterTalk(survey, promptPath(sounds, language, survey.prompt));
  return survey.asked.map((leg) =>
    leg === 'first'
      ? application('set', `transfer_after_bridge=${question}`)
      : application('export', `nolocal:execute_on_answer_4=set transfer_after_bridge=${question}`),
  );
}

/** @throws RangeError when the keys are not digits */
function questionAfterTalk({ keys, timeoutMs }: SurveyOrder, prompt: string): string {
  if (!KEYS.test(keys)) throw new RangeError('keys that are no digits cannot be asked for');
  const timeout = `${wholeSeconds(timeoutMs)}000`;
  const list = [
    // The longest talk has no say any more.
    'sched_cancel',
    `sched_hangup:+${MOST_SECONDS} NORMAL_CLEARING`,
    // On the called leg, where the talk is recorded.
    'stop_record_session:all',
    `set:${SENSITIVE_VARIABLE}=true`,
    // What was keyed in the talk is no answer.
    'flush_dtmf',
    `${SURVEY_APPLICATION}:1 1 ${TRIES} ${timeout} # ${prompt} silence_stream://100 ${SURVEY_VARIABLE} [${keys}]`,
    `unset:${SURVEY_VARIABLE}_invalid`,
    'hangup:NORMAL_CLEARING',
  ];
  return `'m:;:${list.join(';')}':inline`;
}
