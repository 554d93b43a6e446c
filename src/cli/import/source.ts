import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AxbridgeError } from '../../domain/error-catalogue.ts';

/** The bytes of a file. */
export interface Source {
  readonly bytes: AsyncIterable<Buffer>;
  /** `null` when it is not known. */
  readonly size: number | null;
}

/** @param file a path, or `-` for standard input @throws AxbridgeError `file-unreadable` */
export async function openSource(stdin: Readable, file: string): Promise<Source> {
  if (file === '-') return { bytes: stdin as AsyncIterable<Buffer>, size: null };
  const found = await stat(file).catch((error: unknown) => {
    throw new AxbridgeError('file-unreadable', file, { cause: error });
  });
  if (found.isDirectory()) throw new AxbridgeError('file-unreadable', `${file} is a directory`);
  return {
    bytes: createReadStream(file, { highWaterMark: 256 * 1024 }),
    size: found.isFile() ? found.size : null,
  };
}

/** The file could be opened, and not read to its end. */
export function isReadError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
