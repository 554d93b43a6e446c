import type { ServerResponse } from 'node:http';
import type { TenantId } from '../domain/access/tenant.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { EventStream, type StreamSource } from './event-stream.ts';

export interface StreamLimits {
  /** Between two signs of life, in milliseconds: shorter than proxies wait. */
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long is cut, in milliseconds. */
  readonly stallMs: number;
  /** Streams of one tenant. */
  readonly most: number;
}

const DEFAULT_LIMITS: StreamLimits = { heartbeatMs: 15_000, stallMs: 30_000, most: 50 };

/** All streams of events that are being read. */
export class EventStreams {
  readonly #limits: StreamLimits;
  readonly #open = new Map<EventStream, TenantId>();
  #closed = false;

  constructor(limits: Partial<StreamLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Streams that are open. */
  get size(): number {
    return this.#open.size;
  }

  /** @throws AxbridgeError `too-many-streams`, `draining` */
  admit(tenant: TenantId): void {
    if (this.#closed) throw new AxbridgeError('draining');
    const own = [...this.#open.values()].filter((one) => one === tenant);
    if (own.length >= this.#limits.most) throw new AxbridgeError('too-many-streams');
  }

  /** Begins to write; the head of the answer has been written. */
  begin(tenant: TenantId, out: ServerResponse, source: StreamSource, after: number): void {
    // Who has gone away meanwhile is told of by no further event of the socket.
    if (out.destroyed || out.closed) return;
    const onEnd = (): void => void this.#open.delete(stream);
    const stream = new EventStream(out, source, { ...this.#limits, after, onEnd });
    this.#open.set(stream, tenant);
    stream.start();
  }

  /** Readers come back by themselves, and go on where they were. */
  close(): void {
    this.#closed = true;
    for (const stream of this.#open.keys()) stream.end();
  }
}
