import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RecordingFormat } from '../../domain/recording/recording.ts';
import { wavHeader } from '../../domain/recording/wav.ts';
import type { KeepOrder, KeptFile } from '../../ports/recording-vault.ts';
import { FileSealer, freshFileKey } from '../sealing/sealed-file.ts';
import { encode, formatOf } from './encode.ts';
import { markOf, openSpooled, spooledPath } from './recording-spool.ts';
import { nameBytes, sealedPath, UNFINISHED } from './vault-place.ts';

const PIECE_BYTES = 256 * 1024;

/** Where files come from, and where they go. */
export interface KeepPlaces {
  readonly spool: string;
  readonly directory: string;
}

/** Seals one file of the spool. When the encoder fails, the WAV is kept as it is. @throws Error of the file system */
export async function keepFile(places: KeepPlaces, order: KeepOrder): Promise<KeptFile> {
  const { file, encoder } = order;
  const source = await openSpooled(spooledPath(places.spool, file.name));
  try {
    let encoderFailure: string | null = null;
    const hasSound = file.wav.kind === 'whole' || file.wav.kind === 'cut';
    if (encoder !== 'none' && hasSound) {
      try {
        const sound = encode(encoder, wavOf(source, order), file.wav.sound);
        return await seal(places, order, { format: formatOf(encoder), sound, source });
      } catch (error) {
        encoderFailure = error instanceof Error ? error.message : String(error);
      }
    }
    const format = hasSound ? 'wav' : 'unknown';
    return {
      ...(await seal(places, order, { format, sound: wavOf(source, order), source })),
      encoderFailure,
    };
  } finally {
    await source.close();
  }
}

/** The file as it is; one whose lengths are wrong gets another header. */
async function* wavOf(source: FileHandle, { file }: KeepOrder): AsyncGenerator<Uint8Array> {
  const { wav, bytes } = file;
  if (wav.kind !== 'cut') {
    yield* piecesOf(source, 0, bytes);
    return;
  }
  yield wavHeader(wav.sound);
  yield* piecesOf(source, wav.sound.dataAt, wav.sound.dataAt + wav.sound.dataBytes);
}

async function* piecesOf(source: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = from; at < to; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(PIECE_BYTES, to - at), at);
    if (bytesRead === 0) throw new Error('the file became shorter while it was read');
    yield Buffer.from(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

interface Sealing {
  readonly format: RecordingFormat;
  readonly sound: AsyncIterable<Uint8Array>;
  readonly source: FileHandle;
}

/** Each attempt has a key of its own: a key that sealed two texts in the same places would open both. */
async function seal(
  { directory }: KeepPlaces,
  { id, at, file }: KeepOrder,
  { format, sound, source }: Sealing,
): Promise<KeptFile> {
  const path = sealedPath(directory, { id, at, format });
  const unfinished = `${path}${UNFINISHED}`;
  const key = freshFileKey();
  const sealer = new FileSealer(key, nameBytes(id));
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeSealed(unfinished, sealer, sound);
    if ((await markOf(source)) !== file.mark) throw new Error('the file changed while it was read');
    await rename(unfinished, path);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
  await syncDirectory(directory);
  if (made !== undefined) await syncDirectory(dirname(made));
  return { format, bytes: sealer.plainBytes, key, encoderFailure: null };
}

async function writeSealed(
  path: string,
  sealer: FileSealer,
  sound: AsyncIterable<Uint8Array>,
): Promise<void> {
  await unlink(path).catch(() => undefined);
  const target = await open(path, 'wx', 0o600);
  try {
    await target.writeFile(sealer.header);
    for await (const piece of sound) for (const chunk of sealer.update(piece)) await target.writeFile(chunk);
    await target.writeFile(sealer.end());
    await target.sync();
  } finally {
    await target.close();
  }
}

/** A name in a directory is on stable storage when the directory is (fsync(2)). */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
