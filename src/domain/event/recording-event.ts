import type { CallRecord } from '../cdr/call-record.ts';
import type { EpochMs } from '../instant.ts';
import { nameInTenant, tenantOfPool } from '../pool/tenant-of-pool.ts';
import type { Recording } from '../recording/recording.ts';
import type { NewEvent } from './event.ts';

/** What is told when a recording can be heard. Nothing of an orphan, and nothing of what is no sound. */
export function recordingReadyEvent(
  recording: Recording,
  record: CallRecord | null,
  at: EpochMs,
): NewEvent<'recording.ready'> | null {
  const { id, format, durationMs, bytes } = recording;
  const channels = [1 as const, 2 as const].find((count) => count === recording.channels);
  if (record === null || channels === undefined) return null;
  const { x, pool, call, binding, reference, userData } = record;
  if (x === null || pool === null) return null;
  const head = { tenant: tenantOfPool(pool), at, call, binding, reference, userData };
  const place = { x, pool: nameInTenant(pool) };
  const data = { ...place, recording: id, format, channels, durationMs, bytes };
  return { ...head, type: 'recording.ready', data };
}
