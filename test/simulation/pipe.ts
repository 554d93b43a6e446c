import type { Timeline } from './timeline.ts';

/** How a stream came to its end: `closed` after all that was sent, `reset` at once, `refused` before it began. */
export type StreamEnd = 'closed' | 'reset' | 'refused';

/** One direction of a connection: bytes come out in the order in which they went in, later. */
export class Pipe {
  onBytes: (bytes: Buffer) => void = () => {};
  onEnd: (how: StreamEnd) => void = () => {};
  readonly #timeline: Timeline;
  readonly #latencyMs: () => number;
  readonly #underWay: { readonly bytes: Buffer; taken: boolean }[] = [];
  #held: Buffer | null = null;
  #lastMs = 0;
  #state: 'open' | 'ending' | 'over' | 'forgotten' = 'open';

  constructor(timeline: Timeline, latencyMs: () => number) {
    this.#timeline = timeline;
    this.#latencyMs = latencyMs;
  }

  send(bytes: Buffer): void {
    if (this.#state !== 'open') return;
    this.#put(bytes);
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#put(held);
  }

  /** Lets the next one overtake it. */
  sendAfterNext(bytes: Buffer): void {
    if (this.#held !== null) this.#put(this.#held);
    this.#held = bytes;
  }

  /** The end comes out behind all that was sent. */
  end(): void {
    if (this.#state !== 'open') return;
    if (this.#held !== null) this.#put(this.#held);
    this.#state = 'ending';
    this.#timeline.after(this.#dueIn(), () => this.#finish('closed'));
  }

  /** @param keeps the part of the bytes under way that comes out before the end: from 0 to 1 */
  reset(keeps: number): void {
    if (this.#state === 'over' || this.#state === 'forgotten') return;
    const bytes = Buffer.concat(this.#underWay.splice(0).map((one) => this.#take(one)));
    if (bytes.length > 0) this.onBytes(bytes.subarray(0, Math.floor(bytes.length * keeps)));
    this.#finish('reset');
  }

  forget(): void {
    this.#state = 'forgotten';
  }

  stall(ms: number): void {
    this.#lastMs = Math.max(this.#lastMs, this.#timeline.nowMs + ms);
  }

  #take(one: { readonly bytes: Buffer; taken: boolean }): Buffer {
    one.taken = true;
    return one.bytes;
  }

  #put(bytes: Buffer): void {
    const one = { bytes, taken: false };
    this.#underWay.push(one);
    this.#timeline.after(this.#dueIn(), () => {
      if (one.taken) return;
      this.#underWay.shift();
      if (this.#state !== 'over' && this.#state !== 'forgotten') this.onBytes(bytes);
    });
  }

  #dueIn(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#timeline.nowMs + this.#latencyMs());
    return this.#lastMs - this.#timeline.nowMs;
  }

  #finish(how: StreamEnd): void {
    if (this.#state === 'over' || this.#state === 'forgotten') return;
    this.#state = 'over';
    this.onEnd(how);
  }
}
