import { printInstant } from '../../domain/instant-text.ts';
import type { Recording } from '../../domain/recording/recording.ts';
import { printInstantUs } from '../cdr/cdr-view.ts';
import type { RecordingView } from './recording-operations.ts';

/** A recording as it is shown. */
export function recordingView(recording: Recording): RecordingView {
  const { id, call, tenant, pool, binding, at, heldAt } = recording;
  const { durationMs, bytes, format, channels, salvaged } = recording;
  return {
    recording: id,
    call,
    tenant,
    pool,
    binding,
    beganAt: printInstantUs(at),
    durationMs,
    bytes,
    format,
    channels,
    salvaged,
    heldSince: heldAt === null ? null : printInstant(heldAt),
  };
}
