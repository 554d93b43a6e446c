import type { PromptName } from '../domain/call/prompt.ts';
import type { Sides } from '../domain/policy/call-policy.ts';
import type { RecordingMode } from '../domain/policy/recording-policy.ts';

/**
 * A policy as it is written. A part that is `null` says nothing: in a change it takes away what was said before. Durations in
 * seconds, within `POLICY_LIMITS`; numbers as people write them, and beginnings of numbers as `+86170*`.
 */
export interface PolicyInput {
  readonly maxCallSeconds?: number | null | undefined;
  readonly ringTimeoutSeconds?: number | null | undefined;
  readonly endingSoon?:
    | { readonly beforeEndSeconds: number; readonly to?: Sides | undefined }
    | null
    | undefined;
  readonly callerPrompt?: PromptName | null | undefined;
  readonly calleePrompt?: PromptName | null | undefined;
  readonly alternates?: AlternatesInput | null | undefined;
  readonly callers?: CallersInput | null | undefined;
  readonly quota?: QuotaInput | null | undefined;
  /** Times of day as `22:00`, and an IANA time zone. */
  readonly quietHours?:
    | { readonly from: string; readonly to: string; readonly zone: string }
    | null
    | undefined;
  readonly releaseAfterCalls?: number | null | undefined;
  readonly graceSeconds?: number | null | undefined;
  readonly strangers?: StrangersInput | null | undefined;
  readonly recording?: RecordingInput | null | undefined;
  readonly survey?: SurveyInput | null | undefined;
}

export interface AlternatesInput {
  readonly a?: readonly string[] | undefined;
  readonly b?: readonly string[] | undefined;
  /** Default: 120. */
  readonly windowSeconds?: number | undefined;
  readonly prompt?: PromptName | null | undefined;
}

export interface CallersInput {
  readonly allow?: readonly string[] | null | undefined;
  readonly deny?: readonly string[] | undefined;
  readonly of?: Sides | undefined;
}

export interface QuotaInput {
  readonly calls?: number | null | undefined;
  readonly talkSeconds?: number | null | undefined;
  readonly callsAMinute?: number | null | undefined;
}

export interface RecordingInput {
  readonly mode: RecordingMode;
  /** To whom: default both. */
  readonly consent?: { readonly prompt: PromptName; readonly to?: Sides | undefined } | null | undefined;
}

export interface SurveyInput {
  /** Default: `survey-question`. */
  readonly prompt?: PromptName | undefined;
  /** Different digits. Default: `12345`. */
  readonly keys?: string | undefined;
  /** Default: 5. */
  readonly timeoutSeconds?: number | undefined;
  /** Default: `caller`. */
  readonly of?: Sides | 'caller' | undefined;
}

export interface StrangersInput {
  readonly withheld?: 'refuse' | 'pin' | undefined;
  readonly otherPhone?: 'refuse' | 'pin' | undefined;
  /** 4 to 8 digits each, different from each other. */
  readonly pins: { readonly a?: string | null | undefined; readonly b?: string | null | undefined };
  /** Default: 5. */
  readonly attempts?: number | undefined;
  /** Default: 900. */
  readonly lockOutSeconds?: number | undefined;
  readonly remember?: boolean | undefined;
}

/** A policy as it is shown: of PINs only whether there are any. */
export type PolicyView = Omit<PolicyInput, 'strangers'> & {
  readonly strangers?:
    | (Omit<StrangersInput, 'pins'> & { readonly pins: { readonly a: boolean; readonly b: boolean } })
    | undefined;
};

const DAY_SECONDS = 86_400;
const MANY = 1_000_000;

/** Least and most of each. */
export const POLICY_LIMITS = {
  maxCallSeconds: [1, DAY_SECONDS],
  ringTimeoutSeconds: [1, 300],
  beforeEndSeconds: [1, 3600],
  windowSeconds: [1, 3600],
  calls: [0, MANY],
  talkSeconds: [0, 366 * DAY_SECONDS],
  callsAMinute: [1, 100],
  releaseAfterCalls: [1, MANY],
  graceSeconds: [0, 30 * DAY_SECONDS],
  attempts: [1, 20],
  lockOutSeconds: [60, DAY_SECONDS],
  timeoutSeconds: [1, 15],
} as const;

/** Most numbers and beginnings in one list of callers. */
export const MAX_PATTERNS = 1000;
/** Most further telephones of one party. */
export const MAX_ALTERNATES = 10;

/** What counts where a part leaves something out. */
export const POLICY_DEFAULTS = {
  windowSeconds: 120,
  attempts: 5,
  lockOutSeconds: 900,
  surveyPrompt: 'survey-question',
  surveyKeys: '12345',
  timeoutSeconds: 5,
} as const;
