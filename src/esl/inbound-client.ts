import { callListener } from './call-listener.ts';
import type { CloseReason } from './close-reason.ts';
import type { EslCommand } from './codec/command.ts';
import { auth, filter, subscribe } from './codec/command-encoder.ts';
import { EslNotSentError } from './codec/errors.ts';
import type { EventView } from './codec/event-view.ts';
import type { Place } from './command-queue.ts';
import { Connection } from './connection.ts';
import type { LinkInput, LinkOutput, LinkState } from './link-state.ts';
import { type Backoff, stepLink } from './link-step.ts';
import type { EslReply } from './reply.ts';
import { type OpenSocket, openTcp } from './socket.ts';
import { SYSTEM_TIMERS, type Timer, type Timers } from './timers.ts';

export type { LinkState } from './link-state.ts';

/** A connection as its owner sees it while reconciling. Once that connection is gone, its commands are not sent. */
export interface ReconcileLink {
  readonly generation: number;
  send(command: EslCommand, deadlineMs?: number): Promise<EslReply>;
}

/** A header of events, and a value that lets an event through; compared without regard to case. */
export type EventFilter = readonly [header: string, value: string];

export interface InboundClientOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Event names, custom ones as `CUSTOM <subclass>`. `HEARTBEAT` is added: without it silence would prove nothing. */
  readonly events: readonly string[];
  /** Of these events only those of which one header has the value that is named here; all when there is none. `HEARTBEAT` passes. */
  readonly filters?: readonly EventFilter[];
  /** From `send` to the reply. Default 5000. */
  readonly commandDeadlineMs?: number;
  /** From opening the socket to the switch's greeting. Default 5000. */
  readonly connectDeadlineMs?: number;
  /** Longest silence. Default 45000: two beats of the switch's default of 20 s, and some. */
  readonly heartbeatDeadlineMs?: number;
  /** Most commands that wait for their turn. Default 1000. */
  readonly queueLimit?: number;
  /** Default: 250 ms, up to 10 s. */
  readonly backoff?: Backoff;
  /** From 0 up to, not including, 1. Default `Math.random`. */
  readonly random?: () => number;
  readonly timers?: Timers;
  /** Default: TCP. */
  readonly open?: OpenSocket;
  /** Every event, in the order of the stream, from the subscription on (so also while reconciling and draining). */
  readonly onEvent: (event: EventView, generation: number) => void;
  readonly onState: (state: LinkState) => void;
  /** Runs after each subscription and before `ready`. When it rejects, the connection is dropped and tried again later. */
  readonly reconcile: (link: ReconcileLink) => Promise<void>;
}

type Settings = Required<InboundClientOptions>;

/**
 * A lasting link to one switch: connects, authenticates, subscribes, lets its owner reconcile, and is then ready; after a
 * loss it does so again. It never sends a command twice.
 */
export class InboundClient {
  readonly #settings: Settings;
  #state: LinkState = { tag: 'idle' };
  #connection: Connection | undefined;
  #retry: Timer | undefined;
  readonly #inputs: LinkInput[] = [];
  #stepping = false;
  readonly #onClosed: (() => void)[] = [];

  constructor(options: InboundClientOptions) {
    this.#settings = {
      commandDeadlineMs: 5_000,
      connectDeadlineMs: 5_000,
      heartbeatDeadlineMs: 45_000,
      queueLimit: 1_000,
      backoff: { firstMs: 250, maxMs: 10_000 },
      filters: [],
      random: Math.random,
      timers: SYSTEM_TIMERS,
      open: openTcp,
      ...options,
    };
    auth(options.password);
    this.#subscription();
    this.#filters();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Begins to connect. Once only: a link that was closed stays closed. */
  start(): void {
    this.#input({ tag: 'start' });
  }

  /**
   * Sends a command when the link is ready. `deadlineMs` runs from now to the reply.
   *
   * @throws EslNotSentError (as a rejection) when it was not written: safe to send again.
   * @throws EslUnknownOutcomeError (as a rejection) when it may have been run: never to be sent again.
   */
  send(command: EslCommand, deadlineMs = this.#settings.commandDeadlineMs, place?: Place): Promise<EslReply> {
    const { tag } = this.#state;
    if (tag === 'ready' && this.#connection !== undefined)
      return this.#connection.send(command, deadlineMs, place);
    return Promise.reject(new EslNotSentError(command.verb, tag === 'draining' ? 'draining' : 'not-ready'));
  }

  /** Commands to a channel that has ended, if they still wait, are not sent (`channel-gone`). */
  withdraw(channel: string): void {
    this.#connection?.withdraw(channel);
  }

  /** Makes the switch hand out waiting events now instead of at its next poll; see Connection.wake. */
  wake(): boolean {
    return this.#connection?.wake() ?? false;
  }

  /** Takes no more commands, awaits those under way (no longer than their deadlines), and closes. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed.push(resolve);
      this.#input({ tag: 'stop' });
      this.#announceClosed();
    });
  }

  /** One input at a time: an output may cause the next input before it returns. */
  #input(input: LinkInput): void {
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    } finally {
      this.#stepping = false;
    }
  }

  #step(input: LinkInput): void {
    const before = this.#state;
    const { state, outputs } = stepLink(before, input, this.#settings.backoff);
    this.#state = state;
    if (state !== before) callListener(() => this.#settings.onState(state));
    for (const output of outputs) this.#perform(output);
    this.#announceClosed();
  }

  #perform(output: LinkOutput): void {
    switch (output.tag) {
      case 'open':
        this.#open(output.generation);
        return;
      case 'authenticate':
        this.#handshake(auth(this.#settings.password), 'authenticated', 'authentication-refused');
        return;
      case 'subscribe':
        this.#subscribe();
        return;
      case 'reconcile':
        this.#reconcile();
        return;
      case 'drain':
        this.#drain();
        return;
      case 'close':
        this.#connection?.close({ tag: 'local' });
        return;
      case 'wait':
        this.#retry = this.#settings.timers.after(output.delayMs, () =>
          this.#input({ tag: 'retry-due', generation: output.generation }),
        );
        return;
      case 'stop-waiting':
        this.#retry?.cancel();
        return;
      case 'ignored':
        return;
    }
  }

  #open(generation: number): void {
    const { host, port, open, timers, queueLimit, onEvent } = this.#settings;
    const { connectDeadlineMs, heartbeatDeadlineMs } = this.#settings;
    this.#connection = new Connection({
      host,
      port,
      open,
      timers,
      connectDeadlineMs,
      heartbeatDeadlineMs,
      queueLimit,
      onGreeting: () => this.#input({ tag: 'greeted', generation }),
      onEvent: (event) => onEvent(event, generation),
      onClose: (because) => this.#lost(generation, because),
    });
  }

  #lost(generation: number, because: CloseReason): void {
    this.#connection = undefined;
    const { timers, random } = this.#settings;
    this.#input({ tag: 'lost', generation, because, nowMs: timers.now(), jitter: random() });
  }

  /** One of the two commands that every connection begins with. */
  #handshake(
    command: EslCommand,
    done: 'authenticated' | 'subscribed',
    refused: 'authentication-refused' | 'subscription-refused',
  ): void {
    const generation = this.#generation();
    this.#connection?.handshake(command, this.#settings.commandDeadlineMs, (reply) =>
      this.#input({ tag: reply.ok ? done : refused, generation }),
    );
  }

  /** Filters first: no event comes that is not wanted. The answers come in order, so the last of all is good only when all were. */
  #subscribe(): void {
    const generation = this.#generation();
    for (const command of this.#filters())
      this.#connection?.handshake(command, this.#settings.commandDeadlineMs, (reply) => {
        if (!reply.ok) this.#input({ tag: 'subscription-refused', generation });
      });
    this.#handshake(this.#subscription(), 'subscribed', 'subscription-refused');
  }

  #reconcile(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const generation = this.#generation();
    const { reconcile, commandDeadlineMs, timers } = this.#settings;
    const link: ReconcileLink = {
      generation,
      send: (command, deadlineMs = commandDeadlineMs) => connection.send(command, deadlineMs),
    };
    const done = new Promise<void>((resolve) => {
      resolve(reconcile(link));
    });
    done.then(
      () => this.#input({ tag: 'reconciled', generation, nowMs: timers.now() }),
      (error: unknown) => connection.close({ tag: 'reconcile-failed', detail: String(error) }),
    );
  }

  #drain(): void {
    const generation = this.#generation();
    void this.#connection?.idle().then(() => this.#input({ tag: 'drained', generation }));
  }

  #generation(): number {
    return 'generation' in this.#state ? this.#state.generation : 0;
  }

  #subscription(): EslCommand {
    return subscribe([...new Set(['HEARTBEAT', ...this.#settings.events])]);
  }

  #filters(): readonly EslCommand[] {
    const { filters } = this.#settings;
    const wanted: readonly EventFilter[] =
      filters.length === 0 ? [] : [['Event-Name', 'HEARTBEAT'], ...filters];
    return wanted.map(([header, value]) => filter(header, value));
  }

  #announceClosed(): void {
    if (this.#state.tag !== 'closed') return;
    for (const resolve of this.#onClosed.splice(0)) resolve();
  }
}
