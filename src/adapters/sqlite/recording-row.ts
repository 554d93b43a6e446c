import type { TenantId } from '../../domain/access/tenant.ts';
import type { BindingId } from '../../domain/binding/binding.ts';
import { callId } from '../../domain/call/leg.ts';
import { type Recording, type RecordingFormat, recordingId } from '../../domain/recording/recording.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { DayKey } from '../sealing/day-key.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { uuidText } from './uuid-bytes.ts';

/** Without the keys. */
export interface RecordingRow {
  readonly id: number;
  readonly name: Uint8Array;
  readonly call: Uint8Array | null;
  readonly tenant: string;
  readonly pool: string | null;
  readonly binding: number | null;
  readonly at: number;
  readonly duration_ms: number;
  readonly bytes: number;
  readonly format: string;
  readonly channels: number;
  readonly salvaged: number;
  readonly held_at: number | null;
}

/** What opens the file of a row, wrapped in one way or two. */
export interface WrappedKeys {
  readonly id: number;
  readonly name: Uint8Array;
  readonly day: number;
  readonly wrapped: Uint8Array | null;
  readonly held_generation: number | null;
  readonly held: Uint8Array | null;
}

export const RECORDING_COLUMNS =
  'r.id, r.name, r.call, r.tenant, r.pool, r.binding, r.at, r.duration_ms, r.bytes, r.format, r.channels, r.salvaged, r.held_at';
export const KEY_COLUMNS = 'r.id, r.name, r.day, r.wrapped, r.held_generation, r.held';

/** Something still opens the file. */
export const IS_THERE = `(r.held IS NOT NULL OR
  (r.wrapped IS NOT NULL AND EXISTS (SELECT 1 FROM recording_day d WHERE d.day = r.day)))`;

export function recordingOf(row: RecordingRow): Recording {
  const id = recordingId(uuidText(row.name));
  if (id === undefined) throw new StoreError('store-corrupt', 'the name of a recording cannot be read');
  return {
    id,
    call: row.call === null ? null : (callId(uuidText(row.call)) ?? null),
    tenant: row.tenant as TenantId,
    pool: row.pool,
    binding: row.binding as BindingId | null,
    at: row.at,
    durationMs: row.duration_ms,
    bytes: row.bytes,
    format: row.format as RecordingFormat,
    channels: row.channels,
    salvaged: row.salvaged === 1,
    heldAt: row.held_at,
  };
}

/** @param dayKey of the row's day @returns `null` when nothing opens it any more */
export function fileKeyOf(row: WrappedKeys, ring: KeyRing, dayKey: DayKey | null): Uint8Array | null {
  const { id, held, held_generation: generation, wrapped } = row;
  if (held !== null && generation !== null)
    return new Uint8Array(ring.of(generation).unwrapKey('held-recording', id, held));
  return wrapped === null || dayKey === null ? null : dayKey.unwrap(uuidText(row.name), wrapped);
}
