import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A text file of the repository, with its path from the root. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** Files that git tracks, or would with the next `git add`. */
export function repositoryFiles(...patterns: readonly string[]): readonly RepositoryFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '--', ...patterns], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'latin1') }));
}

/** What a source file imports: packages by their name, other files by their path from the root. */
export function importsOf({ path, text }: RepositoryFile): readonly string[] {
  const specifiers = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g);
  return [...specifiers].map(([, specifier = '']) =>
    specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, path, '..', specifier)) : specifier,
  );
}
