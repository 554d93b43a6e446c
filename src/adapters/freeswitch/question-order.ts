import type { AskOrder } from '../../ports/switch-port.ts';
import {
  DIGITS_VARIABLE,
  encodeQuestion,
  QUESTION_VARIABLE,
  SENSITIVE_VARIABLE,
  STAGE_VARIABLE,
} from './channel-variables.ts';
import { FIRST_LEG_GUARDS } from './leg-guards.ts';
import { application, type MessageHeader, multiset, PARK_AFTER_FAILURE, promptPath } from './message.ts';

const MOST_DIGITS = 16;
/** Instead of a prompt where nobody knows where the prompts are: the caller must hear that something is expected. */
const BEEP = 'tone_stream://%(300,0,425)';

/**
 * The whole question in one message: the leg is answered, hears the prompt, keys, and waits in park with the answer, with or without us.
 *
 * It is answered first because many networks pass no sound and no digits to the switch before the answer. What was keyed before the
 * question is no answer to it, hence the flush. `read` (`switch_ivr_read`): a digit ends the prompt and counts; `#` or the largest
 * number of digits ends the question. It plays and asks once, which is all: who is asked again is asked by us.
 *
 * @throws RangeError when the numbers of digits make no sense.
 */
export function askMessage(order: AskOrder, soundsDirectory: string | null): readonly MessageHeader[] {
  const { question, language } = order;
  const { minDigits, maxDigits, prompt } = question;
  if (minDigits < 1 || maxDigits < minDigits || maxDigits > MOST_DIGITS)
    throw new RangeError(`${minDigits} to ${maxDigits} digits cannot be asked for`);
  const sound = soundsDirectory === null ? BEEP : promptPath(soundsDirectory, language, prompt);
  const first = wholeMilliseconds(order.firstDigitTimeoutMs);
  const between = wholeMilliseconds(order.interDigitTimeoutMs);
  return [
    ['call-command', 'xferext'],
    multiset([
      ...FIRST_LEG_GUARDS,
      [STAGE_VARIABLE, 'asked'],
      [QUESTION_VARIABLE, encodeQuestion(question)],
      [SENSITIVE_VARIABLE, 'true'],
      ['park_timeout', PARK_AFTER_FAILURE],
    ]),
    application('answer', ''),
    application('flush_dtmf', ''),
    application('read', `${minDigits} ${maxDigits} ${sound} ${DIGITS_VARIABLE} ${first} # ${between}`),
    application('park', ''),
  ];
}

function wholeMilliseconds(milliseconds: number): string {
  return String(Math.max(1_000, Math.ceil(milliseconds)));
}
