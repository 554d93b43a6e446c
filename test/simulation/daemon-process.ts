import { NodeKeyMaterial } from '../../src/adapters/access/node-key-material.ts';
import { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import { CallDesk, type Dialling } from '../../src/app/call-desk.ts';
import { CallFleet } from '../../src/app/call-fleet.ts';
import { CallRouter } from '../../src/app/call-router.ts';
import { callContextOf } from '../../src/app/cdr/call-context.ts';
import { CdrDesk } from '../../src/app/cdr/cdr-desk.ts';
import { recordWitness } from '../../src/app/cdr/record-witness.ts';
import { Consultations } from '../../src/app/consultations.ts';
import { Daemon } from '../../src/app/daemon.ts';
import { CallEvents } from '../../src/app/event/call-events.ts';
import { EventKeeper } from '../../src/app/event/event-keeper.ts';
import { OperationsDesk } from '../../src/app/operations-desk.ts';
import { StoreDesk } from '../../src/app/store-desk.ts';
import { type Gateway, PLAIN_GATEWAY } from '../../src/domain/gateway/gateway.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { HOME_ONLY } from '../../src/domain/policy/dial-rules.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Durable } from './durable.ts';
import type { LegFiles } from './leg-files.ts';
import type { Life, Machine } from './life.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Sabotage } from './sabotage.ts';

export const PLAN = chinaPlan();
const READER = phoneNumberReader(PLAN);
const DAY_MS = 86_400_000;
/** How long ended bindings and records are kept. */
export const HISTORY_MS = 2 * DAY_MS;

export const GATEWAYS: ReadonlyMap<string, Gateway> = new Map(
  ['east', 'west'].map((name) => [
    name,
    {
      name,
      host: `${name}.example`,
      port: 5060,
      transport: 'udp',
      registration: null,
      numberFormat: 'e164',
      dialPrefix: '',
      acceptFrom: [],
      ...PLAIN_GATEWAY,
    },
  ]),
);

export const DIALLING: Dialling = {
  gateways: ['east', 'west'],
  policy: { ringTimeoutMs: 30_000, firstResponseTimeoutMs: 4_000, maxCallMs: 1_800_000, ringback: 'carrier' },
  maxCalls: null,
};

/** Where a daemon runs: what it finds when it starts. */
export interface Surroundings {
  readonly machine: Machine;
  readonly network: Network;
  readonly durable: Durable;
  readonly legFiles: LegFiles;
  readonly random: Random;
  readonly log: Log;
  readonly sabotage: Sabotage;
}

/** One process of the daemon, put together as `src/composition/serve.ts` does it, without its sockets and files. */
export class DaemonProcess {
  readonly life: Life;
  readonly bindings: StoreDesk;
  readonly operations: OperationsDesk;
  readonly daemon: Daemon;
  readonly desk: CallDesk;
  /** All that it is made of, to be measured. */
  readonly parts: Readonly<Record<string, object>>;
  readonly #fleet: CallFleet;

  constructor(life: Life, surroundings: Surroundings) {
    const { machine, durable, legFiles, random, log, sabotage } = surroundings;
    this.life = life;
    const clock = life.clock(machine);
    const { store, cdrs, events } = durable.seenBy(life);
    const plain = new CallRouter(store, PLAN);
    const router = sabotage.routerOf?.(plain) ?? plain;
    const policy = () => DIALLING.policy;
    const seen = new CallEvents({ events, store, router, clock, log, policy });
    const records = new CdrDesk({
      store: cdrs,
      spool: legFiles.seenBy(life),
      clock,
      log,
      beforeSettling: () => seen.flush(),
      isLive: (call) => this.desk.call(call) !== undefined,
      callsOnSwitch: (name) => this.#fleet.liveCalls(name),
      contextOf: (call) => callContextOf(store, PLAN, call),
    });
    const hook = {
      ask: async () => ({ ok: false, because: 'slow', detail: null }) as const,
      close: () => {},
    };
    const consultations = new Consultations({ hook, reader: READER, router, clock, log });
    this.desk = new CallDesk({
      store,
      router,
      clock,
      ids: { uuid: () => random.uuid() },
      log,
      consultations,
      dialling: () => DIALLING,
      language: () => 'en',
      witnesses: [recordWitness(records), seen],
    });
    const keeper = new EventKeeper({
      events,
      calls: seen,
      clock,
      log,
      expiringMs: () => 0,
      historyMs: () => HISTORY_MS,
    });
    const kept = { historyMs: () => HISTORY_MS, cdrHistoryMs: () => HISTORY_MS };
    this.daemon = new Daemon({ store, cdrs, records, events: keeper, desk: this.desk, clock, log, ...kept });
    const node = nodeOf(life, surroundings);
    this.#fleet = new CallFleet({
      nodes: [sabotage.nodeOf?.(node) ?? node],
      desk: this.desk,
      log,
      onRefused: (name, because) => this.daemon.onSwitchRefused(name, because),
    });
    this.bindings = storeDeskOf(store, router, clock);
    this.operations = new OperationsDesk({
      version: 'simulated',
      startedAt: clock.now(),
      desk: this.desk,
      fleet: this.#fleet,
      bindings: this.bindings,
      gateways: () => DIALLING.gateways,
      draining: () => this.daemon.draining,
      mayShowRealNumbers: () => false,
      rotateKey: async () => ({ bindings: 0 }),
    });
    this.parts = { desk: this.desk, records, seen, router, node, fleet: this.#fleet, keeper };
  }

  start(): void {
    this.daemon.start(this.#fleet);
  }

  get links(): readonly string[] {
    return this.#fleet.links().map(({ state }) => state);
  }
}

function nodeOf(life: Life, { network, random, log }: Surroundings): FreeswitchSwitch {
  return new FreeswitchSwitch({
    name: 'one',
    host: 'switch.example',
    port: network.port,
    password: 'ClueCon',
    soundsDirectory: () => '/sounds',
    recordingsDirectory: () => null,
    book: () => ({ plan: PLAN, gateways: GATEWAYS, rules: HOME_ONLY }),
    link: { timers: life.timers(), open: () => network.open(life) },
    // The simulated switch needs no waking: this only keeps the way of it in use.
    waking: { intervalMs: 500, activeForMs: 1_000 },
    random: () => random.next(),
    onOddity: (what, error) => log.warn({ err: error }, what),
  });
}

function storeDeskOf(store: StoreDeskStore, router: CallRouter, clock: Clock): StoreDesk {
  return new StoreDesk({
    store,
    router,
    clock,
    reader: READER,
    defaultExpiryMs: () => DAY_MS,
    language: () => 'en',
    material: () => new NodeKeyMaterial(new Uint8Array(32)),
    webhookRules: () => ({ allowPrivateAddresses: false, allowPlainHttp: false }),
  });
}

type StoreDeskStore = ConstructorParameters<typeof StoreDesk>[0]['store'];
