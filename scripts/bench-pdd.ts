/*
 * Post-dial delay that axbridge adds: from the caller's INVITE to the callee's, for calls that the daemon routes and for calls that
 * a static `bridge` in the dialplan of the same FreeSWITCH routes, in turns, at the same rate.
 * usage: node scripts/bench-pdd.ts [--calls 400] [--rate 20] [--json]
 * Needs a real FreeSWITCH. Bounds: the difference is at most 22 ms at p50 and 25 ms at p99; exit code 1 when it is not.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BoundView } from '../src/app/operations.ts';
import { DaemonUnderTest } from '../test/support/daemon.ts';
import { RealWorld } from '../test/support/real-world.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '400' },
    rate: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const CALLS = Number(values.calls);
const INTERVAL_MS = 1000 / Number(values.rate);
const BLOCK = 40;
const BOUNDS = { p50Ms: 22, p99Ms: 25 };
const STATIC_PREFIX = '99';

type Way = 'static' | 'axbridge';

const world = await RealWorld.start({ alterConf: addStaticBridge });
const daemon = await DaemonUnderTest.create({
  eventSocket: world.eventSocket,
  settings: { log: { level: 'info' }, routing: { gateways: ['west'] } },
});
try {
  await daemon.start();
  await daemon.ask('pool', 'add', 'main', '+8617000000001');
  const { x } = await daemon.ask<BoundView>('bind', '13800138000', '13800138001');
  const dialled: Readonly<Record<Way, string>> = {
    static: `${STATIC_PREFIX}${x.slice(3)}`,
    axbridge: x.slice(3),
  };
  const delaysMs: Readonly<Record<Way, number[]>> = { static: [], axbridge: [] };
  await block(dialled.axbridge, BLOCK);
  await block(dialled.static, BLOCK);
  while (delaysMs.axbridge.length < CALLS)
    for (const way of ['static', 'axbridge'] as const)
      delaysMs[way].push(...(await block(dialled[way], BLOCK)));
  checkRouted(delaysMs.axbridge.length + BLOCK);
  report(delaysMs);
} finally {
  await daemon[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
}

/** The guards stay in front of the bridge, so that both ways run through the same dialplan but for the last step. */
async function addStaticBridge(confDirectory: string): Promise<void> {
  const file = join(confDirectory, 'dialplan/axbridge.xml');
  const text = await readFile(file, 'utf8');
  const parked = /<extension name="privacy-number">[\s\S]*?<\/extension>/.exec(text)?.[0] ?? '';
  const bridge =
    '<action application="bridge" data="{origination_caller_id_number=8617000000001,' +
    'origination_caller_id_name=8617000000001}sofia/gateway/west/8613800138001"/>';
  const changes = [
    ['privacy-number', 'static'],
    ['<condition>', `<condition field="destination_number" expression="^${STATIC_PREFIX}[0-9]+$">`],
    ['<action application="park"/>', bridge],
  ] as const;
  const bridged = changes.reduce((extension, [from, to]) => replaced(extension, from, to), parked);
  await writeFile(file, replaced(text, parked, bridged + parked));
}

/** @throws Error when it is not there: the comparison would be one of a thing with itself */
function replaced(text: string, from: string, to: string): string {
  if (from === '' || !text.includes(from))
    throw new Error(`the shipped dialplan has no ${from || 'extension'}`);
  return text.replace(from, () => to);
}

/** @throws Error when the daemon routed more or fewer calls than its own: what was compared is not what it seems */
function checkRouted(expected: number): void {
  const routed = daemon.log.filter((line) => line.msg === 'call' && line['from'] === 'new').length;
  if (routed !== expected) throw new Error(`the daemon routed ${routed} calls, not its ${expected}`);
}

/** Places calls at the rate; one at a time is on its way to the callee, so the next call that arrives is its other end. */
async function block(dialled: string, calls: number): Promise<readonly number[]> {
  const delaysMs: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const next = pause(INTERVAL_MS);
    const arrived = world.nextCall('west').then((callee) => ({ callee, atMs: performance.now() }));
    const startedMs = performance.now();
    const caller = await world.callIn('east', '13800138000', dialled);
    const { callee, atMs } = await arrived;
    delaysMs.push(atMs - startedMs);
    callee.pickUp();
    void caller.answered.then(() => caller.hangUp());
    await next;
  }
  return delaysMs;
}

function percentile(delaysMs: readonly number[], share: number): number {
  const sorted = [...delaysMs].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function report(delaysMs: Readonly<Record<Way, readonly number[]>>): void {
  const rows = ([50, 99] as const).map((rank) => {
    const [ours, theirs] = [
      percentile(delaysMs.axbridge, rank / 100),
      percentile(delaysMs.static, rank / 100),
    ];
    const bound = rank === 50 ? BOUNDS.p50Ms : BOUNDS.p99Ms;
    return {
      rank: `p${rank}`,
      static: theirs,
      axbridge: ours,
      added: ours - theirs,
      bound,
      holds: ours - theirs <= bound,
    };
  });
  if (values.json) console.log(JSON.stringify({ calls: CALLS, rate: Number(values.rate), rows }));
  else {
    console.log(`post-dial delay in ms, ${CALLS} calls each way at ${values.rate} a second`);
    console.log('        static  axbridge   added   bound');
    for (const { rank, added, bound, holds, ...ms } of rows)
      console.log(
        [
          rank,
          ms.static.toFixed(1),
          ms.axbridge.toFixed(1),
          added.toFixed(1),
          `${bound}${holds ? '' : '  MISSED'}`,
        ]
          .map((cell, column) => (column === 0 ? cell.padEnd(6) : cell.padStart(8)))
          .join(''),
      );
  }
  process.exitCode = rows.every((row) => row.holds) ? 0 : 1;
}
