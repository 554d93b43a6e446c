import { admittedShare, EVERYBODY, step } from '../../domain/load/admission-control.ts';
import type { Timer, Timers } from '../../esl/timers.ts';
import { CLOSE_PARTS, gateCommand, gateHolds, openAgain } from './gate-command.ts';

const STEP_MS = 100;
/** So long after the last call the load is looked at, while nothing is limited. */
const ACTIVE_MS = 3_000;
/** Nobody knows how much the switch refuses: it is told again. */
const UNKNOWN = -1;
/** A call that comes when those before it would keep it waiting for longer is refused: it must hear so at once, and not by a timeout. */
const LONGEST_WAIT_MS = 250;
/** Of each further order, in the average time that one takes. */
const TAKES_WEIGHT = 0.25;
/** How often the switch is told anew to open by itself soon. */
const HOLD_MS = 1_000;

/** What the gate did since the last time that it was told; rates in calls a second. */
export interface LoadChange {
  readonly state: 'limited' | 'open';
  /** From 0 to 1: how much of the calls is let in. */
  readonly share: number;
  readonly limit: number | null;
  readonly offeredRate: number;
  /** The shortest time that an order took or has waited, in the last step that had one. */
  readonly waitedMs: number;
}

export interface LoadGateOptions {
  readonly timers: Timers;
  /** Read at each step. */
  readonly isOn: () => boolean;
  /** Sends an API line before all that waits. */
  readonly send: (line: string) => Promise<unknown>;
  readonly onChange: (change: LoadChange) => void;
}

/**
 * Has the switch refuse a part of the calls that come, in its dialplan and before anybody is asked, while it gets more than it can set up.
 * The switch opens by itself a few seconds after the last word of a daemon. While there is no overload this counts, and sends nothing.
 */
export class LoadGate {
  readonly #options: LoadGateOptions;
  /** When the orders were given that the switch has not taken, oldest first. */
  readonly #waiting = new Map<number, number>();
  #orders = 0;
  #state = EVERYBODY;
  #seen = { offered: 0, served: 0, leastMs: Number.POSITIVE_INFINITY };
  #next: Timer | null = null;
  #steppedAt = 0;
  #activeUntil = 0;
  /** When the switch was told last to open by itself soon. */
  #heldAt = Number.NEGATIVE_INFINITY;
  #closed = 0;
  #isTelling = false;
  #waitedMs = 0;
  /** When the last order was taken, and what one takes by itself, without the wait for those before it. */
  #takenAt = Number.NEGATIVE_INFINITY;
  #takesMs = 0;

  constructor(options: LoadGateOptions) {
    this.#options = options;
  }

  /** A call came, whether it was let in or not. */
  noteOffered(): void {
    this.#seen.offered += 1;
    this.#activeUntil = this.#options.timers.now() + ACTIVE_MS;
    if (this.#next === null) this.#begin();
  }

  /** Whether a call that comes now would wait too long for the orders before its own. */
  isFull(): boolean {
    return this.#waiting.size * this.#takesMs > LONGEST_WAIT_MS && this.#options.isOn();
  }

  /** Measures how long the switch takes for an order. */
  async measure<Result>(give: () => Promise<Result>): Promise<Result> {
    const at = this.#options.timers.now();
    this.#orders += 1;
    const order = this.#orders;
    this.#waiting.set(order, at);
    try {
      const result = await give();
      this.#noteTaken(at);
      return result;
    } finally {
      this.#waiting.delete(order);
    }
  }

  #noteTaken(givenAt: number): void {
    const now = this.#options.timers.now();
    this.#seen.served += 1;
    this.#seen.leastMs = Math.min(this.#seen.leastMs, now - givenAt);
    this.#takesMs += TAKES_WEIGHT * (now - Math.max(givenAt, this.#takenAt) - this.#takesMs);
    this.#takenAt = now;
  }

  /** The link went or came: what the switch does is not known, and it opens by itself. */
  forget(): void {
    this.#next?.cancel();
    this.#next = null;
    this.#tell(EVERYBODY);
    this.#closed = 0;
    this.#heldAt = Number.NEGATIVE_INFINITY;
    this.#isTelling = false;
    this.#waiting.clear();
    this.#seen = { offered: 0, served: 0, leastMs: Number.POSITIVE_INFINITY };
  }

  #begin(): void {
    this.#steppedAt = this.#options.timers.now();
    this.#plan();
  }

  #plan(): void {
    this.#next = this.#options.timers.after(STEP_MS, () => this.#step());
  }

  #step(): void {
    const { timers, isOn } = this.#options;
    const now = timers.now();
    const { offered, served } = this.#seen;
    const waitedMs = this.#leastWait(now);
    const seen = { elapsedMs: now - this.#steppedAt, offered, served, waitedMs };
    this.#seen = { offered: 0, served: 0, leastMs: Number.POSITIVE_INFINITY };
    this.#steppedAt = now;
    this.#waitedMs = waitedMs ?? this.#waitedMs;
    this.#tell(isOn() ? step(this.#state, seen) : EVERYBODY);
    this.#close(now);
    if (now < this.#activeUntil || this.#closed > 0) this.#plan();
    else this.#next = null;
  }

  #leastWait(now: number): number | null {
    if (this.#seen.leastMs !== Number.POSITIVE_INFINITY) return this.#seen.leastMs;
    for (const since of this.#waiting.values()) return now - since;
    return null;
  }

  #tell(next: typeof EVERYBODY): void {
    const before = this.#state;
    this.#state = next;
    if ((before.limit === null) === (next.limit === null)) return;
    const { limit, offeredRate } = next;
    const state = limit === null ? 'open' : 'limited';
    this.#options.onChange({
      state,
      share: admittedShare(next),
      limit,
      offeredRate,
      waitedMs: this.#waitedMs,
    });
  }

  /** The switch is told when something changes, one word at a time: under load an answer takes a while. */
  #close(now: number): void {
    const closed = Math.min(CLOSE_PARTS - 1, Math.round((1 - admittedShare(this.#state)) * CLOSE_PARTS));
    const mustHold = closed > 0 && now - this.#heldAt >= HOLD_MS;
    if (this.#isTelling || (closed === this.#closed && !mustHold)) return;
    this.#closed = closed;
    this.#isTelling = true;
    this.#heldAt = mustHold ? now : closed === 0 ? Number.NEGATIVE_INFINITY : this.#heldAt;
    const told = (): void => {
      this.#isTelling = false;
    };
    const failed = (): void => {
      told();
      this.#closed = UNKNOWN;
    };
    const lines = [gateCommand(closed), ...(mustHold ? gateHolds() : closed === 0 ? openAgain() : [])];
    this.#sendInTurn(lines).then(told, failed);
  }

  /** Each goes before all that waits, so the next one waits for its answer. */
  async #sendInTurn(lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.#options.send(line);
  }
}
