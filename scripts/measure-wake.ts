/**
 * Measures how long an event takes from the switch to a listener, with and without waking the switch (docs/esl.md). One connection
 * fires custom events at random times, another receives them; both are on this machine's clock.
 *
 *   node scripts/measure-wake.ts HOST PORT PASSWORD [EVENTS]
 */
import { connect, type Socket } from 'node:net';
import { EventWaker } from '../src/esl/event-waker.ts';
import { InboundClient } from '../src/esl/inbound-client.ts';

interface Target {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

const SUBCLASS = 'axbridge::measure';

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
}

async function fire(sender: Socket, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    sender.write(`sendevent CUSTOM\nEvent-Subclass: ${SUBCLASS}\nSent-At: ${performance.now()}\n\n`);
    await pause(5 + Math.random() * 30);
  }
  await pause(200);
}

async function measure(target: Target, intervalMs: number | undefined, count: number): Promise<string> {
  const delays: number[] = [];
  const ready = Promise.withResolvers<void>();
  const client = new InboundClient({
    ...target,
    events: [`CUSTOM ${SUBCLASS}`],
    reconcile: async () => {},
    onEvent: (event) => {
      const sentAt = event.get('Sent-At');
      if (sentAt !== undefined) delays.push(performance.now() - Number(sentAt));
    },
    onState: (state) => {
      if (state.tag === 'ready') ready.resolve();
      if (state.tag === 'closed' && state.reason !== 'stopped') ready.reject(new Error(state.reason));
    },
  });
  client.start();
  await ready.promise;
  const waker = new EventWaker(client, {
    intervalMs: intervalMs ?? 0,
    activeForMs: Number.POSITIVE_INFINITY,
  });
  if (intervalMs !== undefined) waker.start();
  const sender = connect({ ...target, noDelay: true });
  sender.resume();
  sender.write(`auth ${target.password}\n\n`);
  await pause(100);
  await fire(sender, count);
  sender.destroy();
  waker.stop();
  await client.stop();
  const sorted = delays.toSorted((left, right) => left - right);
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => quantile(sorted, share));
  return `${sorted.length} of ${count} events, p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms`;
}

const [host, port, password, events = '400'] = process.argv.slice(2);
if (host === undefined || port === undefined || password === undefined) {
  throw new Error('usage: measure-wake.ts HOST PORT PASSWORD [EVENTS]');
}
const target = { host, port: Number(port), password };
for (const intervalMs of [undefined, 4, 2, 1]) {
  const how = intervalMs === undefined ? 'not woken' : `woken every ${intervalMs} ms`;
  console.log(`${how}: ${await measure(target, intervalMs, Number(events))}`);
}
