import { randomUUID } from 'node:crypto';
import { chmod, chown, copyFile, lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkInput } from './check-input.ts';
import { FreeswitchConfError, type FreeswitchConfInput, type SwitchLogLevel } from './conf-input.ts';
import { acceptedBlocks, siteFiles } from './site-files.ts';

/** A file of this name says that a directory was written by us and may be written again. */
export const MARKER_FILE = '.written-by-axbridge';
const MARKER_TEXT = 'Written by "axbridge freeswitch-conf", which may replace this whole directory.\n';
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
/** `warning` has the SDP of a call whose codecs do not fit (`mod_sofia.c:2588`), with whatever number its user agent puts there. */
const TELLING_LEVELS: ReadonlySet<SwitchLogLevel> = new Set(['debug', 'info', 'notice', 'warning']);
const FILE_MODE = 0o640;
const DIRECTORY_MODE = 0o750;
/** Replaced by what the settings say. */
const SITE_PATHS = /^(vars\.xml|autoload_configs\/acl\.conf\.xml|sip_profiles\/carriers\/.*)$/;
const SHIPPED = /\.(xml|wav)$/;

export interface WrittenConf {
  /** Relative paths, sorted. */
  readonly files: readonly string[];
  /** Where a directory that was not ours went, when `replaceForeign` allowed to replace it. */
  readonly setAside: string | null;
  /** Things that work but are probably not meant, in plain words. */
  readonly warnings: readonly string[];
}

/**
 * Writes a configuration that FreeSWITCH boots from (`freeswitch -conf DIRECTORY`). The new directory is complete before it takes
 * the old one's place, and keeps the old one's owner and group. It holds passwords: files are 0640, directories 0750.
 *
 * @throws FreeswitchConfError for a value that cannot be written, or a directory that holds something else. Nothing is changed then.
 */
export async function writeFreeswitchConf(
  input: FreeswitchConfInput,
  directory: string,
  options: { readonly replaceForeign?: boolean } = {},
): Promise<WrittenConf> {
  checkInput(input);
  const target = resolve(directory);
  const occupant = await occupantOf(target);
  if (occupant === 'foreign' && options.replaceForeign !== true)
    throw new FreeswitchConfError(
      directory,
      'holds something else; name an empty or a new directory, or force it',
    );
  const staging = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const files = await fill(staging, input);
    if (occupant !== 'nothing') await takeOwner(staging, target);
    const setAside = await swap(staging, target, occupant);
    return { files, setAside, warnings: warningsOf(input) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

type Occupant = 'nothing' | 'ours' | 'foreign';

async function occupantOf(target: string): Promise<Occupant> {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return 'nothing';
  if (!found.isDirectory()) throw new FreeswitchConfError(target, 'is not a directory');
  const names = await readdir(target);
  return names.length === 0 || names.includes(MARKER_FILE) ? 'ours' : 'foreign';
}

async function fill(staging: string, input: FreeswitchConfInput): Promise<readonly string[]> {
  const files: string[] = [];
  await makeDirectory(staging);
  for (const [source, path] of await shippedFiles()) {
    await makeDirectory(dirname(join(staging, path)));
    await copyFile(source, join(staging, path));
    files.push(path);
  }
  for (const [path, content] of [...siteFiles(input), [MARKER_FILE, MARKER_TEXT] as const]) {
    await makeDirectory(dirname(join(staging, path)));
    await writeFile(join(staging, path), content, { mode: FILE_MODE });
    files.push(path);
  }
  for (const path of files) await chmod(join(staging, path), FILE_MODE);
  return files.toSorted();
}

async function shippedFiles(): Promise<readonly (readonly [source: string, path: string])[]> {
  const found = [join(REPOSITORY, 'dialplan/axbridge.xml')].map(
    (source) => [source, relative(REPOSITORY, source)] as const,
  );
  const root = join(REPOSITORY, 'freeswitch-conf');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const shipped = entries
    .filter((entry) => entry.isFile() && SHIPPED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((source) => [source, relative(root, source)] as const)
    .filter(([, path]) => !SITE_PATHS.test(path));
  return [...found, ...shipped];
}

async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
  if (first !== undefined) await chmod(path, DIRECTORY_MODE);
}

async function takeOwner(staging: string, target: string): Promise<void> {
  const { uid, gid } = await stat(target);
  const inside = await readdir(staging, { recursive: true });
  for (const path of ['.', ...inside]) await chown(join(staging, path), uid, gid);
}

/** Two renames, the first undone if the second fails. @returns where a foreign directory went. */
async function swap(staging: string, target: string, occupant: Occupant): Promise<string | null> {
  if (occupant === 'nothing') {
    await rename(staging, target);
    return null;
  }
  const aside = `${target}.before-${randomUUID().slice(0, 8)}`;
  await rename(target, aside);
  try {
    await rename(staging, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  if (occupant === 'foreign') return aside;
  await rm(aside, { recursive: true, force: true });
  return null;
}

function warningsOf(input: FreeswitchConfInput): readonly string[] {
  const warnings: string[] = [];
  for (const gateway of input.gateways) {
    const blocks = acceptedBlocks(gateway);
    if (blocks.length === 0)
      warnings.push(
        `gateway ${gateway.name}: its host is a name, so no calls are taken from it; list addresses in acceptFrom`,
      );
    if (blocks.some((block) => block.endsWith('/0')))
      warnings.push(`gateway ${gateway.name}: acceptFrom lets everybody place calls`);
  }
  if (TELLING_LEVELS.has(input.logLevel))
    warnings.push(`log level ${input.logLevel}: real numbers will be in FreeSWITCH's log`);
  return warnings;
}
