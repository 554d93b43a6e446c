import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../ports/store-error.ts';
import { MasterKey } from '../sealing/master-key.ts';

/** The key that waits beside the key file while a rotation begins. */
export function nextKeyFile(path: string): string {
  return `${path}.next`;
}

/**
 * Reads a master key.
 * @returns `null` when there is no such file
 * @throws StoreError `key-unsafe` when group or others may read or write it, `key-malformed`, `store-failed`
 */
export function readKeyFile(path: string): MasterKey | null {
  const file = openOrNull(path);
  if (file === null) return null;
  try {
    const { mode } = fstatSync(file);
    if ((mode & 0o077) !== 0)
      throw new StoreError('key-unsafe', `${path} has mode 0${(mode & 0o777).toString(8)}, it must be 0600`);
    return MasterKey.parse(readFileSync(file, 'latin1'), path);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a new key in a new file of mode 0600; on stable storage when it returns.
 * @throws StoreError `store-failed` when there is a file already or it cannot be written
 */
export function createKeyFile(path: string): MasterKey {
  const key = MasterKey.random();
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      fchmodSync(file, 0o600);
      writeSync(file, `${Buffer.from(key.reveal()).toString('base64')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncDirectory(dirname(path));
  } catch (error) {
    throw new StoreError('store-failed', `the key file ${path} cannot be made (${codeOf(error)})`);
  }
  return key;
}

/** Puts the waiting key in the place of the key file, in one step and on stable storage. */
export function promoteNextKey(path: string): void {
  try {
    renameSync(nextKeyFile(path), path);
    syncDirectory(dirname(path));
  } catch (error) {
    throw new StoreError('store-failed', `the key file ${path} cannot be replaced (${codeOf(error)})`);
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new StoreError('store-failed', `the key file ${path} cannot be read (${codeOf(error)})`);
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
