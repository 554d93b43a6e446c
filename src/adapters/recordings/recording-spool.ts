import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingId } from '../../domain/recording/recording.ts';
import { readWav, WAV_HEAD_BYTES } from '../../domain/recording/wav.ts';
import type { RecordingSpool, SpooledRecording } from '../../ports/recording-spool.ts';

const ENDING = '.wav';
const OTHERS_MAY_WRITE = 0o002;

export interface DirectoryRecordingSpoolOptions {
  readonly directory: string;
  /** Told once of each state of affairs in which the directory cannot be read. */
  readonly onOddity: (what: string) => void;
}

/** WAV files of the switch, named by a UUID, in one directory. */
export class DirectoryRecordingSpool implements RecordingSpool {
  readonly #options: DirectoryRecordingSpoolOptions;
  #complaint: string | null = null;

  constructor(options: DirectoryRecordingSpoolOptions) {
    this.#options = options;
  }

  async names(): Promise<readonly string[]> {
    const { directory } = this.#options;
    try {
      const { mode } = await lstat(directory);
      if ((mode & OTHERS_MAY_WRITE) !== 0) throw new Error('everybody may write into it');
      const names = await readdir(directory);
      this.#complaint = null;
      return names
        .filter((name) => name.endsWith(ENDING))
        .map((name) => name.slice(0, -ENDING.length))
        .filter((name) => recordingId(name) !== undefined);
    } catch (error) {
      // FreeSWITCH makes it with the first recording.
      if (codeOf(error) !== 'ENOENT') this.#complain(codeOf(error));
      return [];
    }
  }

  async look(name: string): Promise<SpooledRecording | null> {
    const handle = await openSpooled(this.#path(name)).catch(unlessGone);
    if (handle === null) return null;
    try {
      return await lookAt(name, handle);
    } finally {
      await handle.close();
    }
  }

  async remove({ name, mark }: SpooledRecording): Promise<void> {
    const now = await this.look(name);
    if (now?.mark === mark) await unlink(this.#path(name)).catch(unlessGone);
  }

  #complain(because: string): void {
    if (this.#complaint === because) return;
    this.#complaint = because;
    this.#options.onOddity(`recordings: ${this.#options.directory} cannot be read (${because})`);
  }

  #path(name: string): string {
    return spooledPath(this.#options.directory, name);
  }
}

export function spooledPath(directory: string, name: string): string {
  return join(directory, `${name}${ENDING}`);
}

/** Follows no link, and waits for no pipe. @throws Error when it is no file */
export async function openSpooled(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error('it is no file');
}

/** Tells a file, as it is, from others and from itself as it was. */
export async function markOf(handle: FileHandle): Promise<string> {
  const { ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return `${ino}.${size}.${mtimeNs}`;
}

async function lookAt(name: string, handle: FileHandle): Promise<SpooledRecording> {
  const mark = await markOf(handle);
  const { size, mtimeMs } = await handle.stat();
  const head = Buffer.alloc(Math.min(WAV_HEAD_BYTES, size));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const wav = readWav(head.subarray(0, bytesRead), size);
  return { name, mark, bytes: size, changedAt: Math.floor(mtimeMs), wav };
}

function unlessGone(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
