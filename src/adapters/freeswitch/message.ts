import type { PromptName } from '../../domain/call/prompt.ts';
import type { PromptLanguage } from '../../domain/pool/pool.ts';
import type { Assignment } from './leg-guards.ts';
import { safeName, safePath, safeVariable } from './safe-value.ts';

/** One header of a `sendmsg`. */
export type MessageHeader = readonly [name: string, value: string];

/** How long a leg may wait in park for our next order before the switch sends it away by itself. */
export const PARK_AFTER_FAILURE = '15:NORMAL_TEMPORARY_FAILURE';
/** Chinese ringing tone: 1 s on, 4 s off, 450 Hz (GB/T 3380). */
export const RINGING_TONE = '%(1000,4000,450)';

/** One application of an `xferext` list. */
export function application(name: string, data: string): MessageHeader {
  return ['application', data === '' ? name : `${name} ${data}`];
}

export function multiset(assignments: readonly Assignment[]): MessageHeader {
  return application('multiset', `^^;${assignments.map(pair).join(';')}`);
}

export function promptPath(soundsDirectory: string, language: PromptLanguage, prompt: PromptName): string {
  return safePath(`${soundsDirectory}/${safeName(language)}/${safeName(prompt)}.wav`);
}

/** Several as one file, spoken one after the other (`mod_dptools.c`, `file_string`). */
export function promptPaths(
  soundsDirectory: string,
  language: PromptLanguage,
  prompts: readonly PromptName[],
): string {
  const paths = prompts.map((prompt) => promptPath(soundsDirectory, language, prompt));
  return paths.length === 1 ? paths.join('') : `file_string://${paths.join('!')}`;
}

function pair([name, value]: Assignment): string {
  return `${safeName(name)}=${value === RINGING_TONE ? value : safeVariable(value)}`;
}
