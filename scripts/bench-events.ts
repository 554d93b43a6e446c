/*
 * How fast events of a switch are read: over TCP from a process of its own, decoded, and made facts for the desk of calls.
 * usage: node scripts/bench-events.ts [--rate 10000] [--seconds 10] [--burst 100000] [--json]
 * The events are as a real switch wrote them, filled up to 200 headers. Lag counts from when an event was due to be written.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { eventToFact, SUBSCRIBED_EVENTS } from '../src/adapters/freeswitch/event-to-fact.ts';
import type { EventView } from '../src/esl/codec/event-view.ts';
import { InboundClient } from '../src/esl/inbound-client.ts';
import type { Sending } from './bench/event-sender.ts';
import { percentile, rounded } from './bench/percentile.ts';
import { HEADERS } from './bench/switch-events.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    burst: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
  },
});

const WARM_UP = 20_000;

/** What came of one sending. */
interface Read {
  readonly seconds: number;
  readonly lost: number;
  readonly lagsMs: readonly number[];
  readonly cpuUsEach: number;
}

/** Counts what comes, and notes how late. */
class Reading {
  readonly #lagsMs: number[] = [];
  #facts = 0;
  #last = 0;
  #lost = 0;
  #waitingFor = Number.POSITIVE_INFINITY;
  #done: () => void = () => {};

  take(event: EventView): void {
    if (event.name === 'HEARTBEAT') return;
    const sequence = Number(event.get('Event-Sequence'));
    if (eventToFact(event.name, event) !== null) this.#facts += 1;
    this.#lost += sequence - this.#last - 1;
    this.#last = sequence;
    this.#lagsMs.push((nowUs() - Number(event.get('variable_bench_sent_us'))) / 1000);
    if (sequence >= this.#waitingFor) this.#done();
  }

  async of(events: number, begin: () => void): Promise<Read> {
    this.#lagsMs.length = 0;
    [this.#lost, this.#facts, this.#waitingFor] = [0, 0, this.#last + events];
    const done = new Promise<void>((resolve) => {
      this.#done = resolve;
    });
    const [cpu, began] = [process.threadCpuUsage(), performance.now()];
    begin();
    await done;
    const { user, system } = process.threadCpuUsage(cpu);
    if (this.#facts === 0) throw new Error('no event was understood');
    return {
      seconds: (performance.now() - began) / 1000,
      lost: this.#lost,
      lagsMs: [...this.#lagsMs],
      cpuUsEach: (user + system) / events,
    };
  }
}

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

const sender = fork(new URL('./bench/event-sender.ts', import.meta.url));
const [{ port, bytes }] = (await once(sender, 'message')) as [{ port: number; bytes: number }];
const reading = new Reading();
const ready = Promise.withResolvers<void>();
const client = new InboundClient({
  host: '127.0.0.1',
  port,
  password: 'ClueCon',
  events: SUBSCRIBED_EVENTS,
  reconcile: async () => {},
  onEvent: (event) => reading.take(event),
  onState: (state) => {
    if (state.tag === 'ready') ready.resolve();
  },
});
client.start();
await ready.promise;
const sending = (one: Sending): Promise<Read> => reading.of(one.events, () => void sender.send(one));
await sending({ events: WARM_UP, perSecond: null });
const [rate, burst] = [Number(values.rate), Number(values.burst)];
const steady = await sending({ events: rate * Number(values.seconds), perSecond: rate });
const drained = await sending({ events: burst, perSecond: null });
await client.stop();
sender.disconnect();

const figures = {
  headers: HEADERS,
  bytesEach: Math.round(bytes),
  steady: {
    perSecond: rate,
    lost: steady.lost,
    lagP50Ms: rounded(percentile(steady.lagsMs, 0.5)),
    lagP99Ms: rounded(percentile(steady.lagsMs, 0.99)),
    lagLastMs: rounded(percentile(steady.lagsMs.slice(-rate), 0.5)),
    cpuUsEach: rounded(steady.cpuUsEach),
  },
  burst: {
    events: burst,
    lost: drained.lost,
    perSecond: Math.round(burst / drained.seconds),
    cpuUsEach: rounded(drained.cpuUsEach),
  },
};
console.log(values.json ? JSON.stringify(figures) : figures);
