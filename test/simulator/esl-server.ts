import type { EslHost } from './esl-commands.ts';
import { EslConnection } from './esl-connection.ts';
import type { ClientListener, ClientSocket } from './listener.ts';
import type { SwitchEvent } from './switch-event.ts';

/** The event socket of the simulated switch: listens, and hands every event to every client that wants it. */
export class EslServer {
  readonly #host: EslHost;
  readonly #connections = new Set<EslConnection>();
  readonly #sockets = new Set<ClientSocket>();
  readonly #listener: ClientListener;

  constructor(host: EslHost, listener: ClientListener) {
    this.#host = host;
    this.#listener = listener;
  }

  /** Clients that are connected now. */
  get connections(): readonly EslConnection[] {
    return [...this.#connections];
  }

  get port(): number {
    return this.#listener.port;
  }

  listen(): Promise<void> {
    return this.#listener.listen((socket) => this.#accept(socket));
  }

  /** Whoever connects from now on is refused (RST); those who are connected stay. */
  refuse(): Promise<void> {
    return this.#listener.refuse();
  }

  /** Some client may want events of the name. */
  isHeard(name: string): boolean {
    for (const one of this.#connections) if (one.subscription.hears(name)) return true;
    return false;
  }

  deliver(event: SwitchEvent): void {
    for (const delayMs of this.#host.faults.deliveriesOf(event)) {
      if (delayMs === 0) this.#broadcast(event);
      else this.#host.core.clock.after(delayMs, () => this.#broadcast(event));
    }
  }

  /** RST on every connection. */
  cutAll(): void {
    for (const one of this.#connections) one.cut();
    for (const socket of this.#sockets) socket.destroy();
    this.#connections.clear();
  }

  /** The end of the simulator: connections are closed, not reset. */
  async close(): Promise<void> {
    await this.refuse();
    for (const socket of this.#sockets) socket.destroy();
    this.#connections.clear();
  }

  #broadcast(event: SwitchEvent): void {
    for (const one of this.#connections) one.deliver(event);
  }

  #accept(socket: ClientSocket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const { faults } = this.#host;
    if (faults.stalls) {
      socket.on('close', () => this.#sockets.delete(socket));
      return;
    }
    const connection = new EslConnection(socket, this.#host);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(connection);
    });
    if (faults.deniesAccess) {
      connection.rejectRudely();
      return;
    }
    this.#connections.add(connection);
    connection.greet();
  }
}
