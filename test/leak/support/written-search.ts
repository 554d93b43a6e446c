import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findLeaks, numberSecret } from '../../../src/adapters/leak-kit/leak-search.ts';
import { until } from '../../sipp/support/until.ts';
import type { DaemonUnderTest } from '../../support/daemon.ts';
import { freePort } from '../../support/free-port.ts';
import { LEAK_NUMBERS, LeakSite } from './leak-site.ts';

/** Something that was written somewhere, and the numbers that stand in it. */
export interface WrittenPlace {
  readonly name: string;
  readonly bytes: number;
  /** Empty when no party's number is there, in no spelling. */
  readonly leaks: readonly string[];
}

/** What anybody can read of a process: `/proc/PID/...`. */
const PROC = ['cmdline', 'environ', 'comm', 'limits'] as const;

/** A site that writes as much as it can: every level of the log, recordings, files of events, an HTTP API. */
export class TalkativeSite implements AsyncDisposable {
  readonly leaks: LeakSite;
  readonly #httpPort: number;
  readonly #events: string;

  private constructor(leaks: LeakSite, httpPort: number, events: string) {
    this.leaks = leaks;
    this.#httpPort = httpPort;
    this.#events = events;
  }

  static async start(): Promise<TalkativeSite> {
    const port = await freePort();
    const events = await mkdtemp(join(tmpdir(), 'axbridge-events-'));
    const settings = { log: { level: 'trace' }, http: { port }, events: { file: { directory: events } } };
    const leaks = await LeakSite.start({ settings });
    const pool = { pool: 'main', calls: { recording: { mode: 'stereo' } } } as const;
    await leaks.site.run((axbridge) => axbridge.addPool(pool));
    return new TalkativeSite(leaks, port, events);
  }

  /** Everything that was written while calls were made: files and their names, processes, what the program prints and serves. @param commands of the command line */
  async search(commands: readonly (readonly string[])[] = PRINTING): Promise<readonly WrittenPlace[]> {
    const { daemon, freeswitch } = this.leaks.site;
    await this.#settled();
    const found: WrittenPlace[] = [judged('log of the daemon', Buffer.from(daemon.output))];
    for (const directory of [daemon.directory, freeswitch.directory, this.#events])
      found.push(...(await searchFiles(directory)));
    if (daemon.pid !== undefined) found.push(...(await searchProcess('daemon', daemon.pid)));
    found.push(...(await searchProcess('FreeSWITCH', freeswitch.pid)));
    found.push(...(await Promise.all(commands.map((words) => searchPrinted(daemon, words)))));
    return [...found, ...(await this.#served())];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leaks[Symbol.asyncDispose]();
    await rm(this.#events, { recursive: true, force: true });
  }

  /** No call is there any more, and the daemon has taken the records that the switch left: they are in the clear until then. */
  async #settled(): Promise<void> {
    const { site } = this.leaks;
    await site.quiet();
    const isTaken = async (directory: string): Promise<boolean> =>
      (await readdir(directory, { recursive: true })).every((name) => !/[.](json|wav)$/.test(name));
    await until('the records are taken', () => isTaken(site.freeswitch.cdrSpool));
    await until('the recordings are taken', () => isTaken(join(site.daemon.directory, 'recordings-spool')));
  }

  async #served(): Promise<readonly WrittenPlace[]> {
    const { daemon } = this.leaks.site;
    const scopes = ['--scope', 'read', '--scope', 'admin', '--scope', 'metrics', '--scope', 'recordings'];
    const { key } = await daemon.ask<{ readonly key: string }>('api-key', 'create', 'leak test', ...scopes);
    const found: WrittenPlace[] = [];
    for (const path of SERVED) {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`http://127.0.0.1:${this.#httpPort}${path}`, { headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      found.push(judged(`GET ${path}`, Buffer.from(await answer.arrayBuffer())));
    }
    return found;
  }
}

/** What prints or exports, as it does unless real numbers are asked for. */
const PRINTING: readonly (readonly string[])[] = [
  ['bindings', '--limit', '1000', '--ended'],
  ['bindings', '--limit', '1000', '--json'],
  ['cdr', '--since', '1h'],
  ['cdr', '--since', '1h', '--format', 'jsonl'],
  ['events'],
  ['events', '--json'],
  ['calls', '--json'],
  ['export'],
  ['pool', 'list', '--json'],
  ['group', 'list', '--json'],
  ['recordings', 'list', '--json'],
  ['status', '--json'],
  ['doctor'],
];

const SERVED = ['/metrics', '/v1/bindings', '/v1/cdrs', '/v1/events', '/v1/calls', '/v1/recordings'] as const;

async function searchPrinted(daemon: DaemonUnderTest, words: readonly string[]): Promise<WrittenPlace> {
  const { code, stdout, stderr } = await daemon.cli(...words);
  if (code !== 0 && words[0] !== 'doctor') throw new Error(`axbridge ${words.join(' ')}: ${stderr}`);
  return judged(`axbridge ${words.join(' ')}`, Buffer.from(stdout + stderr));
}

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
