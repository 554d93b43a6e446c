import { NodeKeyMaterial } from '../../src/adapters/access/node-key-material.ts';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { phoneNumberReader } from '../../src/adapters/phone-number/phone-number-reader.ts';
import { CallDesk } from '../../src/app/call-desk.ts';
import { CallRouter } from '../../src/app/call-router.ts';
import type { CallWitness } from '../../src/app/call-witness.ts';
import { Consultations } from '../../src/app/consultations.ts';
import type { CallMetrics } from '../../src/app/metrics/call-metrics.ts';
import { StoreDesk } from '../../src/app/store-desk.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import type { NumberPlan } from '../../src/domain/number/number-plan.ts';
import type { PromptLanguage } from '../../src/domain/pool/pool.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { SwitchFact } from '../../src/ports/switch-port.ts';
import { FakeHook } from './fake-hook.ts';
import { FakeSwitch } from './fake-switch.ts';

/** A clock that a test moves. Timers fire when it passes them. */
export class HandClock implements Clock {
  #at = 1_700_000_000_000;
  readonly #timers = new Set<{ due: number; readonly callback: () => void }>();

  now(): number {
    return this.#at;
  }

  after(delayMs: number, callback: () => void): { cancel(): void } {
    const timer = { due: this.#at + delayMs, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** Somebody sets the time of day. Timers do not care. */
  set(byMs: number): void {
    this.#at += byMs;
    for (const timer of this.#timers) timer.due += byMs;
  }

  advance(byMs: number): void {
    this.#at += byMs;
    for (const timer of [...this.#timers].filter(({ due }) => due <= this.#at)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}

/** Keeps what was logged. */
export class KeptLog implements Log {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  debug = (fields: object, message: string): void =>
    void this.lines.push({ level: 'debug', fields, message });
  info = (fields: object, message: string): void => void this.lines.push({ level: 'info', fields, message });
  warn = (fields: object, message: string): void => void this.lines.push({ level: 'warn', fields, message });
  error = (fields: object, message: string): void =>
    void this.lines.push({ level: 'error', fields, message });

  outcomes(): readonly unknown[] {
    return this.lines
      .filter((line) => line.message === 'call ended')
      .map((line) => (line.fields as { readonly outcome: unknown }).outcome);
  }
}

/** The app between a memory store and a fake switch. */
export class Switchboard {
  readonly store = new MemoryBindingStore();
  readonly clock = new HandClock();
  readonly log = new KeptLog();
  readonly node = new FakeSwitch();
  readonly hook = new FakeHook();
  /** To be filled by a test. */
  readonly witnesses: CallWitness[] = [];
  readonly router: CallRouter;
  readonly desk: CallDesk;
  readonly bindings: StoreDesk;
  gateways: readonly string[] = ['east', 'west'];
  maxCalls: number | null = null;
  language: PromptLanguage = 'zh';
  #uuids = 0;

  constructor(
    routerOf = (store: BindingStore, plan: NumberPlan) => new CallRouter(store, plan),
    metrics?: CallMetrics,
  ) {
    const plan = chinaPlan();
    const reader = phoneNumberReader(plan);
    const { store, clock, log } = this;
    this.router = routerOf(store, plan);
    const policy = {
      ringTimeoutMs: 60_000,
      firstResponseTimeoutMs: 6_000,
      maxCallMs: null,
      ringback: 'carrier',
    } as const;
    this.desk = new CallDesk({
      store,
      router: this.router,
      clock,
      log,
      ids: { uuid: () => this.uuid() },
      dialling: () => ({ gateways: this.gateways, policy, maxCalls: this.maxCalls }),
      language: () => this.language,
      consultations: new Consultations({ hook: this.hook, reader, router: this.router, clock, log }),
      witnesses: this.witnesses,
      ...(metrics === undefined ? {} : { metrics }),
    });
    this.bindings = new StoreDesk({
      store,
      router: this.router,
      clock,
      reader,
      defaultExpiryMs: () => 86_400_000,
      language: () => this.language,
      material: () => new NodeKeyMaterial(new Uint8Array(32)),
      webhookRules: () => ({ allowPrivateAddresses: false, allowPlainHttp: false }),
    });
  }

  uuid(): string {
    this.#uuids += 1;
    return `00000000-0000-4000-8000-${String(this.#uuids).padStart(12, '0')}`;
  }

  leg(): LegId {
    return this.uuid() as LegId;
  }

  tell(fact: SwitchFact): void {
    this.desk.onFact(this.node, fact);
  }

  /** A caller waits. @returns its leg */
  arrive(callerText: string, dialledText: string): LegId {
    const leg = this.leg();
    this.tell({ kind: 'call-arrived', leg, at: this.clock.now(), callerText, dialledText });
    return leg;
  }
}
