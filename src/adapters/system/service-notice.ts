import { execFile } from 'node:child_process';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** A notice that was not given within so long is given up, in milliseconds. */
const LIMIT_MS = 5_000;

/**
 * Tells systemd how the service is (`sd_notify(3)`); does nothing under anything else. Node has no datagram sockets of the Unix domain,
 * so `systemd-notify` tells for us: it is there wherever systemd is, and the unit says `NotifyAccess=all`.
 */
export class ServiceNotice {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #environment: NodeJS.ProcessEnv;
  #timer: Timer | null = null;
  #stopped = false;

  constructor(clock: Clock, log: Log, environment: NodeJS.ProcessEnv = process.env) {
    this.#clock = clock;
    this.#log = log;
    this.#environment = environment;
  }

  /** The daemon works. From now on the watchdog is told twice in its time that the main thread does. */
  ready(): void {
    this.#tell('READY=1', `MAINPID=${process.pid}`);
    const { WATCHDOG_USEC: time, WATCHDOG_PID: pid } = this.#environment;
    const everyMs = Number(time) / 2_000;
    if (everyMs > 0 && (pid === undefined || pid === String(process.pid))) this.#watch(everyMs);
  }

  /** The daemon is about to end. */
  stopping(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#tell('STOPPING=1');
  }

  #watch(everyMs: number): void {
    if (this.#stopped) return;
    this.#tell('WATCHDOG=1');
    this.#timer = this.#clock.after(everyMs, () => this.#watch(everyMs));
  }

  #tell(...words: readonly string[]): void {
    const { NOTIFY_SOCKET: socket } = this.#environment;
    if (socket === undefined || socket === '') return;
    execFile('systemd-notify', words, { env: this.#environment, timeout: LIMIT_MS }, (error) => {
      if (error !== null) this.#log.warn({ err: error, notice: words[0] }, 'systemd could not be told');
    });
  }
}
