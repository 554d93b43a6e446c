import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';

const LIMIT = /^Max core file size\s+(\S+)\s+(\S+)/m;
const SWITCH = 'freeswitch';
/** `/proc/PID/cmdline`: words that end with a NUL. */
const DAEMON = /\/main\.[jt]s\0(?:[^\0]*\0)*serve\0/;

/** A process that may write all that it has in memory to a disk when it crashes. */
interface Dumping {
  readonly pid: string;
  readonly name: string;
}

/** Real numbers are in the memory of daemon and switch: a crash of either must not leave them in a file. Looks at this machine only. */
export function coreCheck(proc = '/proc'): DoctorCheck {
  return { name: 'core dumps', run: async () => verdict(await dumping(proc), proc) };
}

async function dumping(proc: string): Promise<readonly Dumping[] | null> {
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^[0-9]+$/.test(name));
  const found: Dumping[] = [];
  let seen = 0;
  for (const pid of pids) {
    const name = await nameOf(join(proc, pid));
    if (name === null) continue;
    const limit = LIMIT.exec(await textOf(join(proc, pid, 'limits')))?.[1];
    if (limit === undefined) continue;
    seen += 1;
    if (limit !== '0') found.push({ pid, name });
  }
  return seen === 0 ? null : found;
}

async function nameOf(directory: string): Promise<string | null> {
  if ((await textOf(join(directory, 'comm'))).trimEnd() === SWITCH) return SWITCH;
  return DAEMON.test(await textOf(join(directory, 'cmdline'))) ? 'the daemon' : null;
}

function verdict(found: readonly Dumping[] | null, proc: string): CheckResult {
  if (found === null)
    return { status: 'ok', detail: `no daemon and no FreeSWITCH can be seen in ${proc}`, advice: null };
  if (found.length === 0)
    return { status: 'ok', detail: 'daemon and switch on this machine write none', advice: null };
  const names = found.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  return {
    status: 'warning',
    detail: `would leave real numbers on a disk in a crash: ${names}`,
    advice: 'Set LimitCORE=0 in its unit (or ulimit -c 0 where it is started), and start it again.',
  };
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
