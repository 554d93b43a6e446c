import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findLeaks, numberSecret } from '../../../src/adapters/leak-kit/leak-search.ts';
import { LEAK_NUMBERS, type LeakSite } from './leak-site.ts';

/** Something that was written somewhere, and the numbers that stand in it. */
export interface WrittenPlace {
  readonly name: string;
  readonly bytes: number;
  /** Empty when no party's number is there, in no spelling. */
  readonly leaks: readonly string[];
}

/** What anybody can read of a process: `/proc/PID/...`. */
const PROC = ['cmdline', 'environ', 'comm', 'limits'] as const;

/** Everything that was written while calls were made: files and their names, processes, what the program prints. */
export async function searchWritten({ site }: LeakSite): Promise<readonly WrittenPlace[]> {
  const { daemon, freeswitch } = site;
  const found: WrittenPlace[] = [judged('log of the daemon', Buffer.from(daemon.output))];
  for (const directory of [daemon.directory, freeswitch.directory])
    found.push(...(await searchFiles(directory)));
  for (const [name, pid] of [
    ['daemon', daemon.pid],
    ['FreeSWITCH', freeswitch.pid],
  ] as const)
    if (pid !== undefined) found.push(...(await searchProcess(name, pid)));
  for (const words of PRINTING) {
    const { stdout, stderr } = await daemon.cli(...words);
    found.push(judged(`axbridge ${words.join(' ')}`, Buffer.from(stdout + stderr)));
  }
  return found;
}

/** What prints or exports, as it does unless real numbers are asked for. */
const PRINTING: readonly (readonly string[])[] = [
  ['bindings', '--limit', '1000', '--ended'],
  ['bindings', '--limit', '1000', '--json'],
  ['cdr', '--since', '1h'],
  ['cdr', '--since', '1h', '--format', 'jsonl'],
  ['events', '--json', '--limit', '1000'],
  ['calls', '--json'],
  ['export'],
  ['pool', 'list', '--json'],
  ['group', 'list', '--json'],
  ['recordings', 'list', '--json'],
  ['status', '--json'],
  ['doctor'],
];

async function searchFiles(directory: string): Promise<readonly WrittenPlace[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: WrittenPlace[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    const content = entry.isFile() ? await readFile(path).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
    const link = entry.isSymbolicLink() ? await readlink(path) : '';
    const name = relative(directory, path);
    found.push(judged(name, Buffer.concat([Buffer.from(`${name}\n${link}\n`), content])));
  }
  return found;
}

async function searchProcess(name: string, pid: number): Promise<readonly WrittenPlace[]> {
  const found: WrittenPlace[] = [];
  for (const part of PROC) found.push(judged(`${part} of ${name}`, await readFile(`/proc/${pid}/${part}`)));
  const open = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(open.map((one) => readlink(`/proc/${pid}/fd/${one}`).catch(() => '')));
  found.push(judged(`open files of ${name}`, Buffer.from(links.join('\n'))));
  const tasks = await readdir(`/proc/${pid}/task`);
  const threads = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/comm`, 'utf8').catch(() => '')),
  );
  found.push(judged(`threads of ${name}`, Buffer.from(threads.join(''))));
  return found;
}

/** All parties' numbers begin alike: what finds the beginning finds all of them. */
const SECRETS = [numberSecret("A's numbers", LEAK_NUMBERS.a), numberSecret("B's numbers", LEAK_NUMBERS.b)];

function judged(name: string, content: Buffer): WrittenPlace {
  const leaks = findLeaks([content], SECRETS).map(
    ({ secret, spelling, context }) => `${secret}, ${spelling}: ${context}`,
  );
  return { name, bytes: content.length, leaks };
}

/** Whether the kernel would write a core of this process to disk: `null` where it says nothing. */
export async function coreLimit(pid: number): Promise<string | null> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  return /^Max core file size\s+(\S+)/m.exec(limits)?.[1] ?? null;
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
