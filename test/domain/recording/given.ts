import type { TenantId } from '../../../src/domain/access/tenant.ts';
import type { BindingId } from '../../../src/domain/binding/binding.ts';
import type { CallId } from '../../../src/domain/call/leg.ts';
import type { Recording, RecordingId } from '../../../src/domain/recording/recording.ts';
import { SECOND, T0, uuid } from '../cdr/given.ts';

export const recordingName = (n: number): RecordingId => uuid(n) as RecordingId;

/** A recording of ten seconds, the n-th. */
export function recordingGiven(n: number, changes: Partial<Recording> = {}): Recording {
  return {
    id: recordingName(n),
    call: uuid(n) as CallId,
    tenant: 'default' as TenantId,
    pool: 'city',
    binding: 7 as BindingId,
    at: T0 + n * SECOND,
    durationMs: 10_000,
    bytes: 160_044,
    format: 'wav',
    channels: 1,
    salvaged: false,
    heldAt: null,
    ...changes,
  };
}

/** PCM of 16 bits at 8,000 Hz in a WAV file: `samples` of each channel, counted up so that no two places are alike. */
export function wavFile(samples: number, channels = 1): Buffer {
  const data = Buffer.alloc(samples * channels * 2);
  for (let at = 0; at < data.length / 2; at += 1) data.writeInt16LE(((at * 7919) % 65_536) - 32_768, at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000 * channels, 28);
  head.writeUInt16LE(2 * channels, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
