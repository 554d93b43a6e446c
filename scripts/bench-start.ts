/*
 * How long until a daemon that has just been started routes a call: a caller waits in park, the daemon is started, and the callee's
 * telephone gets its INVITE. usage: node scripts/bench-start.ts [--bindings 1000000] [--rounds 5] [--json]
 * Needs a real FreeSWITCH. Measures from the start of the process, Node's own start included.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { DaemonUnderTest } from '../test/support/daemon.ts';
import { RealWorld } from '../test/support/real-world.ts';

const { values } = parseArgs({
  options: {
    bindings: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

const world = await RealWorld.start();
const daemon = await DaemonUnderTest.create({
  eventSocket: world.eventSocket,
  settings: { log: { level: 'info' } },
});
try {
  await fill(Number(values.bindings));
  const delaysMs: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    delaysMs.push(await startWithCallerWaiting(round));
  report(delaysMs);
} finally {
  await daemon[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
}

async function fill(bindings: number): Promise<void> {
  await daemon.ask('pool', 'add', 'main', '+8617000000000-+8617000099999', '--cool-down', 'none');
  const file = join(daemon.directory, 'bindings.csv');
  const out = createWriteStream(file);
  out.write('a,b,x\n');
  for (let row = 0; row < bindings; row += 1) {
    const digits = String(row).padStart(8, '0');
    if (!out.write(`138${digits},139${digits},+86170000${digits.slice(-5)}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  const { code, stderr } = await daemon.cli('import', file);
  if (code !== 0) throw new Error(stderr);
}

async function startWithCallerWaiting(round: number): Promise<number> {
  const digits = String(round).padStart(8, '0');
  const caller = await world.callIn('east', `138${digits}`, `170000${digits.slice(-5)}`);
  await parked();
  const startedAt = performance.now();
  daemon.launch();
  const callee = await world.nextCall('east');
  const delayMs = performance.now() - startedAt;
  if (callee.called !== `86139${digits}`) throw new Error('the call went to somebody else');
  callee.reject(486);
  await caller.ended;
  await daemon.kill('SIGTERM');
  return delayMs;
}

async function parked(): Promise<void> {
  while (!(await world.freeswitch.apiCommand('show channels')).includes(',park,'))
    await new Promise((resolve) => setTimeout(resolve, 10));
}

function report(delaysMs: readonly number[]): void {
  const sorted = [...delaysMs].sort((one, other) => one - other);
  const figures = {
    delaysMs: delaysMs.map(Math.round),
    bindings: Number(values.bindings),
    minMs: Math.round(sorted[0] ?? 0),
    medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    maxMs: Math.round(sorted.at(-1) ?? 0),
  };
  console.log(
    values.json
      ? JSON.stringify(figures)
      : `start to the callee's INVITE with ${figures.bindings.toLocaleString('en')} bindings: ` +
          `median ${figures.medianMs} ms (${figures.minMs} to ${figures.maxMs})`,
  );
}
