/*
 * Where the daemon's processor time goes: what each of its threads uses for a call, and a flame graph of the main thread.
 * usage: node scripts/bench-profile.ts [--rate 20] [--seconds 30] [--warm-up 20] [--svg docs/bench/profile.svg] [--json]
 *   --rate 20       calls a second, without speech, which is the switch's affair
 *   --warm-up 20    seconds of that before anything is measured
 * Needs FreeSWITCH and SIPp. Two daemons one after the other: the first is measured as it is, the second is looked at a thousand times a second.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Candidate } from './bench/candidate.ts';
import { type CpuProfile, type Frame, flameGraph, flamesOf } from './bench/flame-graph.ts';
import { type Measured, measured } from './bench/measured.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '20' },
    svg: { type: 'string', default: fileURLToPath(new URL('../docs/bench/profile.svg', import.meta.url)) },
    json: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
const TALK_MS = 1_000;
/** Parts of the main thread's time that have a name. */
const PARTS = {
  'garbage collection': /^\(garbage collector\)/,
  'the socket of the switch': /^onStreamRead /,
  'files of legs and call records': /cdr-spool|cdr-desk/,
  'the waker of the listener': /event-waker/,
} as const;

const rows = [...(await threads()), ...(await profile())];
if (values.json) console.log(JSON.stringify({ rows }));
else for (const { metric, value, unit } of rows) console.log(`${metric.padEnd(60)} ${value} ${unit}`);

async function threads(): Promise<readonly Measured[]> {
  await using candidate = await started();
  const pid = candidate.daemon?.pid ?? 0;
  await call(candidate, Number(values['warm-up']));
  const before = threadSeconds(pid);
  const calls = await call(candidate, Number(values.seconds));
  const after = threadSeconds(pid);
  const used = [...after].map(([name, seconds]): [string, number] => [
    name,
    ((seconds - (before.get(name) ?? 0)) * 1000) / calls,
  ]);
  const all = used.reduce((sum, [, ms]) => sum + ms, 0);
  return [
    measured('processor time of the daemon for a call', all, 'ms'),
    ...used.map(([name, ms]) => measured(`of it, ${name}`, ms, 'ms')),
  ];
}

async function profile(): Promise<readonly Measured[]> {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-profile-'));
  process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${directory}`;
  try {
    await using candidate = await started();
    const pid = candidate.daemon?.pid ?? 0;
    await call(candidate, Number(values['warm-up']));
    const fromUs = nowUs();
    await call(candidate, Number(values.seconds));
    const untilUs = nowUs();
    await candidate.daemon?.kill('SIGTERM');
    const root = flamesOf(profileIn(directory, pid), fromUs, untilUs);
    writeFileSync(values.svg, flameGraph(`main thread of the daemon, ${rate} calls a second`, root));
    return Object.entries(PARTS).map(([part, name]) =>
      measured(`of the main thread: ${part}`, (100 * usOf(root, name)) / root.us, '%'),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function started(): Promise<Candidate> {
  const candidate = await Candidate.start('axbridge', { calls: { refuseOverload: false } });
  if (candidate === null) throw new Error('axbridge cannot be had here');
  return candidate;
}

/** @returns how many calls there were */
async function call(candidate: Candidate, seconds: number): Promise<number> {
  const { created } = await candidate.offer({ rate, seconds, talkMs: TALK_MS, media: false });
  return created;
}

/** Processor time until now by what the threads are called. */
function threadSeconds(pid: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const place = `/proc/${pid}/task/${thread}`;
    const name = thread === `${pid}` ? 'main thread' : readFileSync(`${place}/comm`, 'utf8').trim();
    const ns = Number(readFileSync(`${place}/schedstat`, 'utf8').split(' ')[0]);
    seconds.set(name, (seconds.get(name) ?? 0) + ns / 1e9);
  }
  return seconds;
}

/** Node names a file after process and thread; 0 is the main one. */
function profileIn(directory: string, pid: number): CpuProfile {
  const file = readdirSync(directory).find((name) => name.includes(`.${pid}.0.`));
  if (file === undefined) throw new Error('the daemon wrote no profile');
  return JSON.parse(readFileSync(join(directory, file), 'utf8')) as CpuProfile;
}

/** Of the lowest frames with such a name. */
function usOf(frame: Frame, name: RegExp): number {
  if (name.test(frame.name)) return frame.us;
  return [...frame.above.values()].reduce((sum, above) => sum + usOf(above, name), 0);
}

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
