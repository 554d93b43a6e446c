/*
 * What live calls cost: memory of FreeSWITCH for each call beside a static bridge, memory of a daemon that has many bindings and carries
 * many calls, and the processor time of the daemon beside that of the switch for the same calls.
 * usage: node scripts/bench-memory.ts [--calls 2000] [--bindings 1000000] [--rate 25] [--steady 60] [--journal FILE] [--for SECONDS] [--json]
 *   --calls 2000        live at once; without speech, which the load generator could not send beside them
 *   --bindings 1000000  in the store
 *   --rate 25           calls a second, while the calls are placed and while processor time is measured
 *   --steady 60         seconds of that, with speech
 *   --journal, --for    keep what is done in a file and go on after it; begin nothing more after so many seconds
 * Needs FreeSWITCH and SIPp. Bounds: 1.05 of static for the switch; 150 MB resident and 10 % of the switch's processor time for the daemon.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Candidate, type CandidateName } from './bench/candidate.ts';
import { Journal } from './bench/journal.ts';
import { atLeast, atMost, boundText, type Measured, measured } from './bench/measured.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    bindings: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '25' },
    steady: { type: 'string', default: '60' },
    for: { type: 'string', default: 'Infinity' },
    journal: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [calls, bindings, rate] = [Number(values.calls), Number(values.bindings), Number(values.rate)];
const steadySeconds = Number(values.steady);
const MB = 2 ** 20;
const BOUNDS = { switchShare: 1.05, daemonMb: 150, cpuShare: 0.1 };
/** A switch and a daemon that have just begun are as large as they get by the first hundreds of calls, whoever routes them. */
const WARM_UP_SECONDS = 20;
const SETTLE_MS = 5_000;
/** Of what was asked for: a few of thousands may be lost to what else the machine does. */
const CARRIED_SHARE = 0.99;

interface LiveCost {
  readonly part: 'static' | 'axbridge';
  readonly carried: number;
  readonly switchKbPerCall: number;
  /** Processor time of the switch for each of them, while nothing is said and none comes or goes. */
  readonly switchMsPerSecond: number;
  readonly daemonMb: number;
}

interface CpuCost {
  readonly part: 'cpu';
  readonly switchMs: number;
  readonly daemonMs: number;
}

const journal = new Journal<LiveCost | CpuCost>(values.journal ?? null);
const endAt = performance.now() + Number(values.for) * 1000;
for (const part of ['static', 'axbridge', 'cpu'] as const)
  if (journal.entries.every((one) => one.part !== part) && performance.now() < endAt)
    journal.add(part === 'cpu' ? await cpu() : await live(part));
const rows = [...liveRows(), ...cpuRows()];
if (values.json) console.log(JSON.stringify({ rows }));
else
  for (const { metric, value, unit, bound } of rows)
    console.log(`${metric.padEnd(70)} ${value} ${unit} ${boundText(bound)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;

function liveRows(): readonly Measured[] {
  const costs = journal.entries.filter((one) => one.part !== 'cpu');
  const [yardstick, ours] = [
    costs.find(({ part }) => part === 'static'),
    costs.find(({ part }) => part === 'axbridge'),
  ];
  if (yardstick === undefined || ours === undefined) return [];
  const share = ours.switchKbPerCall / yardstick.switchKbPerCall;
  const what = `${bindings.toLocaleString('en')} bindings and ${ours.carried.toLocaleString('en')} live calls`;
  return [
    measured('live calls carried: static', yardstick.carried, 'calls', atLeast(calls * CARRIED_SHARE)),
    measured('live calls carried: axbridge', ours.carried, 'calls', atLeast(calls * CARRIED_SHARE)),
    measured('memory of the switch for a live call: static', yardstick.switchKbPerCall, 'KB'),
    measured('memory of the switch for a live call: axbridge', ours.switchKbPerCall, 'KB'),
    measured('the same over static', share, 'times', atMost(BOUNDS.switchShare)),
    measured('CPU of the switch for a live, silent call: static', yardstick.switchMsPerSecond, 'ms/s'),
    measured('CPU of the switch for a live, silent call: axbridge', ours.switchMsPerSecond, 'ms/s'),
    measured(`the daemon resident, ${what}`, ours.daemonMb, 'MB', atMost(BOUNDS.daemonMb)),
  ];
}

/** Calls come at the rate and stay until all are there. */
async function live(name: 'static' | 'axbridge'): Promise<LiveCost> {
  await using candidate = await started(name);
  if (name === 'axbridge') await fill(candidate);
  const load = { rate, seconds: WARM_UP_SECONDS, talkMs: 500, media: false };
  await candidate.offer(load);
  const idle = candidate.cost();
  const seconds = calls / rate;
  const placed = candidate.offer({ ...load, seconds, talkMs: seconds * 1000 + 3 * SETTLE_MS });
  await pause(seconds * 1000 + SETTLE_MS);
  const carried = (await candidate.legs()) / 2;
  const { switch: freeswitch, daemon } = candidate.cost();
  console.error(
    `  ${name}: ${carried} calls live, daemon ${((daemon?.residentBytes ?? 0) / MB).toFixed(0)} MB`,
  );
  await pause(SETTLE_MS);
  const usedSeconds = candidate.cost().switch.cpuSeconds - freeswitch.cpuSeconds;
  await placed;
  return {
    part: name,
    carried,
    switchKbPerCall: (freeswitch.residentBytes - idle.switch.residentBytes) / carried / 1024,
    switchMsPerSecond: (usedSeconds * 1e6) / SETTLE_MS / carried,
    daemonMb: (daemon?.residentBytes ?? 0) / MB,
  };
}

async function cpu(): Promise<CpuCost> {
  await using candidate = await started('axbridge');
  const load = { rate, seconds: WARM_UP_SECONDS, talkMs: 2000, media: true };
  await candidate.offer({ ...load, media: false });
  const before = candidate.cost();
  const { created } = await candidate.offer({ ...load, seconds: steadySeconds });
  const after = candidate.cost();
  const daemonSeconds = (after.daemon?.cpuSeconds ?? 0) - (before.daemon?.cpuSeconds ?? 0);
  const switchMs = ((after.switch.cpuSeconds - before.switch.cpuSeconds) * 1000) / created;
  return { part: 'cpu', switchMs, daemonMs: (daemonSeconds * 1000) / created };
}

function cpuRows(): readonly Measured[] {
  const cost = journal.entries.find((one) => one.part === 'cpu');
  if (cost === undefined) return [];
  const share = cost.daemonMs / cost.switchMs;
  return [
    measured(`CPU of the switch for a call, ${rate} a second`, cost.switchMs, 'ms'),
    measured(`CPU of the daemon for a call, ${rate} a second`, cost.daemonMs, 'ms'),
    measured('CPU of the daemon over that of the switch', share, 'times', atMost(BOUNDS.cpuShare)),
  ];
}

async function started(name: CandidateName): Promise<Candidate> {
  // What a call costs is the question here, and not how many a machine takes that others use as well.
  const candidate = await Candidate.start(name, { calls: { refuseOverload: false } });
  if (candidate === null) throw new Error(`${name} cannot be had here`);
  return candidate;
}

/** The callers of the bench have their bindings already; the others are on other numbers. The daemon is started anew, as after a night. */
async function fill({ daemon }: Candidate): Promise<void> {
  if (daemon === null) return;
  const file = join(daemon.directory, 'many.csv');
  const out = createWriteStream(file);
  out.write('a,b,x\n');
  for (let row = 0; row < bindings; row += 1) {
    const digits = String(10_000_000 + row).padStart(8, '0');
    if (!out.write(`138${digits},139${digits},+86170000${digits.slice(-5)}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  const { code, stderr } = await daemon.cli('import', file);
  if (code !== 0) throw new Error(stderr);
  await daemon.kill('SIGTERM');
  await daemon.start();
}
