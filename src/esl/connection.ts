import { callListener } from './call-listener.ts';
import type { CloseReason } from './close-reason.ts';
import type { EslCommand } from './codec/command.ts';
import { type DesyncReason, EslDesyncError } from './codec/errors.ts';
import { EventView } from './codec/event-view.ts';
import type { Frame } from './codec/frame.ts';
import { FrameDecoder } from './codec/frame-decoder.ts';
import { CommandQueue, type Place } from './command-queue.ts';
import { startDeadline } from './deadline.ts';
import { type EslReply, parseReply } from './reply.ts';
import type { EslSocket, OpenSocket } from './socket.ts';
import type { Timer, Timers } from './timers.ts';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly open: OpenSocket;
  readonly timers: Timers;
  /** From the first packet to the switch's greeting (`auth/request`). */
  readonly connectDeadlineMs: number;
  /** Longest silence after the greeting. The switch beats every 20 s by default, if `HEARTBEAT` is subscribed. */
  readonly heartbeatDeadlineMs: number;
  /** Most commands that wait, the one in flight not counted. */
  readonly queueLimit: number;
  readonly onGreeting: () => void;
  readonly onEvent: (event: EventView) => void;
  /** Called once; nothing is called afterwards, and every command has settled. */
  readonly onClose: (reason: CloseReason) => void;
}

const LINE_FEED = Uint8Array.of(0x0a);

/**
 * One socket to the switch and one life: it never reconnects. Reading never pauses, because a client that does not read
 * fills the switch's queue until it stalls the switch's own event delivery (mod_event_socket.c, `kill_listener`).
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: EslSocket;
  readonly #decoder = new FrameDecoder();
  readonly #queue: CommandQueue;
  #watch: Timer;
  #lastBytesMs = 0;
  #phase: 'connecting' | 'greeted' | 'closed' = 'connecting';
  #connected = false;

  constructor(options: ConnectionOptions) {
    const { timers } = options;
    this.#options = options;
    this.#socket = options.open(options.host, options.port);
    this.#queue = new CommandQueue({
      timers,
      queueLimit: options.queueLimit,
      write: (bytes) => this.#socket.write(bytes),
      onOverdue: () => this.close({ tag: 'reply-overdue' }),
    });
    this.#watch = startDeadline(timers, timers.now() + options.connectDeadlineMs, () =>
      this.close({ tag: 'greeting-overdue' }),
    );
    this.#listen();
  }

  /** Queues a command; see CommandQueue. */
  send(command: EslCommand, deadlineMs: number, place?: Place): Promise<EslReply> {
    return this.#queue.send(command, deadlineMs, place);
  }

  /** The channel has ended; see CommandQueue. */
  withdraw(channel: string): void {
    this.#queue.withdraw(channel);
  }

  /**
   * For the commands that a connection begins with: `onReply` runs before the frames behind the reply are looked at. A refused
   * password is followed by a disconnect notice in the same packet, and must be known first. A command that gets no reply
   * ends the connection, which `onClose` tells.
   */
  handshake(command: EslCommand, deadlineMs: number, onReply: (reply: EslReply) => void): void {
    this.#queue.enqueue(command, deadlineMs, onReply, () => {});
  }

  /**
   * Wakes the switch's listener thread with one line feed, which `read_packet` skips without a reply where a command
   * would begin. Does nothing, and says so, while a command is in flight (the thread is awake) or bytes are unsent.
   */
  wake(): boolean {
    if (this.#phase !== 'greeted' || this.#queue.inFlight !== undefined || this.#socket.writableLength > 0)
      return false;
    this.#socket.write(LINE_FEED);
    return true;
  }

  /** Resolves when no command is waiting or in flight any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Ends it, settles every command, and reports the reason. Without effect when it has ended already. */
  close(reason: CloseReason): void {
    if (this.#phase === 'closed') return;
    const canEndCleanly = this.#phase === 'greeted' && this.#socket.writableLength === 0;
    this.#phase = 'closed';
    this.#watch.cancel();
    // Ending waits for unsent bytes, and a peer that is gone never takes them.
    if (canEndCleanly) this.#socket.destroySoon();
    else this.#socket.destroy();
    this.#queue.close(reason.tag === 'reply-overdue' ? 'reply-overdue' : 'connection-closed');
    this.#options.onClose(reason);
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      this.#connected = true;
    });
    this.#socket.on('data', (chunk) => {
      if (this.#phase !== 'closed') this.#receive(chunk);
    });
    this.#socket.on('end', () => this.close({ tag: 'ended-by-switch' }));
    this.#socket.on('close', () => this.close({ tag: 'ended-by-switch' }));
    this.#socket.on('error', (error) => {
      const detail = error.code ?? error.name;
      this.close({ tag: this.#connected ? 'socket-error' : 'connect-failed', detail });
    });
  }

  #receive(chunk: Uint8Array): void {
    this.#lastBytesMs = this.#options.timers.now();
    const { frames, fault } = this.#decode(chunk);
    for (const frame of frames) {
      if (this.#phase === 'closed') return;
      this.#take(frame);
    }
    if (fault !== undefined) this.#desync(fault);
  }

  /** What was complete before a fault is still good: it may be the reply that says a command was done. */
  #decode(chunk: Uint8Array): { frames: readonly Frame[]; fault: DesyncReason | undefined } {
    try {
      return { frames: this.#decoder.push(chunk), fault: undefined };
    } catch (error) {
      if (!(error instanceof EslDesyncError)) throw error;
      return { frames: error.decodedBefore, fault: error.reason };
    }
  }

  #take(frame: Frame): void {
    switch (frame.type) {
      case 'auth/request':
        this.#greeted();
        return;
      case 'text/rude-rejection':
        this.close({ tag: 'rejected' });
        return;
      case 'text/disconnect-notice':
        this.close({ tag: 'disconnect-notice' });
        return;
      case 'command/reply':
      case 'api/response':
        this.#reply(frame);
        return;
      case 'text/event-plain':
        this.#event(frame);
        return;
      case 'text/event-json':
      case 'text/event-xml':
      case 'log/data':
        return; // well framed, but never asked for by this library
    }
  }

  #greeted(): void {
    if (this.#phase !== 'connecting') {
      this.#desync('unexpected-frame');
      return;
    }
    this.#phase = 'greeted';
    this.#watch.cancel();
    this.#watchSilence();
    this.#options.onGreeting();
  }

  /** Replies carry no ids; what little tells them apart is checked, so that a shifted one is noticed. */
  #reply(frame: Frame): void {
    const reply = parseReply(frame);
    const verb = this.#queue.inFlight;
    if (verb === undefined) {
      this.#desync('reply-without-command');
      return;
    }
    // An api command is answered by its output; only a refusal to run it is a plain reply (mod_event_socket.c).
    const isRefusal = frame.type === 'command/reply' && !reply.ok;
    const fits = verb === 'api' ? frame.type === 'api/response' || isRefusal : frame.type === 'command/reply';
    if (!fits) {
      this.#desync('unexpected-frame');
      return;
    }
    this.#queue.settle(reply);
  }

  #event(frame: Frame): void {
    if (this.#phase !== 'greeted') {
      this.#desync('unexpected-frame');
      return;
    }
    const event = EventView.fromPlain(frame.body);
    callListener(() => this.#options.onEvent(event));
  }

  #desync(because: DesyncReason): void {
    this.close({ tag: 'desync', detail: because });
  }

  #watchSilence(): void {
    const { timers, heartbeatDeadlineMs } = this.#options;
    this.#watch = startDeadline(timers, this.#lastBytesMs + heartbeatDeadlineMs, () => {
      if (timers.now() - this.#lastBytesMs >= heartbeatDeadlineMs) this.close({ tag: 'silent' });
      else this.#watchSilence();
    });
  }
}
