import { constants } from 'node:fs';
import { access, lstat, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';
import { QUARANTINE } from '../cdr-spool/directory-spool.ts';

const OTHERS = 0o007;
/** `statfs(2)`. */
const TMPFS = 0x0102_1994;
/** A daemon that runs takes a file within seconds. */
const LONG_MS = 60_000;
const LEG_FILE = /\.cdr\.json$/;

/** The directory in which the switch leaves the records of legs: there, ours to empty, and nobody else's to read. */
export function spoolCheck(directory: string, now: () => number): DoctorCheck {
  return { name: 'call records', run: () => look(directory, now()) };
}

async function look(directory: string, now: number): Promise<CheckResult> {
  const found = await lstat(directory).catch(() => null);
  if (found === null)
    return warning(
      `${directory} is not there: records have no legs, and calls that end while the daemon is away have none`,
      'Load mod_json_cdr with the files that `axbridge freeswitch-conf` writes; FreeSWITCH makes the directory.',
    );
  return (await spoolFault(directory, 'real numbers')) ?? contentOf(directory, now);
}

/** What is wrong with a directory that FreeSWITCH fills and we empty. @param secret what it holds in the clear */
export async function spoolFault(directory: string, secret: string): Promise<CheckResult | null> {
  const found = await lstat(directory);
  if (!found.isDirectory()) return failed(`${directory} is not a directory`, 'Move it out of the way.');
  if ((found.mode & OTHERS) !== 0)
    return failed(
      `${directory} is open to everybody on this machine, and holds ${secret} in clear`,
      `Start FreeSWITCH with umask 077 (or 027), and: chmod o= ${directory}`,
    );
  const isOurs = await access(directory, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isOurs) return null;
  return failed(
    `${directory} cannot be read and emptied by this user`,
    'Make it with mode 2770 and a group that FreeSWITCH and axbridge are both in, and start FreeSWITCH with umask 027.',
  );
}

async function contentOf(directory: string, now: number): Promise<CheckResult> {
  const aside = await readdir(join(directory, QUARANTINE)).catch(() => []);
  if (aside.length > 0)
    return warning(
      `${aside.length} files in ${join(directory, QUARANTINE)} could not be read`,
      'The log says why. They hold real numbers: look at them, and remove them.',
    );
  const old = await waiting(directory, now);
  if (old > 0)
    return warning(`${old} files have waited for a minute or longer`, 'Start the daemon, or see its log.');
  const { type } = await statfs(directory);
  return ok(type === TMPFS ? directory : `${directory}, which is not on a tmpfs: numbers get onto a disk`);
}

async function waiting(directory: string, now: number): Promise<number> {
  const names = (await readdir(directory)).filter((name) => LEG_FILE.test(name));
  const ages = names.map(
    async (name) => now - ((await stat(join(directory, name)).catch(() => null))?.mtimeMs ?? now),
  );
  return (await Promise.all(ages)).filter((age) => age > LONG_MS).length;
}

function ok(detail: string): CheckResult {
  return { status: 'ok', detail, advice: null };
}

function warning(detail: string, advice: string): CheckResult {
  return { status: 'warning', detail, advice };
}

function failed(detail: string, advice: string): CheckResult {
  return { status: 'failed', detail, advice };
}
