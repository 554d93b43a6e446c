import type { TenantId } from '../access/tenant.ts';
import type { BindingId } from '../binding/binding.ts';
import type { CallId } from '../call/leg.ts';
import type { EpochUs } from '../cdr/leg-record.ts';
import type { EpochMs } from '../instant.ts';

declare const recording: unique symbol;

/** The name of a recording: a UUID in lower case, and nothing that tells of anybody. */
export type RecordingId = string & { readonly [recording]: true };

/** `unknown`: what the switch left is no sound that we can read; it is kept as it is. */
export type RecordingFormat = 'wav' | 'opus' | 'mp3' | 'unknown';

/** A recording that is kept. Holds no number. */
export interface Recording {
  readonly id: RecordingId;
  /** `null` for an orphan: a recording of a call of which nothing is known. */
  readonly call: CallId | null;
  /** Whose it is: of the call's pool; of the operator where there is none. */
  readonly tenant: TenantId;
  /** As the store names it. */
  readonly pool: string | null;
  readonly binding: BindingId | null;
  /** When it began, or the call was answered: it is kept under that day (UTC). */
  readonly at: EpochUs;
  readonly durationMs: number;
  /** Of the sound file itself, as it is downloaded. */
  readonly bytes: number;
  readonly format: RecordingFormat;
  /** 1: both parties mixed; 2: A left, B right; 0 where the format is not known. */
  readonly channels: number;
  /** The switch died while it wrote it: made whole as far as it goes. */
  readonly salvaged: boolean;
  /** Since when it is held: it outlives its retention and cannot be deleted. */
  readonly heldAt: EpochMs | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns the text as a recording's id, or `undefined` when it is no UUID in lower case */
export function recordingId(text: string): RecordingId | undefined {
  return UUID.test(text) ? (text as RecordingId) : undefined;
}
