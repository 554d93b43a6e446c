import { CommandReader, type EslCommand } from './esl-command.ts';
import { answerCommand, type EslHost, type EslReply } from './esl-commands.ts';
import type { ClientSocket } from './listener.ts';
import { Subscription } from './subscription.ts';
import type { SwitchEvent } from './switch-event.ts';

const GOODBYE = 'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';

/**
 * One client. As in the real switch one command is answered after the other, and no event is sent while an `api` command runs
 * (`listener_run` does both by turns in one thread).
 */
export class EslConnection {
  readonly subscription = new Subscription();
  authenticated = false;
  readonly #socket: ClientSocket;
  readonly #host: EslHost;
  readonly #reader = new CommandReader();
  readonly #commands: EslCommand[] = [];
  readonly #heldEvents: SwitchEvent[] = [];
  #busy = false;
  #mute = false;

  constructor(socket: ClientSocket, host: EslHost) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
  }

  greet(): void {
    this.#write('Content-Type: auth/request\n\n');
  }

  /** What a client gets whose address the access list refuses. */
  rejectRudely(): void {
    const text = 'Access Denied, go away.\n';
    this.#write(`Content-Type: text/rude-rejection\nContent-Length: ${text.length}\n\n${text}`);
    this.#socket.end();
  }

  deliver(event: SwitchEvent): void {
    if (!this.authenticated || !this.subscription.wants(event)) return;
    if (this.#busy) this.#heldEvents.push(event);
    else this.#writeEvent(event);
  }

  /** The network forgets the connection: nothing goes out or comes in any more, and nobody is told. */
  halfOpen(): void {
    this.#mute = true;
    this.#socket.pause();
  }

  stopReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    if (!this.#mute) this.#socket.resume();
  }

  /** RST. */
  cut(): void {
    this.#socket.resetAndDestroy();
  }

  close(): void {
    this.#write(
      `Content-Type: text/disconnect-notice\nContent-Length: ${Buffer.byteLength(GOODBYE)}\n\n${GOODBYE}`,
    );
    this.#socket.end();
  }

  #read(chunk: Buffer): void {
    if (this.#mute) return;
    this.#commands.push(...this.#reader.push(chunk));
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#commands.shift(); next !== undefined; next = this.#commands.shift()) {
      const reply = await answerCommand(this.#host, this, next);
      this.#writeReply(reply);
      for (const event of this.#heldEvents.splice(0)) this.#writeEvent(event);
      if (reply.closes === true) {
        this.#commands.length = 0;
        this.close();
      }
    }
    this.#busy = false;
  }

  #writeReply(reply: EslReply): void {
    if (reply.kind === 'api') {
      const text = reply.text === '' ? '-ERR no reply\n' : reply.text;
      this.#write(`Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`);
      return;
    }
    const more = (reply.headers ?? []).map(([name, value]) => `${name}: ${value}\n`).join('');
    this.#write(`Content-Type: command/reply\nReply-Text: ${reply.text}\n${more}\n`);
  }

  #writeEvent(event: SwitchEvent): void {
    const { format } = this.subscription;
    const text = event.serialised(format);
    this.#write(`Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-${format}\n\n${text}`);
  }

  #write(text: string): void {
    if (!this.#mute && this.#socket.writable) this.#socket.write(text);
  }
}
