import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BoundView } from '../../src/app/operations.ts';
import { DaemonUnderTest } from '../../test/support/daemon.ts';
import { freePort } from '../../test/support/free-port.ts';
import { RealWorld } from '../../test/support/real-world.ts';
import { percentile } from './percentile.ts';

/** The difference to the static bridge that is allowed, in milliseconds: for calls that wait for the daemon, and where the dialplan asks. */
const BOUNDS = { waiting: { p50: 22, p99: 25 }, asking: { p50: 2, p99: 5 } };
const BLOCK = 40;
const LOG_MS = 10_000;
const STATIC_PREFIX = '99';

type Way = 'static' | 'axbridge';

/** All calls are one caller's. */
const UNLIMITED = { callsAMinute: null, callsAtOnce: null };

/** Delays of many calls each way, from the caller's INVITE to the callee's. */
export type Delays = Readonly<Record<Way, readonly number[]>>;

export interface DelayOptions {
  /** Calls a second. */
  readonly rate: number;
  /** Further sections of the daemon's settings. */
  readonly settings?: Readonly<Record<string, object>>;
  /** The dialplan asks the daemon by mod_xml_curl. It would for static calls as well, so those have a switch of their own. */
  readonly asks?: boolean;
}

/** FreeSWITCH whose calls are routed by the daemon, or by a `bridge` of its dialplan that asks nobody. */
export class DelayBench implements AsyncDisposable {
  readonly #worlds: Readonly<Record<Way, RealWorld>>;
  readonly daemon: DaemonUnderTest;
  readonly #intervalMs: number;
  readonly #dialled: Readonly<Record<Way, string>>;
  #routed = 0;

  private constructor(
    worlds: Readonly<Record<Way, RealWorld>>,
    daemon: DaemonUnderTest,
    dialled: Readonly<Record<Way, string>>,
    intervalMs: number,
  ) {
    this.#worlds = worlds;
    this.daemon = daemon;
    this.#dialled = dialled;
    this.#intervalMs = intervalMs;
  }

  static async start({ rate, settings = {}, asks = false }: DelayOptions): Promise<DelayBench> {
    const planPort = asks ? await freePort() : null;
    const planLookup = planPort === null ? null : { port: planPort, user: 'one' };
    const world = await RealWorld.start({ alterConf: addStaticBridge, planLookup });
    const worlds = {
      axbridge: world,
      static: asks ? await RealWorld.start({ alterConf: addStaticBridge }) : world,
    };
    const { eventSocket } = world;
    const sections = {
      log: { level: 'info' },
      routing: { gateways: ['west'] },
      dialplan: { port: planPort },
      limits: UNLIMITED,
    };
    const daemon = await DaemonUnderTest.create({ eventSocket, settings: { ...sections, ...settings } });
    try {
      await daemon.start();
      await daemon.ask('pool', 'add', 'main', '+8617000000001');
      const { x } = await daemon.ask<BoundView>('bind', '13800138000', '13800138001');
      const dialled = { static: `${STATIC_PREFIX}${x.slice(3)}`, axbridge: x.slice(3) };
      const bench = new DelayBench(worlds, daemon, dialled, 1000 / rate);
      for (const way of ['axbridge', 'static'] as const) await bench.#block(way);
      return bench;
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      await disposeOf(worlds);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.daemon[Symbol.asyncDispose]();
    await disposeOf(this.#worlds);
  }

  /** In turns, so that what else the machine does befalls both. @throws Error when what was compared is not what it seems */
  async compare(calls: number): Promise<Delays> {
    const delays: Record<Way, number[]> = { static: [], axbridge: [] };
    while (delays.axbridge.length < calls)
      for (const way of ['static', 'axbridge'] as const) delays[way].push(...(await this.#block(way)));
    await this.#checkRouted();
    return delays;
  }

  /** The log comes through a pipe, a moment after the calls. */
  async #checkRouted(): Promise<void> {
    const seen = () => this.daemon.log.filter(({ msg, from }) => msg === 'call' && from === 'new').length;
    await Promise.race([
      this.daemon.line(() => seen() >= this.#routed),
      pause(LOG_MS, undefined, { ref: false }),
    ]);
    if (seen() !== this.#routed)
      throw new Error(`the daemon routed ${seen()} calls, not its ${this.#routed}`);
  }

  /** Places calls at the rate; one at a time is on its way to the callee, so the next call that arrives is its other end. */
  async #block(way: Way): Promise<readonly number[]> {
    const delaysMs: number[] = [];
    const world = this.#worlds[way];
    for (let call = 0; call < BLOCK; call += 1) {
      const next = pause(this.#intervalMs);
      const arrived = world.nextCall('west').then((callee) => ({ callee, atMs: performance.now() }));
      const startedMs = performance.now();
      const caller = await world.callIn('east', '13800138000', this.#dialled[way]);
      const { callee, atMs } = await arrived;
      delaysMs.push(atMs - startedMs);
      callee.pickUp();
      void caller.answered.then(() => caller.hangUp());
      await next;
    }
    if (way === 'axbridge') this.#routed += BLOCK;
    return delaysMs;
  }
}

async function disposeOf(worlds: Readonly<Record<Way, RealWorld>>): Promise<void> {
  for (const world of new Set(Object.values(worlds))) await world[Symbol.asyncDispose]();
}

export function delayRows(delays: Delays, asks = false) {
  const bounds = asks ? BOUNDS.asking : BOUNDS.waiting;
  return ([50, 99] as const).map((rank) => {
    const [ours, theirs] = [percentile(delays.axbridge, rank / 100), percentile(delays.static, rank / 100)];
    const bound = rank === 50 ? bounds.p50 : bounds.p99;
    const added = ours - theirs;
    return { rank: `p${rank}`, static: theirs, axbridge: ours, added, bound, holds: added <= bound };
  });
}

export function printDelays(rows: ReturnType<typeof delayRows>): void {
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
