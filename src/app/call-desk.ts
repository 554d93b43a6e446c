import type { CallAction } from '../domain/call/call-action.ts';
import { step } from '../domain/call/call-flow.ts';
import type { ArrivalDecision, CallInput } from '../domain/call/call-input.ts';
import type { CallMark } from '../domain/call/call-mark.ts';
import type { Attempt, DialPolicy } from '../domain/call/dialling.ts';
import { policyTowards } from '../domain/call/hunt.ts';
import { type CallId, callOf, type LegId } from '../domain/call/leg.ts';
import type { KeyedDigits } from '../domain/call/question.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { ShownNumber } from '../domain/number/shown-number.ts';
import type { PromptLanguage } from '../domain/pool/pool.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
import type { RecordingPermit } from '../ports/recording-space.ts';
import { type LegSnapshot, OrderError, type SwitchFact, type SwitchPort } from '../ports/switch-port.ts';
import type { CallGuard } from './call-guard.ts';
import { CallNotes } from './call-notes.ts';
import { CallRegistry, type LiveCall, legsOf, newCall } from './call-registry.ts';
import type { CallRouter } from './call-router.ts';
import { CallSubjects } from './call-subjects.ts';
import type { CallWitness } from './call-witness.ts';
import type { Consultations } from './consultations.ts';
import type { CallMetrics } from './metrics/call-metrics.ts';
import { giveOrder, isOrder, type OrderAction } from './order-giving.ts';
import { reconcile } from './reconcile.ts';

export interface CallDeskOptions {
  readonly store: BindingStore;
  readonly router: CallRouter;
  /** Stands before the router. */
  readonly guard?: CallGuard;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly consultations: Consultations;
  readonly metrics?: CallMetrics;
  /** Read anew for every call, so that a reload counts from the next call on. */
  readonly dialling: () => Dialling;
  /** Told of all steps, in this order. */
  readonly witnesses?: readonly CallWitness[];
  readonly recordingPermit?: RecordingPermit;
  /** Of the prompts where no pool says which; read anew likewise. */
  readonly language: () => PromptLanguage;
}

/** How calls go out just now. */
export interface Dialling {
  /** Names of gateways in the order in which they are tried. */
  readonly gateways: readonly string[];
  readonly policy: DialPolicy;
  /** Calls at once; more are turned away. `null` without limit. */
  readonly maxCalls: number | null;
}

/** A callback as the desk is asked for it. */
export interface CallbackRequest {
  readonly node: SwitchPort;
  readonly mark: Omit<CallMark, 'call'>;
  readonly party: RealNumber;
  readonly callee: RealNumber;
  /** What the callee sees; the first party sees X. */
  readonly shown: ShownNumber;
}

type ArrivedFact = Extract<SwitchFact, { kind: 'call-arrived' }>;
type KeyedFact = Extract<SwitchFact, { kind: 'digits-keyed' }>;

/** A thing that the world told, with what a new call would need to know. */
interface Told {
  readonly id: CallId;
  readonly node: SwitchPort;
  readonly input: CallInput;
  readonly caller?: RealNumber | null;
  readonly x?: PrivacyNumber | null;
}

/** Runs all calls: turns what the switches tell into inputs, steps the calls, and carries out what they ask for. */
export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #subjects: CallSubjects;
  readonly #notes: CallNotes;
  readonly #registry = new CallRegistry();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: CallDeskOptions) {
    this.#options = options;
    this.#subjects = new CallSubjects(options);
    this.#notes = new CallNotes(options);
  }

  get calls(): readonly LiveCall[] {
    return this.#registry.all();
  }

  call(id: CallId): LiveCall | undefined {
    return this.#registry.byId(id);
  }

  /** Begins a callback and gives it a name. The order to call goes out before this returns; its failure comes as an input. */
  callback(request: CallbackRequest): CallId {
    const id = this.#options.ids.uuid() as CallId;
    const mark = { ...request.mark, call: id };
    const { party, callee, shown } = request;
    const known = this.#subjects.of(mark);
    const policy = policyTowards(known.policy, callee, known.callee);
    const subject = { ...known, callee, shown, policy };
    const at = this.#options.clock.now();
    const input = { kind: 'callback-requested', at, subject, party, attempts: this.#attempts() } as const;
    this.#tell({ id, node: request.node, input, caller: party, x: mark.x });
    return id;
  }

  /** @returns false when there is no such call. */
  hangUp(id: CallId): boolean {
    const call = this.#registry.byId(id);
    if (call === undefined) return false;
    this.#tell({ id, node: call.node, input: { kind: 'hang-up-requested', at: this.#options.clock.now() } });
    return true;
  }

  onFact(node: SwitchPort, fact: SwitchFact): void {
    const told = this.#toTold(node, fact);
    if (told !== null) this.#tell(told);
  }

  /** After a (re)connection: what the switch has now is put beside what we think it has. */
  onLegs(node: SwitchPort, legs: readonly LegSnapshot[]): void {
    const at = this.#options.clock.now();
    for (const finding of reconcile(this.#callsOn(node), legs, at, (mark) => this.#subjects.of(mark)))
      this.#tell({ id: finding.call, node, input: finding.input, x: finding.x });
    for (const leg of legs) if (leg.waiting !== null) this.onFact(node, leg.waiting);
  }

  /** The legs that we believe to be on a node. */
  knownLegs(node: SwitchPort): readonly LegId[] {
    return this.#callsOn(node).flatMap((call) => legsOf(call.state));
  }

  /** The node has these legs no more, and nothing told us of their end. */
  onGone(node: SwitchPort, legs: ReadonlySet<LegId>): void {
    const at = this.#options.clock.now();
    for (const call of this.#callsOn(node))
      if (legsOf(call.state).every((leg) => legs.has(leg)))
        this.#tell({ id: call.id, node, input: { kind: 'legs-lost', at } });
  }

  #callsOn(node: SwitchPort): readonly LiveCall[] {
    return this.#registry.all().filter((call) => call.node === node);
  }

  /** Resolves when no order to a switch and no note to the store is on its way. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #toTold(node: SwitchPort, fact: SwitchFact): Told | null {
    switch (fact.kind) {
      case 'call-arrived':
        return this.#arrived(node, fact);
      case 'digits-keyed':
        return this.#keyed(node, fact);
      case 'party-waiting': {
        const input = { ...fact, subject: this.#subjects.of(fact.mark), attempts: this.#attempts() };
        return { id: fact.mark.call, node, input, x: fact.mark.x };
      }
      case 'connect-failed': {
        const bound = this.#subjects.isBound(fact.mark);
        const input = { ...fact, subject: this.#subjects.of(fact.mark), bound, attempts: this.#attempts() };
        return { id: fact.mark.call, node, input, x: fact.mark.x };
      }
      case 'party-not-reached':
        return this.#known(fact.call, node, fact);
      case 'ringing':
      case 'answered':
      case 'bridged':
      case 'leg-ended': {
        const call = this.#registry.find(fact.leg, fact.call);
        return call === undefined ? null : { id: call.id, node, input: fact };
      }
    }
  }

  #known(id: CallId, node: SwitchPort, input: CallInput): Told | null {
    return this.#registry.byId(id) === undefined ? null : { id, node, input };
  }

  #arrived(node: SwitchPort, fact: ArrivedFact): Told {
    const { leg, at } = fact;
    const id = callOf(leg);
    const { route, caller } = this.#decide(fact);
    const input = { kind: 'arrived', at, call: id, leg, caller, route, ...this.#offers() } as const;
    return { id, node, input, caller, x: xOf(route) };
  }

  #keyed(node: SwitchPort, fact: KeyedFact): Told {
    const { leg, at } = fact;
    const { purpose, attempt, digits } = fact.keyed;
    const id = callOf(leg);
    const { route, caller } = this.#decide(fact, fact.keyed);
    const routed = { call: id, leg, caller, route, ...this.#offers() };
    const input = { kind: 'digits-keyed', at, purpose, attempt, digits, ...routed } as const;
    return { id, node, input, caller, x: xOf(route) };
  }

  /** A caller is told something in every case, also when we have no room or the store does not answer. */
  #decide(
    fact: ArrivedFact | KeyedFact,
    keyed?: KeyedDigits,
  ): { route: ArrivalDecision; caller: RealNumber | null } {
    const { router, guard, clock, log, metrics } = this.#options;
    if (this.#isFull() && this.#registry.byId(callOf(fact.leg)) === undefined)
      return { route: { kind: 'turn-away', outcome: 'switch-busy' }, caller: null };
    try {
      const beganAt = metrics?.now() ?? 0;
      const { decision, caller } =
        guard?.route(fact, clock.now()) ??
        router.route(fact.callerText, fact.dialledText, clock.now(), keyed);
      metrics?.routed(decision, beganAt);
      return { route: decision, caller };
    } catch (error) {
      log.error({ call: fact.leg, err: error }, 'no route could be looked up');
      return { route: { kind: 'turn-away', outcome: 'switch-failure' }, caller: null };
    }
  }

  #isFull(): boolean {
    const { maxCalls } = this.#options.dialling();
    return maxCalls !== null && this.#registry.size >= maxCalls;
  }

  #tell(told: Told): void {
    const before = this.#registry.byId(told.id) ?? newCall(told);
    const { next, actions } = step(before.state, told.input);
    const after = { ...before, state: next };
    this.#registry.put(after);
    this.#options.metrics?.changed(before.state, next);
    // A caller waits for the order, and nobody for the rest.
    for (const action of actions) if (isOrder(action)) this.#order(after, action);
    if (next.tag !== before.state.tag) this.#logChange(before, after, told.input);
    for (const action of actions) if (!isOrder(action)) this.#carryOut(after, action);
    const seen = { before, after, input: told.input, actions };
    for (const witness of this.#options.witnesses ?? []) this.#note(after, witness.stepped(seen));
  }

  #carryOut(call: LiveCall, action: Exclude<CallAction, OrderAction>): void {
    const { log } = this.#options;
    switch (action.do) {
      case 'consult':
        this.#consult(call, action);
        return;
      case 'note-routed':
      case 'note-pool-call':
      case 'note-wrong-pin':
      case 'remember-telephone':
      case 'note-ended':
        this.#note(call, this.#notes.take(action));
        return;
      case 'report':
        log.info(
          { call: call.id, outcome: action.outcome, ...action.times, endedAt: action.endedAt },
          'call ended',
        );
        return;
      case 'ignore':
        log.debug({ call: call.id, state: call.state.tag, because: action.because }, 'input ignored');
        return;
    }
  }

  #order(call: LiveCall, action: OrderAction): void {
    const given = giveOrder(call.node, action, this.#options.dialling().policy);
    this.#track(
      given.catch((error: unknown) => {
        const failure = error instanceof OrderError ? error.failure : 'unknown-outcome';
        this.#options.log.warn({ call: call.id, order: action.do, failure, err: error }, 'order failed');
        const at = this.#options.clock.now();
        if (this.#registry.byId(call.id) !== undefined)
          this.#tell({
            id: call.id,
            node: call.node,
            input: { kind: 'order-failed', at, order: action.do, failure },
          });
      }),
    );
  }

  /** The caller may have gone meanwhile. */
  #consult(call: LiveCall, action: Extract<CallAction, { do: 'consult' }>): void {
    const { consultations, clock, router } = this.#options;
    const { attempt, caller, number } = action;
    this.#track(
      consultations.verdict(call.id, action).then((verdict) => {
        if (this.#registry.byId(call.id) === undefined) return;
        const at = clock.now();
        const recentCalls = router.recentPoolCalls(number.pool, caller, at);
        const input = { kind: 'consulted', at, attempt, verdict, recentCalls } as const;
        this.#tell({ id: call.id, node: call.node, input });
      }),
    );
  }

  #note(call: LiveCall, written: Promise<void> = Promise.resolve()): void {
    this.#track(
      written.catch((error: unknown) => {
        this.#options.log.error({ call: call.id, err: error }, 'the store did not take a note about a call');
      }),
    );
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  #logChange(before: LiveCall, after: LiveCall, input: CallInput): void {
    const { id, node, caller, x } = after;
    const change = { call: id, node: node.name, from: before.state.tag, to: after.state.tag, on: input.kind };
    const refused = after.state.tag === 'refusing' ? { outcome: after.state.outcome } : {};
    this.#options.log.info({ ...change, caller, x, ...refused }, 'call');
  }

  /** What a caller can be offered: ways to the callee, a language, and room for a recording. */
  #offers() {
    const mayRecord = this.#subjects.mayRecord();
    return { attempts: this.#attempts(), language: this.#options.language(), mayRecord };
  }

  #attempts(): readonly Attempt[] {
    const { gateways } = this.#options.dialling();
    return gateways.map((gateway) => ({ gateway, leg: this.#options.ids.uuid() as LegId }));
  }
}

function xOf(route: ArrivalDecision): PrivacyNumber | null {
  return route.kind === 'turn-away' ? null : (route.number?.x ?? null);
}
