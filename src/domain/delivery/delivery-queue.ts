import type { EpochMs } from '../instant.ts';
import type { DeadLetter, Delivery, Verdict } from './delivery.ts';

/** Events that an endpoint may have open at once: a dead one costs so much memory and no more. The log keeps the others. */
export const MOST_OPEN = 1_000;
/** Deliveries to one endpoint that are under way at once. */
export const MOST_SENDING = 32;
/** After so many failures in a row an endpoint is taken for down: it is tried by one delivery at a time. */
export const DOWN_AFTER = 10;

/** An event as the queue has to know it. */
export interface QueuedEvent {
  readonly number: number;
  readonly lane: string;
  readonly at: EpochMs;
}

/** How far an endpoint has come. Every event up to `position` is done with, but for the open ones. */
export interface DeliveryProgress {
  readonly position: number;
  readonly open: readonly Delivery[];
}

/** What is different since it was last kept. */
export interface ProgressChange {
  readonly position: number;
  readonly open: readonly Delivery[];
  readonly dead: readonly DeadLetter[];
  /** Numbers of events that are done with. */
  readonly done: readonly number[];
}

/**
 * The deliveries of one endpoint: which is due next, and what is to be kept so that a crash repeats only what nobody has acknowledged.
 * Of one lane only the earliest is ever under way.
 */
export class DeliveryQueue {
  readonly #open = new Map<number, Delivery>();
  /** Numbers of a lane that are open, ascending. */
  readonly #lanes = new Map<string, number[]>();
  readonly #sending = new Set<number>();
  /** Those of which the store has a row. */
  readonly #kept: Set<number>;
  readonly #touched = new Set<number>();
  readonly #dead = new Map<number, DeadLetter>();
  /** No longer open, but the store may still have them so. */
  readonly #leaving = new Set<number>();
  #position: number;
  #keptPosition: number;
  #failures = 0;

  constructor({ position, open }: DeliveryProgress) {
    this.#position = position;
    this.#keptPosition = position;
    this.#kept = new Set(open.map(({ number }) => number));
    for (const delivery of open) this.#enter(delivery);
  }

  get position(): number {
    return this.#position;
  }

  get size(): number {
    return this.#open.size;
  }

  get sending(): number {
    return this.#sending.size;
  }

  /** So many more events may come in. */
  get room(): number {
    return Math.max(0, MOST_OPEN - this.#open.size);
  }

  get isDown(): boolean {
    return this.#failures >= DOWN_AFTER;
  }

  /** When the oldest event happened that is still open; `null` when none is. */
  get oldestAt(): EpochMs | null {
    let oldest: EpochMs | null = null;
    for (const { happenedAt } of this.#open.values())
      if (oldest === null || happenedAt < oldest) oldest = happenedAt;
    return oldest;
  }

  has(number: number): boolean {
    return this.#open.has(number);
  }

  /** Takes an event in. One that is open already stays as it is. */
  take({ number, lane, at: happenedAt }: QueuedEvent, at: EpochMs): void {
    this.pass(number);
    if (this.#open.has(number)) return;
    this.#leaving.delete(number);
    this.#enter({ number, lane, happenedAt, firstAt: at, attempts: 0, dueAt: at, because: null });
    this.#touched.add(number);
  }

  /** All events up to this one were looked at. */
  pass(number: number): void {
    this.#position = Math.max(this.#position, number);
  }

  /** Goes back to the events after this one, or ahead to them. What is open stays open. */
  moveTo(position: number): void {
    this.#position = position;
  }

  /** Takes in what is open in the store: deliveries that somebody has set free from the dead letters. */
  restore(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      if (this.#open.has(delivery.number) || this.#leaving.has(delivery.number)) continue;
      this.#enter(delivery);
      this.#kept.add(delivery.number);
    }
  }

  /** The delivery that is to be sent now; it counts as under way from here. `null` when none is due or enough are under way. */
  next(at: EpochMs): Delivery | null {
    if (this.#sending.size >= (this.isDown ? 1 : MOST_SENDING)) return null;
    const first = this.#first();
    if (first === null || first.dueAt > at) return null;
    this.#sending.add(first.number);
    return first;
  }

  /** When `next` will have something, unless a delivery ends before; `null` when it depends on that. */
  get nextDueAt(): EpochMs | null {
    return this.#first()?.dueAt ?? null;
  }

  /** A delivery has ended. */
  settle(number: number, verdict: Verdict, at: EpochMs): void {
    this.#sending.delete(number);
    this.#touched.add(number);
    switch (verdict.kind) {
      case 'settled':
        this.#leave(number);
        this.#healed(at);
        return;
      case 'again':
      case 'endpoint-gone':
        this.#failures += 1;
        this.#open.set(number, verdict.delivery);
        return;
      case 'dead':
        this.#failures += 1;
        this.#leave(number);
        this.#dead.set(number, verdict.letter);
        return;
    }
  }

  /** What the store does not know yet; `null` when it knows all. Followed by `confirm` or `putBack`. */
  takeChange(): ProgressChange | null {
    if (this.#touched.size === 0 && this.#position === this.#keptPosition) return null;
    const touched = [...this.#touched];
    const open = touched.flatMap((number) => this.#open.get(number) ?? []);
    const dead = [...this.#dead.values()];
    const isDone = (number: number): boolean =>
      this.#kept.has(number) && !this.#open.has(number) && !this.#dead.has(number);
    const done = touched.filter(isDone);
    for (const number of touched) if (!this.#kept.has(number)) this.#leaving.delete(number);
    for (const { number } of dead) this.#leaving.add(number);
    this.#touched.clear();
    this.#dead.clear();
    this.#keptPosition = this.#position;
    for (const { number } of open) this.#kept.add(number);
    for (const number of [...done, ...dead.map((letter) => letter.number)]) this.#kept.delete(number);
    return { position: this.#position, open, dead, done };
  }

  /** The store has taken a change. */
  confirm({ dead, done }: ProgressChange): void {
    for (const number of [...done, ...dead.map((letter) => letter.number)])
      if (!this.#touched.has(number)) this.#leaving.delete(number);
  }

  /** The store could not take a change: it goes into the next one. */
  putBack({ open, dead, done }: ProgressChange): void {
    for (const { number } of open) this.#touched.add(number);
    for (const number of done) {
      this.#kept.add(number);
      this.#touched.add(number);
    }
    for (const letter of dead) {
      this.#kept.add(letter.number);
      this.#touched.add(letter.number);
      if (!this.#open.has(letter.number)) this.#dead.set(letter.number, letter);
    }
    this.#keptPosition = -1;
  }

  /** Of the lanes in which nothing is under way: what is due first. */
  #first(): Delivery | null {
    let first: Delivery | null = null;
    for (const numbers of this.#lanes.values()) {
      if (numbers.some((number) => this.#sending.has(number))) continue;
      const head = this.#open.get(numbers[0] ?? 0);
      if (head !== undefined && (first === null || comesBefore(head, first))) first = head;
    }
    return first;
  }

  #enter(delivery: Delivery): void {
    const { number, lane } = delivery;
    this.#open.set(number, delivery);
    const numbers = this.#lanes.get(lane);
    if (numbers === undefined) this.#lanes.set(lane, [number]);
    else {
      numbers.push(number);
      numbers.sort((one, other) => one - other);
    }
  }

  #leave(number: number): void {
    const delivery = this.#open.get(number);
    if (delivery === undefined) return;
    this.#open.delete(number);
    this.#leaving.add(number);
    const rest = (this.#lanes.get(delivery.lane) ?? []).filter((one) => one !== number);
    if (rest.length === 0) this.#lanes.delete(delivery.lane);
    else this.#lanes.set(delivery.lane, rest);
  }

  /** An endpoint that is back gets at once what has waited for it. */
  #healed(at: EpochMs): void {
    const wasDown = this.isDown;
    this.#failures = 0;
    if (!wasDown) return;
    for (const [number, delivery] of this.#open)
      if (delivery.dueAt > at) {
        this.#open.set(number, { ...delivery, dueAt: at });
        this.#touched.add(number);
      }
  }
}

function comesBefore(one: Delivery, other: Delivery): boolean {
  return one.dueAt === other.dueAt ? one.number < other.number : one.dueAt < other.dueAt;
}
