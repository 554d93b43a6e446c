import type { PromptName } from '../call/prompt.ts';
import type { Sides } from './call-policy.ts';

/** `mixed`: both parties in one channel; `stereo`: A left, B right. `none` is said where the pool records and a binding must not. */
export type RecordingMode = 'none' | 'mixed' | 'stereo';

/** Whether calls are recorded: from the moment at which the two are connected, and nothing that was before. */
export interface RecordingPolicy {
  readonly mode: RecordingMode;
  /** Spoken before the two are connected, and not recorded; `null`: nobody is told by us. */
  readonly consent: RecordingConsent | null;
}

export interface RecordingConsent {
  readonly prompt: PromptName;
  /** Who hears it. */
  readonly to: Sides;
}
