import type { Recording } from '../../domain/recording/recording.ts';
import type { HoldResult, RecordingSource, ShredResult } from '../../ports/recording-store.ts';
import type { EventForm } from '../sealing/event-text.ts';

/** What the writer thread is asked for. A key is in the clear until that thread wraps it. */
export type RecordingOrder =
  | {
      readonly kind: 'recording-add';
      readonly recording: Recording;
      readonly source: RecordingSource;
      readonly key: Uint8Array;
      readonly event: EventForm | null;
    }
  | { readonly kind: 'recording-hold'; readonly id: string; readonly at: number | null }
  | { readonly kind: 'recording-shred'; readonly id: string }
  | { readonly kind: 'recording-shred-days'; readonly before: number }
  | { readonly kind: 'recording-forget'; readonly ids: readonly string[] };

/** The answers, by the kind of the order. */
export interface RecordingAnswers {
  readonly 'recording-add': null;
  readonly 'recording-hold': HoldResult;
  readonly 'recording-shred': ShredResult;
  readonly 'recording-shred-days': number;
  readonly 'recording-forget': null;
}
