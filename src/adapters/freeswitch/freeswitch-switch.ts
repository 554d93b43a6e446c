import type { HangupCause } from '../../domain/call/hangup-cause.ts';
import { type CallId, type LegId, legId } from '../../domain/call/leg.ts';
import type { EslCommand } from '../../esl/codec/command.ts';
import { api, bgapi, sendMessage } from '../../esl/codec/command-encoder.ts';
import type { EventView } from '../../esl/codec/event-view.ts';
import { EventWaker } from '../../esl/event-waker.ts';
import { InboundClient, type LinkState, type ReconcileLink } from '../../esl/inbound-client.ts';
import { LinkProbe } from '../../esl/link-probe.ts';
import { SYSTEM_TIMERS, type Timers } from '../../esl/timers.ts';
import {
  type AskOrder,
  type CallPartyOrder,
  type ConnectOrder,
  type LegSnapshot,
  OrderError,
  type RefuseOrder,
  type SwitchFact,
  type SwitchListener,
  type SwitchPort,
} from '../../ports/switch-port.ts';
import { ChannelLooks } from './channel-looks.ts';
import { EndedLegs } from './ended-legs.ts';
import {
  arrivedFact,
  EVENT_FILTERS,
  factOf,
  type HeaderReader,
  instantOf,
  SUBSCRIBED_EVENTS,
} from './event-to-fact.ts';
import type { FreeswitchOptions } from './freeswitch-options.ts';
import { REFUSED_VARIABLE, refusedBy, refuseWaiting } from './gate-command.ts';
import { linkStateOf } from './link-state.ts';
import { LoadGate } from './load-gate.ts';
import { IDENTITY_FIELD } from './lookup-path.ts';
import type { MessageHeader } from './message.ts';
import { orderErrorOf, refusalOf } from './order-failure.ts';
import { callPartyCommand, connectMessage, refuseMessage } from './orders.ts';
import { type ParkedLeg, ParkedLegs } from './parked-leg.ts';
import { PlannedLegs } from './planned-legs.ts';
import { askMessage } from './question-order.ts';
import { safeCommand, safeName } from './safe-value.ts';
import { type Ask, callsListed, soundsOf } from './stock-taking.ts';

/** A parked leg looks for its order every 20 ms, so an event that is here after 5 ms is early enough, and each wake-up costs 0.1 ms. */
const WAKE_INTERVAL_MS = 5;

/**
 * A FreeSWITCH node by one inbound event-socket connection. A call gets one order, which the switch carries out alone: the death of
 * this process touches no call that has it.
 */
export class FreeswitchSwitch implements SwitchPort {
  readonly name: string;
  readonly #options: FreeswitchOptions;
  readonly #client: InboundClient;
  readonly #waker: EventWaker;
  readonly #timers: Timers;
  readonly #probe: LinkProbe | null;
  readonly #gate: LoadGate;
  readonly #looks: ChannelLooks;
  #listener: SwitchListener | null = null;
  /** While we look at what the switch has: what it has, and what it told meanwhile. */
  #arrival: { readonly legs: LegSnapshot[]; readonly facts: SwitchFact[] } | null = null;
  readonly #ended = new EndedLegs();
  readonly #planned = new PlannedLegs();
  readonly #parked = new ParkedLegs();
  #takesOrders = false;
  #ownSounds: string | null = null;

  constructor(options: FreeswitchOptions) {
    this.name = options.name;
    this.#options = options;
    this.#client = new InboundClient({
      host: options.host,
      port: options.port,
      password: options.password,
      events: SUBSCRIBED_EVENTS,
      filters: EVENT_FILTERS,
      random: options.random,
      ...options.link,
      onEvent: (event) => this.#onEvent(event),
      onState: (state) => this.#onState(state),
      reconcile: (link) => this.#reconcile(link),
    });
    this.#timers = options.link?.timers ?? SYSTEM_TIMERS;
    this.#waker = new EventWaker(this.#client, {
      intervalMs: WAKE_INTERVAL_MS,
      ...options.waking,
      timers: this.#timers,
    });
    this.#probe = this.#probeAfter(options.probeAfterMs);
    this.#gate = new LoadGate({
      timers: this.#timers,
      isOn: options.refusesOverload ?? (() => false),
      send: (line) => this.#client.send(api(line), undefined, 'first'),
      onChange: (change) => options.onLoad?.(change),
    });
    this.#looks = new ChannelLooks({
      timers: this.#timers,
      knownLegs: () => this.#listener?.knownLegs() ?? [],
      onLegs: (legs) => this.#show(legs),
      onGone: (legs) => this.#listener?.onGone(legs),
      onOddity: options.onOddity,
    });
  }

  start(listener: SwitchListener): void {
    this.#listener = listener;
    this.#client.start();
    this.#waker.start();
  }

  async connect(order: ConnectOrder): Promise<void> {
    const { book, recordingsDirectory } = this.#options;
    await this.#instruct(order.leg, (seen) => {
      const directories = { sounds: this.#sounds(), recordings: recordingsDirectory() };
      return connectMessage(book(), order, directories, seen);
    });
  }

  async ask(order: AskOrder): Promise<void> {
    await this.#instruct(order.leg, () => askMessage(order, this.#sounds()));
  }

  async refuse(order: RefuseOrder): Promise<void> {
    await this.#instruct(order.leg, (seen) => refuseMessage(order, this.#sounds(), seen));
  }

  /** The dialplan asks what a call that has just come is to do; `answer` gets its order. @returns whether there is one, or it is to wait */
  planFor(channel: HeaderReader, answer: (order: readonly MessageHeader[]) => void): boolean {
    const leg = legId(channel.get('Unique-ID') ?? '');
    const listener = this.#listener;
    if (leg === undefined || listener === null || !this.#takesOrders || this.#needsFrom(channel))
      return false;
    // The switch asks in vain for a second and goes on without us: a question that is read later is about a call that is known, or over.
    if (this.#ended.has(leg) || listener.knownLegs().includes(leg)) return false;
    this.#waker.noteTraffic();
    return this.#planned.ask(
      leg,
      () => listener.onFact(arrivedFact(leg, instantOf(channel), channel)),
      answer,
    );
  }

  /** Of a call with an identity beside From the question does not tell From, which some gateways name their callers by. */
  #needsFrom(channel: HeaderReader): boolean {
    if (channel.get(IDENTITY_FIELD) === '') return false;
    return [...this.#options.book().gateways.values()].some(({ trust }) => trust.callerHeader !== 'asserted');
  }

  /** The job carries the call's own name, so its result finds the call without a table of jobs. */
  async callParty(order: CallPartyOrder): Promise<void> {
    await this.#order(() => bgapi(callPartyCommand(this.#options.book(), order), order.mark.call));
  }

  async hangUp(leg: LegId, cause: HangupCause): Promise<void> {
    await this.#order(() => api(`uuid_kill ${leg} ${safeName(cause)}`));
  }

  async liveCalls(): Promise<ReadonlySet<CallId>> {
    return callsListed((command) => this.#send(() => api(safeCommand(command))));
  }

  async query(command: string): Promise<string> {
    const reply = await this.#send(() => api(safeCommand(command)));
    return reply.body ?? reply.text;
  }

  async stop(): Promise<void> {
    this.#waker.stop();
    this.#probe?.stop();
    this.#gate.forget();
    this.#looks.cancel();
    await this.#client.stop();
  }

  #sounds(): string | null {
    return this.#options.soundsDirectory() ?? this.#ownSounds;
  }

  async #instruct(leg: LegId, build: (seen: ParkedLeg) => readonly MessageHeader[]): Promise<void> {
    const seen = this.#parked.take(leg);
    let message: readonly MessageHeader[];
    try {
      message = build(seen);
    } catch (error) {
      throw orderErrorOf(error);
    }
    await this.#planned.order(leg, message, (order) =>
      this.#gate.measure(() => this.#order(() => sendMessage(leg, order))),
    );
  }

  async #order(build: () => EslCommand): Promise<void> {
    const reply = await this.#send(build);
    const refusal = refusalOf(reply);
    if (refusal !== null) throw new OrderError(refusal);
  }

  async #send(build: () => EslCommand): ReturnType<InboundClient['send']> {
    try {
      return await this.#client.send(build());
    } catch (error) {
      throw orderErrorOf(error);
    }
  }

  #onEvent(event: EventView): void {
    if (event.name !== 'HEARTBEAT') this.#waker.noteTraffic();
    this.#probe?.noteHeard();
    const refused = refusedBy(event.get(`variable_${REFUSED_VARIABLE}`));
    if (refused !== null) {
      if (refused === 'dialplan') this.#gate.noteOffered();
      this.#options.onRefused?.();
      return;
    }
    try {
      const fact = factOf(event);
      if (fact === null) return;
      if (event.name === 'CHANNEL_PARK' && 'leg' in fact) this.#parked.note(fact.leg, event);
      this.#tell(fact);
    } catch (error) {
      // One event that cannot be read must not take the link down with it, and with the link every other call.
      this.#options.onOddity(`event ${event.name} was not understood`, error);
    }
  }

  /**
   * Nothing is told before the link takes orders, because what is told asks for orders: a caller who waited for us would be refused.
   * When the connection goes before that, the next one finds all of it anew.
   */
  #onState(state: LinkState): void {
    this.#takesOrders = state.tag === 'ready';
    if (!this.#takesOrders) this.#planned.loseAll();
    if (!this.#takesOrders) this.#gate.forget();
    if (!this.#takesOrders) this.#parked.forgetAll();
    const arrival = state.tag === 'ready' ? this.#arrival : null;
    this.#arrival = state.tag === 'reconciling' ? { legs: [], facts: [] } : null;
    if (arrival !== null) {
      this.#show(arrival.legs);
      for (const fact of arrival.facts) this.#tell(fact);
    }
    if (state.tag === 'ready') this.#probe?.start();
    else this.#probe?.stop();
    this.#listener?.onLink(linkStateOf(state));
  }

  #probeAfter(silentMs: number | undefined): LinkProbe | null {
    if (silentMs === undefined) return null;
    return new LinkProbe({ timers: this.#timers, silentMs, ask: () => this.#client.send(api('hostname')) });
  }

  #tell(fact: SwitchFact): void {
    if (this.#arrival !== null) {
      this.#arrival.facts.push(fact);
      return;
    }
    if (fact.kind === 'leg-ended') this.#noteEnd(fact.leg);
    if (fact.kind === 'call-arrived') {
      if (this.#ended.has(fact.leg)) return; // Its end overtook it: nothing would ever end this call.
      this.#gate.noteOffered();
      if (this.#planned.waits(fact.leg) || this.#turnsAway(fact.leg)) return;
    } else this.#seeMoving(fact);
    this.#listener?.onFact(fact);
  }

  /** Before all that waits. Should that fail, the dialplan's `park_timeout` ends the leg, or the next connection finds it waiting. */
  #turnsAway(leg: LegId): boolean {
    if (!this.#gate.isFull()) return false;
    this.#parked.take(leg);
    this.#client.send(sendMessage(leg, refuseWaiting()), undefined, 'first').catch(() => undefined);
    return true;
  }

  /**
   * We may be behind: callers who have given up while nobody listened are known here with their calls, and their orders, each of which the
   * switch takes some milliseconds to refuse, must not keep the next caller waiting.
   */
  #noteEnd(leg: LegId): void {
    this.#ended.note(leg, this.#timers.now());
    this.#parked.take(leg);
    this.#client.withdraw(leg);
  }

  /** A call that came in has the name of its first leg. */
  #seeMoving(fact: Exclude<SwitchFact, { kind: 'call-arrived' }>): void {
    if ('leg' in fact) this.#planned.moves(fact.leg);
    if ('call' in fact && fact.call !== null) this.#planned.moves(fact.call);
  }

  #show(legs: readonly LegSnapshot[]): void {
    this.#listener?.onLegs(legs.filter(({ leg }) => !this.#ended.has(leg)));
  }

  async #reconcile(link: ReconcileLink): Promise<void> {
    const ask: Ask = (command) => link.send(api(command));
    // First, for it takes down which legs are known: one that a callback adds meanwhile may not exist yet.
    const found = await this.#looks.begin(ask);
    this.#ownSounds = await soundsOf(ask);
    this.#arrival?.legs.push(...found);
  }
}
