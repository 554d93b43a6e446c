import type { ServerResponse } from 'node:http';
import type { EventPage } from '../app/delivery/event-inquiry.ts';
import { isKept } from '../app/delivery/event-inquiry.ts';
import type { EventBounds } from '../ports/event-log.ts';

/** What a stream tells. */
export interface StreamSource {
  bounds(): EventBounds;
  /** Events after this number that its filter lets pass. */
  page(after: number): EventPage;
  /** @returns how to stop */
  watch(onAdded: () => void): () => void;
  /** Whether the reader may still read; asked with each sign of life. */
  isWelcome(): boolean;
}

export interface StreamOptions {
  /** The first event is the one after this number. */
  readonly after: number;
  readonly heartbeatMs: number;
  readonly stallMs: number;
  /** Called once. */
  onEnd(): void;
}

/** How long a reader that was cut off is to wait, in milliseconds. */
const RETRY_MS = 2_000;

/**
 * Server-sent events (WHATWG HTML, section 9.2): one event of the log each, with its number as the id. Reads from the log only what the
 * reader takes, so nothing is buffered but what the socket holds.
 */
export class EventStream {
  readonly #out: ServerResponse;
  readonly #source: StreamSource;
  readonly #options: StreamOptions;
  #position: number;
  #told: number;
  #stall: NodeJS.Timeout | null = null;
  #next: NodeJS.Immediate | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #unwatch: () => void = () => undefined;
  #isOver = false;

  constructor(out: ServerResponse, source: StreamSource, options: StreamOptions) {
    this.#out = out;
    this.#source = source;
    this.#options = options;
    this.#position = options.after;
    this.#told = options.after;
  }

  start(): void {
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    this.#unwatch = this.#source.watch(() => this.#goOn());
    this.#out.on('drain', () => this.#drained());
    this.#out.on('error', () => this.end());
    this.#out.once('close', () => this.end());
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#goOn();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unwatch();
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    if (this.#stall !== null) clearTimeout(this.#stall);
    if (this.#next !== null) clearImmediate(this.#next);
    // Who does not read would not read the end either.
    if (this.#stall === null) this.#out.end();
    else this.#out.destroy();
    this.#options.onEnd();
  }

  /** Soon, and once for however many were added meanwhile. */
  #goOn(): void {
    if (this.#isOver || this.#stall !== null) return;
    this.#next ??= setImmediate(() => {
      this.#next = null;
      this.#tell();
    });
  }

  #tell(): void {
    try {
      this.#reset();
      const { events, upTo, more } = this.#source.page(this.#position);
      this.#position = upTo;
      for (const event of events)
        this.#write(`id: ${event.number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      this.#told = events.at(-1)?.number ?? this.#told;
      if (more) this.#goOn();
    } catch {
      // The log cannot be read: whoever comes back may have more luck, and misses nothing.
      this.end();
    }
  }

  /** Says that events are missing, where they are no longer kept. */
  #reset(): void {
    const bounds = this.#source.bounds();
    if (isKept(this.#position, bounds)) return;
    const after = bounds.firstKept - 1;
    const data = JSON.stringify({
      missedAfter: this.#position,
      firstKept: bounds.firstKept,
      last: bounds.last,
    });
    this.#write(`id: ${after}\nevent: reset\ndata: ${data}\n\n`);
    this.#position = after;
    this.#told = after;
  }

  /** A comment, with the place that was reached where the filter let nothing pass. Also looks for what another process added. */
  #beat(): void {
    if (!this.#source.isWelcome()) {
      this.end();
      return;
    }
    if (this.#stall !== null) return;
    this.#write(this.#told === this.#position ? ':\n\n' : `:\nid: ${this.#position}\n\n`);
    this.#told = this.#position;
    this.#goOn();
  }

  #write(text: string): void {
    if (this.#isOver || this.#out.write(text) || this.#stall !== null) return;
    this.#stall = setTimeout(() => this.end(), this.#options.stallMs);
  }

  #drained(): void {
    if (this.#stall !== null) clearTimeout(this.#stall);
    this.#stall = null;
    this.#goOn();
  }
}
