import type { CallPolicy } from '../policy/call-policy.ts';
import type { RecordingConsent, RecordingMode } from '../policy/recording-policy.ts';

/** Whether a call is recorded. `refused`: it should be, and there is no room: it is connected all the same. */
export type RecordingPlan =
  | { readonly kind: 'none' | 'refused' }
  | {
      readonly kind: 'record';
      readonly mode: Exclude<RecordingMode, 'none'>;
      readonly consent: RecordingConsent | null;
    };

/** Not recorded, and nobody wanted it. */
export const NOT_RECORDED: RecordingPlan = { kind: 'none' };

export function recordingPlan({ recording }: CallPolicy, mayRecord: boolean): RecordingPlan {
  if (recording === undefined || recording.mode === 'none') return NOT_RECORDED;
  const { mode, consent } = recording;
  return mayRecord ? { kind: 'record', mode, consent } : { kind: 'refused' };
}
