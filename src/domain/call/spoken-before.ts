import type { CallSubject } from './call-state.ts';
import type { HuntPlace } from './hunt.ts';
import type { PromptName } from './prompt.ts';

/** What a caller hears before somebody is called for him, in this order. That the call is recorded he is told once. */
export function promptsToCaller(subject: CallSubject, hunt: HuntPlace | null): readonly PromptName[] {
  const { policy } = subject;
  const isFurther = hunt !== null && hunt.place > 0;
  const own = isFurther ? policy.alternates?.prompt : policy.callerPrompt;
  return present(isFurther ? null : consentTo(subject, subject.mark.firstSide), own);
}

/** What a callee hears between his answer and the talk, in this order. */
export function promptsToCallee(subject: CallSubject): readonly PromptName[] {
  const side = subject.mark.firstSide === 'a' ? 'b' : 'a';
  return present(consentTo(subject, side), subject.policy.calleePrompt);
}

function consentTo({ recording }: CallSubject, side: 'a' | 'b'): PromptName | null {
  if (recording.kind !== 'record' || recording.consent === null) return null;
  const { prompt, to } = recording.consent;
  return to === side || to === 'both' ? prompt : null;
}

function present(...prompts: readonly (PromptName | null | undefined)[]): readonly PromptName[] {
  return prompts.filter((prompt) => prompt !== null && prompt !== undefined);
}
