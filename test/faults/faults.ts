import { open, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../support/within.ts';
import type { BindStream } from './support/bind-stream.ts';
import type { CallStream } from './support/call-stream.ts';
import type { FaultSite } from './support/fault-site.ts';

/** How large a trial is. */
export interface Size {
  /** Calls a second. */
  readonly rate: number;
  /** How long a process stands still, and how long a link is dead. */
  readonly stoppedMs: number;
  /** Calls during a rolling restart. */
  readonly restartCalls: number;
  /** How long calls go on before and after a fault. */
  readonly calmMs: number;
}

/** What was seen of one fault. */
export interface Seen {
  readonly fault: string;
  /** Calls and binds. */
  readonly tried: number;
  /** What must not be, each as a sentence. */
  readonly failures: readonly string[];
  /** From the moment when all that is needed is there again until a caller was answered; `null` where nothing was away. */
  readonly seconds: number | null;
  /** How many callers heard what. */
  readonly heard: Readonly<Record<string, number>>;
  readonly note: string;
}

interface Trial {
  readonly site: FaultSite;
  readonly size: Size;
  readonly calls: CallStream;
  readonly binds: BindStream;
}

/** Makes the fault and mends it. */
interface Course {
  /** When all was there again; `null` where nothing was away. */
  readonly backAt: number | null;
  readonly failures?: readonly string[];
  readonly note?: string;
}

interface FaultKind {
  readonly name: string;
  /** What callers may hear besides an answer. */
  readonly mayHear: readonly string[];
  /** Conversations may be cut: FreeSWITCH itself was away. */
  readonly mayCut?: boolean;
  readonly needsOwnDisk?: boolean;
  run(trial: Trial): Promise<Course>;
}

/** The promise of issue 5: a call is answered so soon after the daemon is back. */
const SOON_S = 2;
const PATIENCE_MS = 90_000;
const TALK_MS = 1_500;
const INVITE_LIFE_MS = 33_000;
/** The dialplan's answer when no daemon came within 4 s. */
const NO_DAEMON = '503';

export const FAULTS: readonly FaultKind[] = [
  {
    name: 'kill -9 of the daemon',
    mayHear: [NO_DAEMON],
    run: async ({ site, size }) => {
      await site.site.daemon.kill('SIGKILL');
      const killedAt = performance.now();
      const backAt = await started(site);
      await sleep(size.calmMs / 4);
      return { backAt, note: `back after ${((backAt - killedAt) / 1000).toFixed(1)} s` };
    },
  },
  {
    name: 'a rolling restart of the daemon',
    mayHear: [NO_DAEMON],
    run: async ({ site, size, calls }) => {
      let backAt = performance.now();
      let restarts = 0;
      for (; calls.calls.length < size.restartCalls; restarts += 1) {
        await site.site.daemon.kill('SIGTERM');
        backAt = await started(site);
        await sleep(size.calmMs);
      }
      return { backAt, note: `${restarts} restarts` };
    },
  },
  {
    name: 'SIGSTOP of the daemon',
    mayHear: [NO_DAEMON],
    run: async ({ site, size }) => {
      site.site.daemon.signal('SIGSTOP');
      await sleep(size.stoppedMs);
      site.site.daemon.signal('SIGCONT');
      return { backAt: performance.now(), note: `${size.stoppedMs / 1000} s` };
    },
  },
  {
    name: 'a half-open connection to the switch',
    mayHear: [NO_DAEMON],
    run: async ({ site, size }) => {
      const from = site.site.daemon.log.length;
      site.proxy.freeze();
      const frozenAt = performance.now();
      const ready = site.site.daemon.line(
        ({ msg, state }) => msg === 'switch link' && state === 'ready',
        from,
      );
      await within(PATIENCE_MS, 'the link is made anew', ready);
      const backAt = performance.now();
      await sleep(size.calmMs / 4);
      return { backAt, note: `known after ${((backAt - frozenAt) / 1000).toFixed(1)} s` };
    },
  },
  {
    name: 'kill -9 of FreeSWITCH',
    mayHear: [NO_DAEMON, 'gave-up', '408'],
    mayCut: true,
    run: async ({ site }) => {
      await site.site.freeswitch.restart();
      return { backAt: performance.now() };
    },
  },
  {
    name: 'SIGSTOP of FreeSWITCH',
    mayHear: [NO_DAEMON, 'gave-up', '408'],
    mayCut: true,
    run: async ({ site, size }) => {
      await site.site.freeswitch.kill('SIGSTOP');
      await sleep(size.stoppedMs);
      await site.site.freeswitch.kill('SIGCONT');
      return { backAt: performance.now(), note: `${size.stoppedMs / 1000} s` };
    },
  },
  {
    name: 'a full disk',
    mayHear: [],
    needsOwnDisk: true,
    run: async ({ site, size, binds }) => {
      const ballast = join(site.disk, 'ballast');
      // The daemon takes what it can get meanwhile.
      await writeFile(ballast, Buffer.alloc(await site.freeBytes())).catch(() => undefined);
      await within(
        PATIENCE_MS,
        'binds are refused',
        (async () => {
          while ((binds.refused.get('store-full') ?? 0) < 3) await sleep(20);
        })(),
      );
      await sleep(size.calmMs);
      await rm(ballast);
      const before = binds.acknowledged.length;
      await within(
        PATIENCE_MS,
        'binds are taken again',
        (async () => {
          while (binds.acknowledged.length < before + 3) await sleep(20);
        })(),
      );
      return { backAt: null, note: `${binds.refused.get('store-full')} binds refused with store-full` };
    },
  },
  ...(['a page', 'the length', 'the log'] as const).map((what) => damaged(what)),
];

/** The database is damaged under a daemon that was killed, refused, and restored from a backup that was made while it ran. */
function damaged(what: 'a page' | 'the length' | 'the log'): FaultKind {
  return {
    name: `a damaged database: ${what}`,
    mayHear: [NO_DAEMON],
    run: async ({ site, binds }) => {
      const { daemon } = site.site;
      const failures: string[] = [];
      const backup = join(daemon.directory, `backup-${what.replaceAll(' ', '-')}`);
      const before = [...binds.acknowledged];
      await said(daemon.cli('backup', backup), 0, failures);
      await binds.stop();
      await daemon.kill('SIGKILL');
      await damage(site.database, what);
      daemon.launch();
      const code = await within(PATIENCE_MS, 'the daemon refuses the database', daemon.exited());
      if (code !== 74) failures.push(`the damaged database was not refused: exit code ${code}`);
      if (!daemon.output.includes('axbridge restore')) failures.push('it does not say what to do');
      await said(daemon.cli('restore', backup), 0, failures);
      const backAt = await started(site);
      const lost = await site.lost(before);
      if (lost.length > 0) failures.push(`${lost.length} bindings of before the backup are not in it`);
      return { backAt, failures, note: `${before.length} binds were in the backup` };
    },
  };
}

async function damage(path: string, what: 'a page' | 'the length' | 'the log'): Promise<void> {
  if (what === 'the length') return truncate(path, 4096);
  if (what === 'the log') return overwrite(`${path}-wal`, 32 + 4120 * 2 + 1000, 64);
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
  return overwrite(path, 100, 3_000);
}

async function overwrite(path: string, at: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(bytes, 0x2a), 0, bytes, at);
  await file.close();
}

/** @returns the instant at which the daemon is back: attached to its switch */
async function started({ site }: FaultSite): Promise<number> {
  await within(PATIENCE_MS, 'the daemon serves', site.daemon.start());
  return performance.now();
}

async function said(
  command: Promise<{ readonly code: number | null; readonly stderr: string }>,
  code: number,
  failures: string[],
): Promise<void> {
  const result = await command;
  if (result.code !== code) failures.push(`a command ended with ${result.code}: ${result.stderr}`);
}

/** Calls and binds before, during and after a fault. @returns `null` when this machine cannot make it */
export async function tryFault(site: FaultSite, fault: FaultKind, size: Size): Promise<Seen | null> {
  if (fault.needsOwnDisk === true && !site.hasOwnDisk) return null;
  const [calls, binds] = [await site.calls(), site.binds()];
  calls.start(size.rate, TALK_MS);
  binds.start();
  await sleep(size.calmMs);
  const { backAt, failures = [], note = '' } = await fault.run({ site, size, calls, binds }).catch(brokenOff);
  const failed = [...failures];
  let seconds: number | null = null;
  if (backAt !== null) {
    const answeredAt = await within(PATIENCE_MS, 'a call is answered', calls.answeredAfter(backAt));
    seconds = (answeredAt - backAt) / 1000;
    if (seconds > SOON_S) failed.push(`the next good call came after ${seconds.toFixed(1)} s`);
  }
  await sleep(size.calmMs);
  await Promise.all([calls.stop(), binds.stop()]);
  failed.push(...calls.faults, ...(await aftermath(site, fault, calls, binds)));
  return {
    fault: fault.name,
    tried: calls.calls.length + binds.acknowledged.length,
    failures: failed,
    seconds,
    heard: calls.heard(),
    note,
  };
}

/** A switch that stood still for 30 s has a good deal to catch up with. */
async function isQuiet({ site }: FaultSite): Promise<boolean> {
  for (const givenUpAt = performance.now() + PATIENCE_MS; performance.now() < givenUpAt; ) {
    const isSo = await site.quiet().then(
      () => true,
      () => false,
    );
    if (isSo) return true;
  }
  return false;
}

/** A fault that could not be mended, or made, has failed. */
function brokenOff(error: unknown): Course {
  return { backAt: null, failures: [error instanceof Error ? error.message : String(error)] };
}

async function aftermath(
  site: FaultSite,
  fault: FaultKind,
  calls: CallStream,
  binds: BindStream,
): Promise<readonly string[]> {
  const failures: string[] = [];
  // An INVITE that nobody answered is repeated until then (RFC 3261, section 17.1.1.2), its caller gone or not.
  if (calls.heard()['gave-up'] !== undefined) await sleep(INVITE_LIFE_MS);
  if (!(await isQuiet(site))) failures.push('calls are left, long after they have ended');
  const allowed = new Set(['talked', ...fault.mayHear, ...(fault.mayCut === true ? ['cut'] : [])]);
  for (const [heard, count] of Object.entries(calls.heard()))
    if (!allowed.has(heard)) failures.push(`${count} callers heard ${heard}`);
  const lost = fault.name.startsWith('a damaged') ? [] : await site.lost(binds.acknowledged);
  if (lost.length > 0) failures.push(`${lost.length} acknowledged binds are lost`);
  return failures;
}
