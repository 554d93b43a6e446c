import { join } from 'node:path';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import type { RecordingFormat } from '../../domain/recording/recording.ts';

const ENDINGS: Readonly<Record<RecordingFormat, string>> = {
  wav: 'wav',
  opus: 'opus',
  mp3: 'mp3',
  unknown: 'bin',
};
export const SEALED = '.sealed';
/** Behind the name of a file that is being written. */
export const UNFINISHED = '.tmp';

/** `2026-01-31`, in UTC. */
export function dayFolder(at: EpochUs): string {
  return new Date(at / 1000).toISOString().slice(0, 10);
}

/** `2026-01-31/UUID.wav.sealed`: a day and a UUID, and nothing of whom it is about. */
export function sealedPath(
  directory: string,
  { id, at, format }: { readonly id: string; readonly at: EpochUs; readonly format: RecordingFormat },
): string {
  return join(directory, dayFolder(at), `${id}.${ENDINGS[format]}${SEALED}`);
}

/** The name of the file as it is sealed in it: 16 bytes. */
export function nameBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
