import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LookAtSpace } from '../../ports/recording-space.ts';
import type { KeepPlaces } from './keep-file.ts';

/** Asks the file systems. A directory that is not there yet will be made in the one above it. */
export function freeSpaceOf({ spool, directory }: KeepPlaces): LookAtSpace {
  return async () => [
    { place: 'spool', freeBytes: await freeBytesAt(spool) },
    { place: 'directory', freeBytes: await freeBytesAt(directory) },
  ];
}

async function freeBytesAt(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return freeBytesAt(dirname(path));
  }
}
