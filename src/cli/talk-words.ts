import { type Command, InvalidArgumentError } from 'commander';
import type { PolicyInput, PolicyView, RecordingInput, SurveyInput } from '../app/policy-input.ts';

/** Options for what is kept of a talk, and what is asked after it. `none`: the policy says nothing of it any more. */
export interface TalkOptions {
  readonly record?: RecordingInput | 'none';
  readonly survey?: SurveyInput | 'none';
}

const RECORD = /^(stereo|mixed)(\+consent)?$/;

export function addTalkOptions(command: Command): Command {
  return command
    .option(
      '--record <how>',
      'record talks: stereo or mixed, with +consent if both are to be told; off where the pool does; or none',
      readRecord,
    )
    .option('--survey <whom>', 'ask caller, a, b or both for a key after the talk; or none', readSurvey);
}

export function talkInput({ record, survey }: TalkOptions): Pick<PolicyInput, 'recording' | 'survey'> {
  return {
    ...(record === undefined ? {} : { recording: record === 'none' ? null : record }),
    ...(survey === undefined ? {} : { survey: survey === 'none' ? null : survey }),
  };
}

/** Lines about it, as `policyFields`. */
export function talkFields({ recording, survey }: PolicyView): readonly (readonly [string, string | null])[] {
  return [
    ['recording', recordingText(recording)],
    ['survey', survey ? `${survey.of}, keys ${survey.keys}, ${survey.prompt}` : null],
  ];
}

function recordingText(recording: PolicyView['recording']): string | null {
  if (recording === undefined || recording === null) return null;
  const { mode, consent } = recording;
  if (mode === 'none') return 'off';
  return consent ? `${mode}, ${consent.prompt} to ${consent.to}` : mode;
}

function readRecord(text: string): RecordingInput | 'none' {
  if (text === 'none') return text;
  if (text === 'off') return { mode: 'none' };
  const [, mode, consent] = RECORD.exec(text) ?? [];
  if (mode !== 'stereo' && mode !== 'mixed')
    throw new InvalidArgumentError('Write stereo, mixed, stereo+consent, mixed+consent, off or none.');
  return consent === undefined ? { mode } : { mode, consent: { prompt: 'recording-consent' } };
}

function readSurvey(text: string): SurveyInput | 'none' {
  if (text === 'none') return text;
  if (text === 'caller' || text === 'a' || text === 'b' || text === 'both') return { of: text };
  throw new InvalidArgumentError('Write caller, a, b, both or none.');
}
