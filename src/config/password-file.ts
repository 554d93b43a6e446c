import { readFileSync, statSync } from 'node:fs';
import { Secret } from '../domain/secret.ts';

const MAX_FILE_BYTES = 4096;

export type PasswordReading =
  | { readonly ok: true; readonly password: Secret }
  | { readonly ok: false; readonly problem: string };

/** Reads the first line of a small file. The problem never repeats its content. */
export function readPasswordFile(file: string): PasswordReading {
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > MAX_FILE_BYTES)
      return { ok: false, problem: `${file} is no password file` };
    const [line = ''] = readFileSync(file, 'utf8').split(/\r?\n/, 1);
    return line === ''
      ? { ok: false, problem: `${file} has an empty first line` }
      : { ok: true, password: new Secret(line) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { ok: false, problem: `${file} cannot be read (${code})` };
  }
}
