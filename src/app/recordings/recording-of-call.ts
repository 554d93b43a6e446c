import { DEFAULT_TENANT } from '../../domain/access/tenant.ts';
import type { CallRecord } from '../../domain/cdr/call-record.ts';
import { tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { Recording } from '../../domain/recording/recording.ts';
import { wavDurationMs } from '../../domain/recording/wav.ts';
import type { KeepOrder, KeptFile } from '../../ports/recording-vault.ts';

/** What is kept of a file. @param record `null` for an orphan: it belongs to the operator */
export function recordingOfCall(
  { id, at, file }: KeepOrder,
  { format, bytes }: KeptFile,
  record: CallRecord | null,
): Recording {
  const { wav } = file;
  const sound = wav.kind === 'whole' || wav.kind === 'cut' ? wav.sound : null;
  const pool = record?.pool ?? null;
  return {
    id,
    call: record?.call ?? null,
    tenant: pool === null ? DEFAULT_TENANT : tenantOfPool(pool),
    pool,
    binding: record?.binding ?? null,
    at,
    durationMs: sound === null ? 0 : wavDurationMs(sound),
    bytes,
    format,
    channels: sound?.channels ?? 0,
    salvaged: wav.kind === 'cut',
    heldAt: null,
  };
}
