/** The prompts that are shipped, each in English and Chinese (`freeswitch-conf/sounds`). */
export const PROMPTS = [
  'no-binding',
  'binding-expired',
  'binding-cooling',
  'wrong-direction',
  'caller-withheld',
  'caller-malformed',
  'number-locked',
  'number-unknown',
  'number-malformed',
  'callee-busy',
  'callee-no-answer',
  'callee-rejected',
  'callee-unreachable',
  'callee-unassigned',
  'switch-busy',
  'switch-failure',
  'enter-extension',
  'enter-pin',
  'extension-unknown',
  'extension-missing',
  'nobody-to-return-to',
  'not-a-member',
  'pin-wrong',
  'pin-locked',
  'caller-blocked',
  'quota-reached',
  'quiet-hours',
  'call-looped',
  'callee-barred',
  'caller-unverified',
  'too-many-calls',
  'call-ending-soon',
  'recording-consent',
  'survey-question',
  'thank-you',
  'please-hold',
] as const;

export type PromptName = (typeof PROMPTS)[number];

export function isPromptName(text: string): text is PromptName {
  return (PROMPTS as readonly string[]).includes(text);
}
