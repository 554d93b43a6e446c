import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallSubject } from '../../domain/call/call-state.ts';
import { type DialPolicy, dialPolicyFor } from '../../domain/call/dialling.ts';
import type { CallId } from '../../domain/call/leg.ts';
import type { NewEvent } from '../../domain/event/event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import { nameInTenant, tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Log } from '../../ports/log.ts';
import type { CallRouter } from '../call-router.ts';
import type { CallStep, CallWitness } from '../call-witness.ts';
import { type CallHappening, happeningsOf } from './call-happening.ts';

/** What happens within this time is written together, with all else that waits to be noted of calls. */
const GATHER_MS = 50;

export interface CallEventsOptions {
  readonly events: Pick<EventLog, 'add'>;
  readonly store: Pick<BindingStore, 'binding'>;
  readonly router: Pick<CallRouter, 'number'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How calls go out just now. */
  readonly policy: () => DialPolicy;
}

interface Seen {
  readonly call: CallId;
  readonly x: PrivacyNumber;
  readonly binding: BindingId | null;
  readonly at: EpochMs;
  readonly happening: CallHappening;
}

/** Tells what happens to calls, off their way: what is seen is gathered, looked up and written a moment later. */
export class CallEvents implements CallWitness {
  readonly #options: CallEventsOptions;
  /** Of those who talk, the ones who will be told that their time is almost over. */
  readonly #endings = new Map<CallId, Timer>();
  #seen: Seen[] = [];
  #gathering: Timer | null = null;
  #written: Promise<void> = Promise.resolve();

  constructor(options: CallEventsOptions) {
    this.#options = options;
  }

  stepped(step: CallStep): undefined {
    const { after, input } = step;
    for (const happening of happeningsOf(step)) this.#take(step, happening, input.at);
    if (after.state.tag === 'talking' && step.before.state.tag !== 'talking') this.#awaitEnding(step);
    if (after.state.tag !== 'talking') this.#forgetEnding(after.id);
  }

  /** Writes what was seen until now: what is ordered of the store afterwards comes later. */
  flush(): void {
    this.#gathering?.cancel();
    this.#gathering = null;
    if (this.#seen.length === 0) return;
    const seen = this.#seen;
    this.#seen = [];
    const { log } = this.#options;
    const written = this.#add(seen).catch((error: unknown) => {
      log.error({ err: error, events: seen.length }, 'the store did not take the events of calls');
    });
    this.#written = Promise.all([this.#written, written]).then(() => {});
  }

  /** Resolves when all is written that was seen. */
  async stop(): Promise<void> {
    for (const timer of this.#endings.values()) timer.cancel();
    this.#endings.clear();
    this.flush();
    await this.#written;
  }

  /** Adds before it waits for anything. */
  async #add(seen: readonly Seen[]): Promise<void> {
    const bindings = new Map<BindingId, Pick<NewEvent, 'reference' | 'userData'>>();
    const events = seen.map((one) => this.#eventOf(one, bindings)).filter((event) => event !== null);
    await this.#options.events.add(events);
  }

  /** `null` when the number is in no pool: then it is nobody's call. */
  #eventOf(
    { call, x, binding, at, happening }: Seen,
    bindings: Map<BindingId, Pick<NewEvent, 'reference' | 'userData'>>,
  ): NewEvent | null {
    const pool = this.#options.router.number(x)?.pool;
    if (pool === undefined) return null;
    const ofBinding = binding === null ? NO_BINDING : (bindings.get(binding) ?? this.#textsOf(binding));
    if (binding !== null) bindings.set(binding, ofBinding);
    const head = { tenant: tenantOfPool(pool), at, call, binding, ...ofBinding };
    const data = { x, pool: nameInTenant(pool), ...happening.data };
    // The happening has the data of the type that it names.
    return { ...head, type: happening.type, data } as NewEvent;
  }

  #textsOf(id: BindingId): Pick<NewEvent, 'reference' | 'userData'> {
    const binding = this.#options.store.binding(id);
    return binding === null
      ? NO_BINDING
      : { reference: binding.reference, userData: binding.details.userData };
  }

  #take({ after, input }: Pick<CallStep, 'after' | 'input'>, happening: CallHappening, at: EpochMs): void {
    const { id, x, state } = after;
    if (x === null) return;
    const subject: CallSubject | null = 'subject' in state ? state.subject : null;
    const route = 'route' in input && input.route.kind !== 'turn-away' ? input.route : null;
    const binding = subject === null ? (route?.binding?.id ?? null) : subject.mark.binding;
    this.#seen.push({ call: id, x, binding, at, happening });
    this.#gathering ??= this.#options.clock.after(GATHER_MS, () => this.flush());
  }

  #awaitEnding(step: CallStep): void {
    const { state } = step.after;
    const { clock, policy } = this.#options;
    if (state.tag !== 'talking' || state.times.answeredAt === null || step.input.kind === 'found') return;
    const { maxCallMs } = dialPolicyFor(policy(), state.subject.policy);
    const { endingSoon } = state.subject.policy;
    if (maxCallMs === null || endingSoon === undefined) return;
    const endsAt = state.times.answeredAt + maxCallMs;
    const inMs = Math.max(0, endsAt - endingSoon.beforeEndMs - clock.now());
    this.#endings.set(
      step.after.id,
      clock.after(inMs, () => {
        this.#endings.delete(step.after.id);
        this.#take(step, { type: 'call.ending-soon', data: { endsAt } }, clock.now());
      }),
    );
  }

  #forgetEnding(call: CallId): void {
    this.#endings.get(call)?.cancel();
    this.#endings.delete(call);
  }
}

const NO_BINDING = { reference: null, userData: null } as const;
