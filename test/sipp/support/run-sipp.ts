import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, findSipp } from '../../support/find-program.ts';
import { freePort } from '../../support/free-port.ts';
import type { SippScenario } from './scenario.ts';
import { messagesIn, type SippMessage, type SippStatistics, statisticsIn } from './sipp-log.ts';

export interface SippRun {
  readonly scenario: SippScenario;
  /** The address that this carrier has: 127.0.0.2, 127.0.0.3, ... */
  readonly ip: string;
  /** A free one unless told. */
  readonly port?: number;
  /** The switch, for the side that calls. */
  readonly remote?: { readonly ip: string; readonly port: number };
  /** SIPp ends after this many calls. 1 unless told. */
  readonly calls?: number;
  /** Calls a second, and at most at once. */
  readonly rate?: number;
  readonly atOnce?: number;
  /** One line for each call, fields separated by `;`: `[field0]`, `[field1]` of the scenario. */
  readonly lines?: readonly string[];
  /** Sends received media back. */
  readonly echoMedia?: boolean;
  readonly timeoutMs?: number;
  readonly args?: readonly string[];
}

export interface SippResult {
  /** 0: all calls went as the scenario says. 1: some did not. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly statistics: SippStatistics;
  readonly messages: readonly SippMessage[];
  /** Bytes that came from the switch: what a leak would be in. */
  readonly received: readonly Buffer[];
  /** What SIPp complained about. */
  readonly errors: string;
}

export interface SippProcess extends AsyncDisposable {
  readonly ip: string;
  readonly port: number;
  readonly finished: Promise<SippResult>;
  /** Ends it now. `finished` has what was recorded until then. */
  stop(): Promise<SippResult>;
}

const TIMEOUT_MS = 30_000;
const KILL_AFTER_MS = 1_500;

/** Starts SIPp and resolves when its port listens. A side that is called must run before the side that calls. */
export async function startSipp(run: SippRun): Promise<SippProcess> {
  const program = findSipp();
  if (program === null) throw new Error('no SIPp on this machine (Debian: sip-tester)');
  const port = run.port ?? (await freePort(run.ip));
  const directory = await mkdtemp(join(tmpdir(), `axbridge-sipp-${run.scenario.name}-`));
  const args = await argumentsOf(run, port, directory);
  const [command = program, ...rest] = [...dieWithParent(), program, ...args];
  const child = spawn(command, rest, { stdio: 'ignore', cwd: directory, env: { ...process.env, TZ: 'UTC' } });
  const finished = finish(child, directory, run.timeoutMs ?? TIMEOUT_MS);
  await listening(child, run.ip, port);
  const stop = async (): Promise<SippResult> => {
    await end(child);
    return finished;
  };
  return { ip: run.ip, port, finished, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

/** Runs SIPp to its end. */
export async function runSipp(run: SippRun): Promise<SippResult> {
  await using sipp = await startSipp(run);
  return await sipp.finished;
}

async function argumentsOf(run: SippRun, port: number, directory: string): Promise<readonly string[]> {
  await writeFile(join(directory, 'scenario.xml'), run.scenario.xml, 'latin1');
  const calls = run.calls ?? run.lines?.length ?? 1;
  const remote = run.remote === undefined ? '' : `${run.remote.ip}:${run.remote.port} `;
  const always =
    `${remote}-sf scenario.xml -i ${run.ip} -p ${port} -mi ${run.ip} -m ${calls} -nostdin -aa ` +
    '-trace_msg -message_file messages.log -trace_err -error_file errors.log -trace_stat -stf statistics.csv -fd 1';
  const args = [
    ...always.split(' '),
    ...(run.rate === undefined ? [] : ['-r', `${run.rate}`]),
    ...(run.atOnce === undefined ? [] : ['-l', `${run.atOnce}`]),
    ...(run.echoMedia === true ? ['-rtp_echo'] : []),
  ];
  if (run.lines !== undefined) {
    await writeFile(join(directory, 'calls.csv'), ['SEQUENTIAL', ...run.lines, ''].join('\n'), 'latin1');
    args.push('-inf', 'calls.csv');
  }
  return [...args, ...(run.args ?? [])];
}

async function finish(child: ChildProcess, directory: string, timeoutMs: number): Promise<SippResult> {
  const timer = { fired: false };
  const handle = setTimeout(() => {
    timer.fired = true;
    void end(child);
  }, timeoutMs);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  clearTimeout(handle);
  const [log, csv, errors] = await Promise.all(
    ['messages.log', 'statistics.csv', 'errors.log'].map((name) =>
      readFile(join(directory, name)).catch(() => Buffer.alloc(0)),
    ),
  );
  if (process.env['AXBRIDGE_KEEP'] === undefined) await rm(directory, { recursive: true, force: true });
  const messages = messagesIn(log ?? Buffer.alloc(0));
  return {
    exitCode: child.exitCode,
    timedOut: timer.fired,
    statistics: statisticsIn((csv ?? '').toString()),
    messages,
    received: messages.filter(({ direction }) => direction === 'received').map(({ bytes }) => bytes),
    errors: (errors ?? '').toString('latin1'),
  };
}

/** SIGUSR1 lets SIPp write its files and leave; SIGKILL follows where it still waits for calls. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGUSR1');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(timer);
}

/** A bound UDP port shows in the kernel's table (`/proc/net/udp`); SIPp says nothing itself. */
async function listening(child: ChildProcess, ip: string, port: number): Promise<void> {
  const wanted = `${hexAddress(ip)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if ((await readFile('/proc/net/udp', 'utf8')).includes(` ${wanted} `)) return;
    await sleep(10);
  }
  throw new Error(`SIPp does not listen on ${ip}:${port}`);
}

function hexAddress(ip: string): string {
  const bytes = ip.split('.').map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'));
  return bytes.toReversed().join('');
}

function dieWithParent(): readonly string[] {
  const setpriv = findProgram('setpriv');
  return setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}
