import { lstat, readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';
import type { RecordingEncoder } from '../../ports/recording-vault.ts';
import { freeSpaceOf } from '../recordings/free-space.ts';
import { spoolFault } from './spool-check.ts';

/** What it looks at. */
export interface RecordingsPlace {
  readonly directory: string;
  readonly spool: string;
  readonly encoder: RecordingEncoder;
  readonly minFreeBytes: number;
}

const OTHERS = 0o077;
/** A daemon that runs takes a file soon after the call, and one of no known call after ten minutes. */
const LONG_MS = 15 * 60_000;

/** Whether recordings can be written, taken and kept, and nobody else listens to them. */
export function recordingsCheck(place: RecordingsPlace, now: () => number): DoctorCheck {
  return { name: 'recordings', run: () => look(place, now()) };
}

async function look(place: RecordingsPlace, now: number): Promise<CheckResult> {
  const { directory, spool, encoder, minFreeBytes } = place;
  const found = await lstat(spool).catch(() => null);
  const fault = found === null ? null : await spoolFault(spool, 'recordings');
  if (fault !== null) return fault;
  const kept = await lstat(directory).catch(() => null);
  if (kept !== null && (kept.mode & OTHERS) !== 0)
    return warning(`${directory} is open to others`, `chmod 700 ${directory}`);
  const space = await freeSpaceOf(place)();
  const short = space.find(({ freeBytes }) => freeBytes < minFreeBytes);
  if (short !== undefined)
    return warning(
      `calls are not recorded: ${short.place === 'spool' ? spool : directory} has ${short.freeBytes} bytes of room`,
      'Make room, or see `recordings.minFreeBytes` of the settings.',
    );
  if (encoder !== 'none' && !(await isInstalled(encoder)))
    return warning(
      `${encoder} is not on PATH: recordings are kept as WAV`,
      `Install it: ${PACKAGES[encoder]}.`,
    );
  const old = found === null ? 0 : await waiting(spool, now);
  if (old > 0)
    return warning(`${old} recordings have waited for long in ${spool}`, 'Start the daemon, or see its log.');
  const detail = found === null ? `${spool} is not there yet: FreeSWITCH makes it` : `${spool}, ${directory}`;
  return { status: 'ok', detail, advice: null };
}

const PACKAGES = { opusenc: 'apt install opus-tools', lame: 'apt install lame' } as const;

async function isInstalled(program: string): Promise<boolean> {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const found = directories.map((one) =>
    stat(join(one, program)).then(
      (it) => it.isFile(),
      () => false,
    ),
  );
  return (await Promise.all(found)).includes(true);
}

async function waiting(directory: string, now: number): Promise<number> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.wav'));
  const ages = names.map(
    async (name) => now - ((await stat(join(directory, name)).catch(() => null))?.mtimeMs ?? now),
  );
  return (await Promise.all(ages)).filter((age) => age > LONG_MS).length;
}

function warning(detail: string, advice: string): CheckResult {
  return { status: 'warning', detail, advice };
}
