import type { EslSocket } from '../../src/esl/socket.ts';
import type { ClientListener, ClientSocket } from '../simulator/listener.ts';
import { ClientEnd, ServerEnd } from './connection-ends.ts';
import type { Life } from './life.ts';
import { Pipe } from './pipe.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** What befalls a frame that the switch sends; `truncate` delivers a part of it, and the connection is gone. */
export type FrameFault = 'drop' | 'duplicate' | 'swap' | 'truncate' | 'late';

/** How the network is just now. */
export interface Conditions {
  /** One way. */
  readonly leastLatencyMs: number;
  readonly mostLatencyMs: number;
  /** Of a frame, to be cut into several chunks. */
  readonly splits: number;
  /** What may befall a frame, and how likely. */
  readonly frames: ReadonlyMap<FrameFault, number>;
  /** What becomes of new connections. */
  readonly connects: 'accepted' | 'refused' | 'unanswered';
}

export const CALM: Conditions = {
  leastLatencyMs: 0.1,
  mostLatencyMs: 1,
  splits: 0.02,
  frames: new Map(),
  connects: 'accepted',
};

/** One connection between the daemon and the switch. */
export interface Link {
  readonly client: ClientEnd;
  readonly server: ServerEnd;
  readonly up: Pipe;
  readonly down: Pipe;
}

/** The network between daemon and switch, in memory: late, lossy and cut as it is told. */
export class Network implements ClientListener {
  readonly port = 8021;
  conditions: Conditions = CALM;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #links = new Set<Link>();
  #accept: ((socket: ClientSocket) => void) | null = null;

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  get connections(): number {
    return this.#links.size;
  }

  async listen(accept: (socket: ClientSocket) => void): Promise<void> {
    this.#accept = accept;
  }

  async refuse(): Promise<void> {
    this.#accept = null;
  }

  /** The daemon connects. */
  open(life: Life): EslSocket {
    const timeline = this.#timeline;
    const down = new Pipe(timeline, () => this.#latencyMs());
    const up = new Pipe(timeline, () => this.#latencyMs());
    const client = new ClientEnd(life, up);
    const server = new ServerEnd(down, (text) => this.#sent(link, text));
    const link: Link = { client, server, up, down };
    up.onBytes = (bytes) => server.take(bytes);
    up.onEnd = (how) => server.ended(how);
    down.onBytes = (bytes) => client.take(bytes);
    down.onEnd = (how) => client.ended(how);
    life.holds(client);
    timeline.after(this.#latencyMs(), () => this.#connected(link));
    return client;
  }

  /** RST both ways. What is on its way is lost, or some of it comes through first. */
  cut(): void {
    for (const link of this.#links) this.#cutOne(link);
  }

  #cutOne(link: Link): void {
    this.#links.delete(link);
    const keeps = this.#random.next();
    link.down.reset(keeps);
    link.up.reset(keeps);
  }

  /** The network forgets the connections there are: nothing comes through any more, and nobody is told. */
  forget(): void {
    for (const { up, down } of this.#links) {
      up.forget();
      down.forget();
    }
    this.#links.clear();
  }

  /** Nothing comes through for so long, then all of it. */
  stall(ms: number): void {
    for (const { up, down } of this.#links) {
      up.stall(ms);
      down.stall(ms);
    }
  }

  #connected(link: Link): void {
    const accept = this.#accept;
    if (link.client.isOver || this.conditions.connects === 'unanswered') return;
    if (accept === null || this.conditions.connects === 'refused') {
      link.client.ended('refused');
      return;
    }
    this.#links.add(link);
    link.client.onOver = () => this.#links.delete(link);
    link.client.connected();
    accept(link.server);
  }

  /** A frame of the switch begins its way. */
  #sent(link: Link, text: string): void {
    this.#timeline.note(text.length > 64 ? `${text.length} ${text.slice(0, 64)}` : text);
    const bytes = Buffer.from(text);
    const { down } = link;
    switch (this.#faultOf()) {
      case 'drop':
        return;
      case 'duplicate':
        down.send(bytes);
        down.send(bytes);
        return;
      case 'swap':
        down.sendAfterNext(bytes);
        return;
      case 'late':
        down.stall(this.#random.int(100, 8_000));
        down.send(bytes);
        return;
      case 'truncate':
        down.send(bytes.subarray(0, this.#random.int(0, bytes.length - 1)));
        this.#cutOne(link);
        return;
      case null:
        this.#send(down, bytes);
    }
  }

  #send(down: Pipe, bytes: Buffer): void {
    if (!this.#random.chance(this.conditions.splits)) {
      down.send(bytes);
      return;
    }
    const at = this.#random.int(0, bytes.length);
    down.send(bytes.subarray(0, at));
    down.send(bytes.subarray(at));
  }

  #faultOf(): FrameFault | null {
    const { frames } = this.conditions;
    if (frames.size === 0) return null;
    for (const [fault, probability] of frames) if (this.#random.chance(probability)) return fault;
    return null;
  }

  #latencyMs(): number {
    const { leastLatencyMs, mostLatencyMs } = this.conditions;
    return leastLatencyMs + this.#random.next() * (mostLatencyMs - leastLatencyMs);
  }
}
