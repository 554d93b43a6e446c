import type { PlacedCall, ReceivedCall } from '../simulator/phone.ts';
import type { Outcome } from '../store/mode-model.ts';
import type { Book } from './book.ts';
import type { Machine } from './life.ts';
import { numberOf, personOf } from './numbers.ts';

/** A call that somebody placed, and whom it may reach. */
interface WatchedCall {
  readonly call: PlacedCall;
  readonly from: number;
  readonly to: number;
  /** What was keyed last. */
  digits: string | null;
  /** What the book said each time that the daemon decided. */
  readonly decisions: Exclude<Outcome, string>[];
}

/** A callback that somebody asked for. */
export interface WatchedCallback {
  readonly a: number;
  readonly b: number;
  /** The leg of A, and what A was shown. */
  readonly firstLegs: Map<string, number>;
}

/** A step of a call as the daemon's log tells it. */
export interface LoggedStep {
  readonly call: string;
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly outcome?: string;
}

/**
 * Stands beside every telephone: whoever is called must be the one whom the book named at the very moment at which the daemon decided, and
 * must see the number that the book named. It also sees calls that should have been put through and were not.
 */
export class CallWatch {
  readonly #book: Book;
  readonly #machine: Machine;
  readonly #calls = new Map<string, WatchedCall>();
  readonly #callbacks = new Set<WatchedCallback>();
  connected = 0;
  decided = 0;

  constructor(book: Book, machine: Machine) {
    this.#book = book;
    this.#machine = machine;
  }

  get size(): number {
    return this.#calls.size + this.#callbacks.size;
  }

  placed(call: PlacedCall, from: number, to: number): void {
    this.#calls.set(call.channel.uuid, { call, from, to, digits: null, decisions: [] });
  }

  keyed(call: PlacedCall, digits: string): void {
    const watched = this.#calls.get(call.channel.uuid);
    if (watched !== undefined) watched.digits = digits;
  }

  requested(a: number, b: number): WatchedCallback {
    const callback = { a, b, firstLegs: new Map<string, number>() };
    this.#callbacks.add(callback);
    return callback;
  }

  /** All calls have ended. */
  clear(): void {
    this.#calls.clear();
    this.#callbacks.clear();
  }

  /** The daemon has decided where a call goes. @throws Error when the book says otherwise */
  stepped(step: LoggedStep): void {
    if (step.on !== 'arrived' && step.on !== 'digits-keyed') return;
    const watched = this.#calls.get(step.call);
    if (watched === undefined)
      throw new Error(`the daemon decided on a call that nobody placed: ${step.call}`);
    if (step.outcome === 'switch-busy' || step.outcome === 'switch-failure') return;
    this.decided += 1;
    const { from, to, digits } = watched;
    const expected = this.#book.reached(
      from,
      to,
      step.on === 'arrived' ? null : digits,
      this.#machine.nowMs(),
    );
    if (!agree(step.to, expected, step.on === 'digits-keyed'))
      throw new Error(
        `person ${from} dialled number ${to}: the daemon went to ${step.to} (${step.outcome ?? ''}), the book says ${printed(expected)}`,
      );
    if (typeof expected !== 'string') watched.decisions.push(expected);
  }

  /** A telephone is called. @throws Error when it is the wrong one, or sees the wrong number */
  invited(invited: ReceivedCall): void {
    this.connected += 1;
    const person = personOf(invited.called);
    const shown = numberOf(invited.shownNumber);
    const first = invited.channel.other?.leg;
    if (first === undefined) this.#firstOfCallback(invited, person, shown);
    else if (!this.#isExpected(first.uuid, person, shown))
      throw new Error(`wrong party: person ${person} was called by leg ${first.uuid} and sees ${shown}`);
    if (invited.shownName !== invited.shownNumber)
      throw new Error(`person ${person} sees the name ${invited.shownName}`);
  }

  #isExpected(firstLeg: string, person: number, shown: number): boolean {
    const watched = this.#calls.get(firstLeg);
    if (watched !== undefined)
      return watched.decisions.some((one) => one.party === person && one.shown === shown);
    for (const { b, firstLegs } of this.#callbacks)
      if (b === person && firstLegs.get(firstLeg) === shown) return true;
    return false;
  }

  #firstOfCallback(invited: ReceivedCall, person: number, shown: number): void {
    const fitting = [...this.#callbacks].filter(({ a, b }) => a === person && this.#areBound(a, b, shown));
    if (fitting.length === 0)
      throw new Error(`wrong party: person ${person} was called first and sees ${shown}`);
    for (const { firstLegs } of fitting) firstLegs.set(invited.channel.uuid, shown);
  }

  /** The two have a binding on the number by which B may call A back, or had one a moment ago. */
  #areBound(a: number, b: number, number: number): boolean {
    return this.#book.all.some(
      (known) =>
        known.x === number &&
        ((known.a === a && known.b === b && known.mode !== 'a-to-b') ||
          (known.a === b && known.b === a && known.mode === 'two-way')),
    );
  }
}

function agree(state: string, expected: Outcome, wasAsked: boolean): boolean {
  if (typeof expected !== 'string') return state === 'connecting';
  // Who keys what is nobody's extension is asked again a few times, and then sent away.
  if (expected === 'ask') return state === 'asking' || (wasAsked && state === 'refusing');
  return state === 'refusing';
}

function printed(outcome: Outcome): string {
  return typeof outcome === 'string' ? outcome : `person ${outcome.party}, who sees ${outcome.shown}`;
}
