/** The process that asks: `bind-load.ts` starts and stops it. Its client is written by hand, so that it costs little. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Asked, type BindLoad, WARM_UP_MS } from './bind-load.ts';

const load = JSON.parse(process.argv[2] ?? '') as BindLoad;
let stopped = false;
let asked = 0;

/**
 * As many requests at a time as there are connections, each connection kept alive. First as fast as they are answered, until the program
 * that is asked has warmed up; nothing counts until the last of those is answered, or the queue that they made would be measured.
 */
async function ask(): Promise<Asked> {
  const lines = Array.from({ length: load.connections }, () => new Line());
  const warmUntil = performance.now() + WARM_UP_MS;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < warmUntil) await line.post(pairs());
    }),
  );
  const asked = await askAtRate(lines);
  for (const line of lines) line.end();
  return asked;
}

async function askAtRate(lines: readonly Line[]): Promise<Asked> {
  const latenciesMs: number[] = [];
  let [binds, failures] = [0, 0];
  const began = performance.now();
  const gapMs = load.perSecond === null ? null : (load.batch * 1000) / load.perSecond;
  let dueMs = began;
  const askOn = async (line: Line): Promise<void> => {
    while (!stopped) {
      const due = gapMs === null ? performance.now() : dueMs;
      if (gapMs !== null) dueMs += gapMs;
      // The timer counts whole milliseconds; what comes due within the next is sent at once.
      if (due - performance.now() >= 1) await pause(Math.floor(due - performance.now()));
      const status = await line.post(pairs());
      latenciesMs.push(performance.now() - due);
      if (status === 200 || status === 201) binds += load.batch;
      else failures += load.batch;
    }
  };
  await Promise.all(lines.map(askOn));
  return { binds, failures, seconds: (performance.now() - began) / 1000, latenciesMs };
}

function pairs(): readonly object[] {
  return Array.from({ length: load.batch }, pair);
}

/** No two have a party in common. */
function pair(): { a: string; b: string; pool: string } {
  asked += 1;
  const digits = String(asked).padStart(8, '0');
  return { a: `+86138${digits}`, b: `+86139${digits}`, pool: 'city' };
}

/** One connection with one request at a time. */
class Line {
  readonly #socket: Socket;
  #answer = '';
  #waiting: ((status: number) => void) | null = null;

  constructor() {
    this.#socket = connect(load.port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
  }

  post(rows: readonly object[]): Promise<number> {
    const isBatch = rows.length > 1;
    const body = JSON.stringify(isBatch ? { bindings: rows } : rows[0]);
    const repeated = load.idempotent ? `idempotency-key: bench-${asked}\r\n` : '';
    this.#socket.write(
      `POST /v1/bindings${isBatch ? ':batch' : ''} HTTP/1.1\r\nhost: 127.0.0.1\r\n${repeated}` +
        `authorization: Bearer ${load.key}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#answer += chunk;
    const head = this.#answer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: ([0-9]+)/i.exec(this.#answer)?.[1]);
    if (this.#answer.length < head + 4 + length) return;
    const status = Number(this.#answer.slice(9, 12));
    this.#answer = '';
    this.#waiting?.(status);
  }
}

const stop = once(process, 'message').then(() => {
  stopped = true;
});
const result = await ask();
await stop;
process.send?.(result, () => process.disconnect());
