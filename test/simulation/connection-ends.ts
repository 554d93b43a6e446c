import type { EslSocket } from '../../src/esl/socket.ts';
import type { ClientSocket } from '../simulator/listener.ts';
import type { Life } from './life.ts';
import type { Pipe, StreamEnd } from './pipe.ts';

type Listener = (value?: unknown) => void;

/** Those who listen to a socket. */
class Listeners {
  readonly #byEvent = new Map<string, Listener[]>();

  add(event: string, listener: Listener): void {
    const others = this.#byEvent.get(event);
    if (others === undefined) this.#byEvent.set(event, [listener]);
    else others.push(listener);
  }

  tell(event: string, value?: unknown): void {
    for (const listener of this.#byEvent.get(event) ?? []) listener(value);
  }
}

/** The daemon's end. Nothing reaches a daemon that is dead, and nothing comes from it. */
export class ClientEnd implements EslSocket {
  readonly writableLength = 0;
  onOver: () => void = () => {};
  readonly #life: Life;
  readonly #up: Pipe;
  readonly #listeners = new Listeners();
  #isOver = false;

  constructor(life: Life, up: Pipe) {
    this.#life = life;
    this.#up = up;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  on(event: string, listener: (...values: never[]) => void): void {
    this.#listeners.add(event, listener as Listener);
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOver && this.#life.step()) this.#up.send(Buffer.from(bytes));
  }

  destroy(): void {
    if (this.#isOver) return;
    this.#over();
    this.#up.end();
    this.#listeners.tell('close');
  }

  destroySoon(): void {
    this.destroy();
  }

  connected(): void {
    if (!this.#isOver && this.#life.step()) this.#listeners.tell('connect');
  }

  take(bytes: Buffer): void {
    if (!this.#isOver && this.#life.step()) this.#listeners.tell('data', bytes);
  }

  ended(how: StreamEnd): void {
    if (this.#isOver) return;
    this.#over();
    if (!this.#life.step()) return;
    if (how === 'closed') this.#listeners.tell('end');
    else this.#listeners.tell('error', errorOf(how));
    this.#listeners.tell('close');
  }

  #over(): void {
    this.#isOver = true;
    this.onOver();
  }
}

function errorOf(how: 'reset' | 'refused'): Error {
  const code = how === 'reset' ? 'ECONNRESET' : 'ECONNREFUSED';
  return Object.assign(new Error(code), { code });
}

/** The switch's end. */
export class ServerEnd implements ClientSocket {
  writable = true;
  readonly #down: Pipe;
  readonly #send: (text: string) => void;
  readonly #listeners = new Listeners();
  readonly #unread: Buffer[] = [];
  #isPaused = false;

  constructor(down: Pipe, send: (text: string) => void) {
    this.#down = down;
    this.#send = send;
  }

  on(event: string, listener: (...values: never[]) => void): void {
    this.#listeners.add(event, listener as Listener);
  }

  setNoDelay(): void {}

  write(text: string): void {
    if (this.writable) this.#send(text);
  }

  end(): void {
    if (this.#over()) this.#down.end();
  }

  destroy(): void {
    if (!this.#over()) return;
    this.#down.end();
    this.#listeners.tell('close');
  }

  resetAndDestroy(): void {
    if (!this.#over()) return;
    this.#down.reset(0);
    this.#listeners.tell('close');
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (const bytes of this.#unread.splice(0)) this.take(bytes);
  }

  take(bytes: Buffer): void {
    if (this.#isPaused) this.#unread.push(bytes);
    else if (this.writable) this.#listeners.tell('data', bytes);
  }

  ended(how: StreamEnd): void {
    if (!this.#over()) return;
    if (how === 'reset') this.#listeners.tell('error');
    this.#down.end();
    this.#listeners.tell('close');
  }

  /** @returns whether it was not over before */
  #over(): boolean {
    const was = this.writable;
    this.writable = false;
    return was;
  }
}
