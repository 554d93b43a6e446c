import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SipPeer } from '../../src/adapters/leak-kit/sip-socket.ts';
import { findProgram, findSipp } from '../../test/support/find-program.ts';
import { freePort } from '../../test/support/free-port.ts';
import { datagramsReceived } from './process-cost.ts';
import { CALLEE_SCENARIO, callerScenario } from './sipp-scenarios.ts';

/** What a call has to be set up in. */
export const SET_UP_MS = 1000;
/** How long calls that are on their way when the last one has begun may take to end. */
const LINGER_MS = 15_000;
/** What SIPp plays again and again: half a second of A-law, whatever it sounds like. */
const SPEECH = Buffer.alloc(4_000, 0xd5);

/** Two carriers that SIPp plays: one places calls, the other answers them at once and sends back what it hears. */
export interface Carriers {
  readonly caller: SipPeer;
  readonly callee: SipPeer;
  /** Where the callee hears. */
  readonly mediaPort: number;
}

export interface Load {
  readonly to: SipPeer;
  /** Calls a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly talkMs: number;
  readonly media: boolean;
  /** `caller;dialled`, taken in turns. */
  readonly lines: readonly string[];
  /** At what rate it goes on after that, and how long. */
  readonly afterwards?: { readonly rate: number; readonly seconds: number };
}

/** What SIPp counted. */
export interface Offered {
  /** Epoch milliseconds of the first call that was told anything. */
  readonly beganAtMs: number;
  readonly created: number;
  /** Within the second that a call has to be set up in, from INVITE to 200. */
  readonly inTime: number;
  readonly failed: number;
  /** From the first call that was told anything to the last: longer than asked for where SIPp itself did not keep up. */
  readonly seconds: number;
  /** From INVITE to 200, in the order in which they came. */
  readonly answers: readonly Response[];
  /** From INVITE to 503. */
  readonly refusals: readonly Response[];
  /** UDP datagrams that programs of this machine received for each call: SIP, and media where it flows. */
  readonly datagramsPerCall: number;
}

/** One response time. */
export interface Response {
  /** Epoch milliseconds of its end. */
  readonly atMs: number;
  readonly tookMs: number;
}

/** Places calls at the rate for that time and waits for their end. @throws Error without SIPp */
export async function offer(carriers: Carriers, load: Load): Promise<Offered> {
  const directory = await mkdtemp(join(tmpdir(), 'axbridge-load-'));
  try {
    await writeFiles(directory, load);
    const callee = startCallee(carriers, directory);
    const before = datagramsReceived();
    await startCaller(carriers, load, directory);
    callee.kill('SIGKILL');
    await once(callee, 'exit');
    return await counted(directory, datagramsReceived() - before);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeFiles(directory: string, { lines, media }: Load): Promise<void> {
  const files = {
    'calls.csv': ['SEQUENTIAL', ...lines, ''].join('\n'),
    'caller.xml': callerScenario(media),
    'callee.xml': CALLEE_SCENARIO,
    'speech.alaw': SPEECH,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
}

function startCallee({ callee, mediaPort }: Carriers, cwd: string): ChildProcess {
  const { ip, port } = callee;
  return sipp(
    cwd,
    `-sf callee.xml -i ${ip} -p ${port} -mi ${ip} -mp ${mediaPort} -rtp_echo -aa -nostdin -recv_timeout 60000`,
  );
}

/** Every call that begins is waited for, until it has ended or the time for that is over. */
async function startCaller({ caller }: Carriers, load: Load, cwd: string): Promise<void> {
  const { to, rate, seconds, talkMs, afterwards = { rate: 0, seconds: 0 } } = load;
  const calls = Math.round(rate * seconds + afterwards.rate * afterwards.seconds);
  const controlPort = await freePort();
  const child = sipp(
    cwd,
    `${to.ip}:${to.port} -sf caller.xml -i ${caller.ip} -p ${caller.port} -mi ${caller.ip} -inf calls.csv -aa -nostdin ` +
      `-r ${rate.toFixed(0)} -m ${calls} -l ${calls} -d ${talkMs} -recv_timeout 10000 -trace_stat -stf statistics.csv -fd 1 ` +
      `-trace_rtt -rtt_freq 1 -cp ${controlPort}`,
  );
  const over = new AbortController();
  const limit = later(
    (seconds + afterwards.seconds) * 1500 + talkMs + LINGER_MS,
    () => child.kill('SIGUSR1'),
    over.signal,
  );
  const change = later(
    seconds * 1000,
    () => load.afterwards !== undefined && setRate(controlPort, afterwards.rate),
    over.signal,
  );
  await once(child, 'exit');
  over.abort();
  await Promise.all([limit, change]);
}

async function later(delayMs: number, act: () => unknown, signal: AbortSignal): Promise<void> {
  await pause(delayMs, undefined, { signal }).then(act, () => undefined);
}

/** SIPp listens for commands on a UDP port. */
function setRate(controlPort: number, rate: number): void {
  const socket = createSocket('udp4');
  socket.send(`cset rate ${rate.toFixed(0)}`, controlPort, '127.0.0.1', () => socket.close());
}

/** It dies with this process, however that ends. */
function sipp(cwd: string, args: string): ChildProcess {
  const program = findSipp();
  if (program === null) throw new Error('no SIPp on this machine (Debian: sip-tester)');
  const setpriv = findProgram('setpriv');
  const words = [
    ...(setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--']),
    program,
    ...args.split(' '),
  ];
  const [command = program, ...rest] = words;
  return spawn(command, rest, { cwd, stdio: 'ignore', env: { ...process.env, TZ: 'UTC' } });
}

async function counted(directory: string, datagrams: number): Promise<Offered> {
  const [head = '', ...rows] = (await readFile(join(directory, 'statistics.csv'), 'utf8')).trim().split('\n');
  const names = head.split(';');
  const last = rows.at(-1)?.split(';') ?? [];
  const value = (name: string): number => Number(last[names.indexOf(name)] ?? 0);
  const [answers, refusals] = await responses(directory);
  const created = value('TotalCallCreated');
  const begins = [...answers, ...refusals].map(({ atMs, tookMs }) => atMs - tookMs);
  const beganAtMs = -greatest(begins.map((begin) => -begin));
  return {
    beganAtMs,
    created,
    inTime: answers.filter(({ tookMs }) => tookMs <= SET_UP_MS).length,
    failed: value('FailedCall(C)'),
    seconds: begins.length === 0 ? 0 : (greatest(begins) - beganAtMs) / 1000,
    answers,
    refusals,
    datagramsPerCall: datagrams / created,
  };
}

/** Of the file that `-trace_rtt` writes: `Date_ms;response_time_ms;rtd_no`. */
async function responses(directory: string): Promise<readonly [answers: Response[], refusals: Response[]]> {
  const name = (await readdir(directory)).find((file) => file.endsWith('_rtt.csv'));
  const rows = name === undefined ? [] : (await readFile(join(directory, name), 'utf8')).split('\n').slice(1);
  const [answers, refusals]: [Response[], Response[]] = [[], []];
  for (const row of rows) {
    const [at, took, which] = row.split(';');
    if (which === undefined) continue;
    (which.trim() === '1' ? answers : refusals).push({ atMs: Number(at), tookMs: Number(took) });
  }
  return [answers, refusals];
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
