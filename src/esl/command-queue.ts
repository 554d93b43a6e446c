import type { CommandVerb, EslCommand } from './codec/command.ts';
import {
  EslNotSentError,
  EslUnknownOutcomeError,
  type NotSentReason,
  type UnknownOutcomeReason,
} from './codec/errors.ts';
import { startDeadline } from './deadline.ts';
import type { EslReply } from './reply.ts';
import type { Timer, Timers } from './timers.ts';

/**
 * The part of a command's time that must be left when it is written. Without it a slow switch gets commands whose reply
 * cannot be in time, and the overdue reply then costs the whole connection.
 */
const REPLY_SHARE = 0.25;

const NO_TIMER: Timer = { cancel() {} };

type OnReply = (reply: EslReply) => void;
type OnFailure = (error: EslNotSentError | EslUnknownOutcomeError) => void;

/** Where a command joins those that wait: `first`, whatever waits already, is for a word about too many of them. */
export type Place = 'first' | 'last';

interface Pending {
  readonly command: EslCommand;
  readonly dueMs: number;
  readonly resolve: OnReply;
  readonly reject: OnFailure;
  timer: Timer;
}

export interface CommandQueueOptions {
  readonly timers: Timers;
  /** Most commands that wait, the one in flight not counted. */
  readonly queueLimit: number;
  /** Writes the bytes of one command. */
  readonly write: (bytes: Uint8Array) => void;
  /** The command in flight has no reply in time: replies carry no ids, so the stream cannot be used any more. */
  readonly onOverdue: () => void;
}

/**
 * Commands of one connection: one in flight, the others waiting in order. A deadline runs from `send`. A command that
 * cannot be answered in time any more is dropped before it is written; one that was written and is overdue ends the
 * connection. Every promise settles: with its own reply, as not sent, or as of unknown outcome.
 */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #waiting: Pending[] = [];
  #inFlight: Pending | undefined;
  #closed = false;
  readonly #onIdle: (() => void)[] = [];

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** The command whose reply is awaited. */
  get inFlight(): CommandVerb | undefined {
    return this.#inFlight?.command.verb;
  }

  /**
   * Queues a command that must be answered within `deadlineMs` from now.
   *
   * @throws EslNotSentError (as a rejection) when it was never written.
   * @throws EslUnknownOutcomeError (as a rejection) when it was written and not answered.
   */
  send(command: EslCommand, deadlineMs: number, place: Place = 'last'): Promise<EslReply> {
    return new Promise((resolve, reject) => this.enqueue(command, deadlineMs, resolve, reject, place));
  }

  /** `send` with call-backs, which run before the next frame is looked at; a promise's would run after it. */
  enqueue(
    command: EslCommand,
    deadlineMs: number,
    resolve: OnReply,
    reject: OnFailure,
    place: Place = 'last',
  ): void {
    const refusal = this.#refusal(place);
    if (refusal !== undefined) {
      reject(new EslNotSentError(command.verb, refusal));
      return;
    }
    const { timers } = this.#options;
    const dueMs = timers.now() + deadlineMs;
    const writeByMs = dueMs - deadlineMs * REPLY_SHARE;
    const pending: Pending = { command, dueMs, resolve, reject, timer: NO_TIMER };
    pending.timer = startDeadline(timers, writeByMs, () => this.#drop(pending, 'expired-in-queue'));
    if (place === 'first') this.#waiting.unshift(pending);
    else this.#waiting.push(pending);
    this.#writeNext();
  }

  #refusal(place: Place): NotSentReason | undefined {
    if (this.#closed) return 'connection-closed';
    const mustWait = this.#inFlight !== undefined && place === 'last';
    return mustWait && this.#waiting.length >= this.#options.queueLimit ? 'queue-full' : undefined;
  }

  /** The channel has ended: what waits to be said to it is not said, so that it keeps nothing else waiting. */
  withdraw(channel: string): void {
    const vain = this.#waiting.filter(({ command }) => command.channel === channel);
    for (const pending of vain) this.#drop(pending, 'channel-gone');
  }

  /** Hands a reply to the command in flight. */
  settle(reply: EslReply): void {
    const answered = this.#inFlight;
    this.#inFlight = undefined;
    answered?.timer.cancel();
    answered?.resolve(reply);
    this.#writeNext();
  }

  /** The connection is gone: settles everything. What waited was not sent, what was in flight is of unknown outcome. */
  close(inFlightReason: UnknownOutcomeReason): void {
    this.#closed = true;
    const lost = this.#inFlight;
    this.#inFlight = undefined;
    lost?.timer.cancel();
    lost?.reject(new EslUnknownOutcomeError(lost.command.verb, inFlightReason));
    for (const pending of this.#waiting.splice(0)) {
      pending.timer.cancel();
      pending.reject(new EslNotSentError(pending.command.verb, 'connection-closed'));
    }
    this.#announceIdle();
  }

  /** Resolves when nothing is waiting or in flight. Takes at most as long as the deadlines of what is there. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#announceIdle();
    });
  }

  #writeNext(): void {
    if (this.#inFlight !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#announceIdle();
      return;
    }
    next.timer.cancel();
    this.#inFlight = next;
    next.timer = startDeadline(this.#options.timers, next.dueMs, this.#options.onOverdue);
    this.#options.write(next.command.bytes);
  }

  #drop(pending: Pending, reason: NotSentReason): void {
    const index = this.#waiting.indexOf(pending);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    pending.timer.cancel();
    pending.reject(new EslNotSentError(pending.command.verb, reason));
  }

  #announceIdle(): void {
    if (this.#inFlight !== undefined || this.#waiting.length > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}
