import { randomUUID } from 'node:crypto';
import type { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import { dnsResolve } from '../../src/adapters/webhook/guarded-lookup.ts';
import { HttpRouteHook } from '../../src/adapters/webhook/http-route-hook.ts';
import { webhookSecretText } from '../../src/adapters/webhook/signature.ts';
import { CallDesk } from '../../src/app/call-desk.ts';
import { CallFleet } from '../../src/app/call-fleet.ts';
import { CallRouter } from '../../src/app/call-router.ts';
import { Consultations } from '../../src/app/consultations.ts';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import type { DialPolicy } from '../../src/domain/call/dialling.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { KeptLog } from '../app/switchboard.ts';
import type { CallingPhone, SwitchWorld } from '../support/switch-world.ts';
import { bound, wish } from './binding-store.fixtures.ts';
import { portTo } from './port-to.ts';

export const A = RealNumber.of('8613800138000');
export const B = RealNumber.of('8613800138001');
export const C = RealNumber.of('8613800138002');
export const D = RealNumber.of('8613800138003');
export const X = '+8617000000001' as PrivacyNumber;

const SETTINGS: DialPolicy = {
  ringTimeoutMs: 20_000,
  firstResponseTimeoutMs: 5_000,
  maxCallMs: 3_600_000,
  ringback: 'carrier',
};

const CLOCK: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** The calls of a daemon in a world, without the rest of it: bindings and their policies are put into the store itself. */
export class DeskBench implements AsyncDisposable {
  readonly world: SwitchWorld;
  readonly log = new KeptLog();
  /** For recordings. */
  hasRoom = true;
  readonly #openStore: () => Promise<BindingStore>;
  #store: BindingStore | null = null;
  #desk: CallDesk | null = null;
  #port: FreeswitchSwitch | null = null;
  #fleet: CallFleet | null = null;
  #hook: HttpRouteHook | null = null;

  private constructor(world: SwitchWorld, openStore: () => Promise<BindingStore>) {
    this.world = world;
    this.#openStore = openStore;
  }

  /** @param openStore of what every daemon finds; default: memory that outlives it */
  static async open(world: SwitchWorld, openStore = keptInMemory()): Promise<DeskBench> {
    const bench = new DeskBench(world, openStore);
    await bench.startDaemon();
    const range = { first: X, last: X };
    const policy = { language: 'en' } as const;
    await bench.store.addNumbers({ pool: 'main', range, areaCode: null, policy });
    return bench;
  }

  get store(): BindingStore {
    if (this.#store === null) throw new Error('no daemon runs');
    return this.#store;
  }

  get desk(): CallDesk {
    if (this.#desk === null) throw new Error('no daemon runs');
    return this.#desk;
  }

  get port(): FreeswitchSwitch {
    if (this.#port === null) throw new Error('no daemon runs');
    return this.#port;
  }

  /** A has B bound by X, with calls treated so. */
  async bind(calls: CallPolicy, changes: Partial<BindRequest> = {}): Promise<Binding> {
    const details = { ...NO_DETAILS, policy: calls };
    return bound(
      await this.store.bind(wish({ a: A, b: B, pool: 'main', x: X, details, at: Date.now(), ...changes })),
    );
  }

  /** Resolves when the daemon takes orders. */
  async startDaemon(): Promise<void> {
    const { log } = this;
    const store = await this.#openStore();
    this.#store = store;
    const plan = chinaPlan();
    this.#port = portTo(this.world);
    const router = new CallRouter(store, plan);
    const hook = new HttpRouteHook({
      secretOf: (id) => new Secret(webhookSecretText(Buffer.from(id))),
      rules: () => ({ allowPrivateAddresses: true, allowPlainHttp: true }),
      clock: CLOCK,
      resolve: dnsResolve(),
    });
    this.#hook = hook;
    this.#desk = new CallDesk({
      store,
      router,
      clock: CLOCK,
      ids: { uuid: () => randomUUID() },
      log,
      dialling: () => ({ gateways: ['east'], policy: SETTINGS, maxCalls: null }),
      language: () => 'en',
      recordingPermit: { mayRecord: () => this.hasRoom },
      consultations: new Consultations({ hook, reader: phoneNumberReader(plan), router, clock: CLOCK, log }),
    });
    const fleet = new CallFleet({ nodes: [this.#port], desk: this.#desk, log, onRefused: () => {} });
    this.#fleet = fleet;
    fleet.start();
    while (fleet.links()[0]?.state !== 'ready') await moment();
  }

  /** The daemon forgets everything but its store; calls stay with the switch. */
  async stopDaemon(): Promise<void> {
    await this.#fleet?.stop();
    this.#hook?.close();
    this.#fleet = null;
    await this.#desk?.settled();
    await this.#store?.close();
    this.#store = null;
  }

  /** Resolves with the caller's leg as soon as it collects digits for the question (`pin.1`). */
  async asked(question: string, isOver: () => boolean): Promise<LegId> {
    for (;;) {
      if (isOver()) throw new Error(`nobody was asked for ${question}: ${JSON.stringify(this.log.lines)}`);
      for (const { state } of this.desk.calls) {
        if (state.tag !== 'asking') continue;
        const doing = await this.port.query(`uuid_getvar ${state.leg} current_application`);
        const which = await this.port.query(`uuid_getvar ${state.leg} axbridge_question`);
        if (doing.trim() === 'read' && which.trim() === question) return state.leg;
      }
      await moment();
    }
  }

  /** The caller is in the carrier to the west, everybody who is called in the one to the east. */
  callIn(): Promise<CallingPhone> {
    return this.world.callIn('west', A.reveal().slice(2), X.slice(3));
  }

  /** Resolves with how the n-th call ended. */
  async outcome(nth = 1): Promise<unknown> {
    for (;;) {
      const outcomes = this.log.outcomes();
      if (outcomes.length >= nth) return outcomes[nth - 1];
      await moment();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopDaemon();
    await this.world[Symbol.asyncDispose]();
  }
}

function keptInMemory(): () => Promise<BindingStore> {
  const store = new MemoryBindingStore();
  return async () => store;
}

/** Lets time pass for what nobody tells of. */
export function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
