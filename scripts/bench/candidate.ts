import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DaemonUnderTest } from '../../test/support/daemon.ts';
import { findFreeswitch, modulesOf } from '../../test/support/find-program.ts';
import { freePort } from '../../test/support/free-port.ts';
import { type FreeswitchProcess, startFreeswitch } from '../../test/support/freeswitch.ts';
import { gatewayAt } from '../../test/support/gateways.ts';
import { builtDaemon } from './built-daemon.ts';
import { type ProcessCost, processCost } from './process-cost.ts';
import { type Carriers, type Load, type Offered, offer } from './sipp-load.ts';

/** Ways to get a call from a carrier to another: by a dialplan alone, by a daemon that waits for parked calls, or by an answer over HTTP. */
export const CANDIDATES = ['static', 'axbridge', 'asks', 'modesl', 'esl-lite', 'lua', 'xml-curl'] as const;
export type CandidateName = (typeof CANDIDATES)[number];

const ROUTE =
  '{origination_caller_id_number=8617000000001,origination_caller_id_name=8617000000001}sofia/gateway/west/8613900000000';
const PARK = '<action application="park"/>';
const BRIDGE = `<action application="bridge" data="${ROUTE}"/>`;
/** Callers, each bound to a callee of its own on one X. */
const PAIRS = 1_000;
const X = '17000000001';
const LINES = Array.from({ length: PAIRS }, (_, pair) => `138${serial(pair)};${X}`);
const RTP_PORTS = { first: 10_000, last: 31_998 };
/** The same callers call again and again. */
const UNLIMITED = { callsAMinute: null, callsAtOnce: null };
const DRAIN_MS = 30_000;

/** What the switch and whoever routes for it have cost. */
export interface CandidateCost {
  readonly switch: ProcessCost;
  /** `null` where the dialplan alone routes. */
  readonly daemon: ProcessCost | null;
}

/** One FreeSWITCH with the shipped configuration, and who routes its calls. */
export class Candidate implements AsyncDisposable {
  readonly name: CandidateName;
  readonly freeswitch: FreeswitchProcess;
  readonly daemon: DaemonUnderTest | null;
  readonly #peer: ChildProcess | null;
  readonly #carriers: Carriers;

  private constructor(
    name: CandidateName,
    freeswitch: FreeswitchProcess,
    carriers: Carriers,
    router: DaemonUnderTest | ChildProcess | null,
  ) {
    this.name = name;
    this.freeswitch = freeswitch;
    this.#carriers = carriers;
    this.daemon = router instanceof DaemonUnderTest ? router : null;
    this.#peer = router instanceof DaemonUnderTest ? null : router;
  }

  /** @returns `null` where this machine has not got what it takes. */
  static async start(
    name: CandidateName,
    settings: Readonly<Record<string, object>> = {},
  ): Promise<Candidate | null> {
    if (!isPresent(name)) return null;
    const carriers = await freeCarriers();
    const planPort = name === 'asks' || name === 'xml-curl' ? await freePort() : null;
    const freeswitch = await startFreeswitch({
      gateways: [
        gatewayAt('east', carriers.caller.ip, carriers.caller.port),
        gatewayAt('west', carriers.callee.ip, carriers.callee.port),
      ],
      rtpPorts: RTP_PORTS,
      planLookup: planPort === null ? null : { port: planPort, user: 'one' },
      alterConf: (directory) => alterConf(name, directory),
    });
    try {
      const router = await startRouter(name, freeswitch, planPort, { ...settings });
      return new Candidate(name, freeswitch, carriers, router);
    } catch (error) {
      await freeswitch.stop();
      throw error;
    }
  }

  /** Places calls, and waits until none is left. */
  async offer(load: Omit<Load, 'to' | 'lines'>): Promise<Offered> {
    const to = { ip: this.freeswitch.sipIp, port: this.freeswitch.sipPort };
    const offered = await offer(this.#carriers, { ...load, to, lines: LINES });
    await this.drained();
    return offered;
  }

  /** Lets the thread that routes run whenever it has work, as FreeSWITCH does: it gives itself `SCHED_FIFO` 1. @throws Error without the right */
  runAtOnce(): void {
    const pid = this.daemon?.pid ?? this.#peer?.pid;
    if (pid !== undefined) execFileSync('chrt', ['--rr', '--pid', '1', `${pid}`]);
  }

  cost(): CandidateCost {
    const router = this.daemon?.pid ?? this.#peer?.pid;
    return {
      switch: processCost(this.freeswitch.pid),
      daemon: router === undefined ? null : processCost(router),
    };
  }

  /** Calls that are up in the switch, counted by legs. */
  async legs(): Promise<number> {
    return Number(/^([0-9]+) total/m.exec(await this.freeswitch.apiCommand('show channels count'))?.[1]);
  }

  /** No call is left, and no files of calls: nobody but the daemon takes those away. */
  async drained(): Promise<void> {
    await this.#emptied();
    const limitAt = performance.now() + DRAIN_MS;
    if (this.daemon === null) await emptyDirectory(this.freeswitch.cdrSpool);
    else
      while ((await files(this.freeswitch.cdrSpool)).length > 0 && performance.now() < limitAt)
        await pause(100);
    if (this.daemon !== null) this.daemon.log.length = 0;
  }

  /** Calls that an overload left behind are ended. @throws Error when they stay all the same */
  async #emptied(): Promise<void> {
    const beganAt = performance.now();
    while ((await this.legs()) > 0) {
      const forMs = performance.now() - beganAt;
      if (forMs > 2 * DRAIN_MS) throw new Error(`${this.name}: calls do not end`);
      if (forMs > DRAIN_MS) await this.freeswitch.apiCommand('hupall');
      await pause(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#peer?.kill('SIGKILL');
    await this.daemon?.[Symbol.asyncDispose]();
    await this.freeswitch.stop();
  }
}

function isPresent(name: CandidateName): boolean {
  const wanted = { lua: 'mod_lua.so', asks: 'mod_xml_curl.so', 'xml-curl': 'mod_xml_curl.so' } as const;
  const freeswitch = findFreeswitch();
  const modules = freeswitch === null ? null : modulesOf(freeswitch);
  if (!(name in wanted) || modules === null) return true;
  return existsSync(join(modules, wanted[name as keyof typeof wanted]));
}

async function freeCarriers(): Promise<Carriers> {
  const [caller, callee] = ['127.0.0.2', '127.0.0.3'];
  return {
    caller: { ip: caller, port: await freePort(caller) },
    callee: { ip: callee, port: await freePort(callee) },
    mediaPort: (await freePort(callee)) & ~1,
  };
}

/** The guards stay in front, so that all go through the same dialplan but for its last step. */
async function alterConf(name: CandidateName, directory: string): Promise<void> {
  const file = join(directory, 'dialplan/axbridge.xml');
  const text = await readFile(file, 'utf8');
  if (!text.includes(PARK)) throw new Error('the shipped dialplan does not park');
  if (name === 'static')
    await writeFile(
      file,
      text.replace(PARK, () => BRIDGE),
    );
  if (name === 'lua') {
    const script = join(directory, 'route.lua');
    await writeFile(script, `session:execute("bridge", "${ROUTE}")\n`);
    await writeFile(file, text.replace(PARK, `<action application="lua" data="${script}"/>`));
    await mkdir(join(directory, 'modules'), { recursive: true });
    await writeFile(join(directory, 'modules/lua.xml'), '<include>\n<load module="mod_lua"/>\n</include>\n');
  }
}

function startRouter(
  name: CandidateName,
  freeswitch: FreeswitchProcess,
  planPort: number | null,
  settings: Readonly<Record<string, object>>,
): Promise<DaemonUnderTest | ChildProcess | null> {
  switch (name) {
    case 'static':
    case 'lua':
      return Promise.resolve(null);
    case 'axbridge':
    case 'asks':
      return startDaemon(freeswitch, { dialplan: { port: planPort }, ...settings });
    case 'modesl':
    case 'esl-lite':
      return startPeer(`peers/${name}.ts`, `${freeswitch.eslPort}`, freeswitch.password, ROUTE);
    case 'xml-curl':
      return startPeer('peers/plan-server.ts', `${planPort}`, ROUTE);
  }
}

async function startDaemon(
  { eslPort, password, cdrSpool }: FreeswitchProcess,
  settings: Readonly<Record<string, object>>,
): Promise<DaemonUnderTest> {
  const daemon = await DaemonUnderTest.create({
    program: builtDaemon(),
    eventSocket: { host: '127.0.0.1', port: eslPort, password },
    settings: {
      log: { level: 'info' },
      routing: { gateways: ['west'] },
      limits: UNLIMITED,
      calls: { refuseOverload: true },
      cdr: { spool: cdrSpool },
      ...settings,
    },
  });
  await daemon.start();
  await daemon.ask('pool', 'add', 'main', '+8617000000000-+8617000099999');
  const file = join(daemon.directory, 'pairs.csv');
  const rows = Array.from({ length: PAIRS }, (_, pair) => `138${serial(pair)},139${serial(pair)},+86${X}`);
  await writeFile(file, `a,b,x\n${rows.join('\n')}\n`);
  const { code, stderr } = await daemon.cli('import', file);
  if (code !== 0) throw new Error(stderr);
  return daemon;
}

async function startPeer(script: string, ...args: readonly string[]): Promise<ChildProcess> {
  const peer = fork(new URL(script, import.meta.url), args);
  process.once('exit', () => peer.kill('SIGKILL'));
  const [word] = await Promise.race([once(peer, 'message'), once(peer, 'exit')]);
  if (word !== 'ready') throw new Error(`${script} ended`);
  return peer;
}

function serial(pair: number): string {
  return String(pair).padStart(8, '0');
}

async function emptyDirectory(directory: string): Promise<void> {
  for (const name of await files(directory)) await rm(join(directory, name), { force: true });
}

async function files(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
