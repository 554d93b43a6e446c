import type { PlacedCall, ReceivedCall } from '../simulator/phone.ts';
import type { Known, Outcome } from '../store/mode-model.ts';
import type { Book } from './book.ts';
import type { Machine } from './life.ts';
import { numberOf, personOf } from './numbers.ts';

/** A call that somebody placed, and whom it may reach. */
interface WatchedCall {
  readonly call: PlacedCall;
  readonly from: number;
  readonly to: number;
  /** What was keyed last, and when by the switch's clock. */
  keyed: { readonly digits: string; readonly atMs: number } | null;
  /** What the book said each time that the daemon decided. */
  readonly decisions: Exclude<Outcome, string>[];
}

/** A callback that somebody asked for. */
export interface WatchedCallback {
  readonly a: number;
  readonly b: number;
  /** Numbers on which the two were bound so that B may call A, when the daemon began to call. */
  readonly numbers: Set<number>;
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
  readonly x?: string | null;
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
    this.#calls.set(call.channel.uuid, { call, from, to, keyed: null, decisions: [] });
  }

  keyed(call: PlacedCall, digits: string): void {
    const watched = this.#calls.get(call.channel.uuid);
    if (watched !== undefined) watched.keyed = { digits, atMs: call.channel.core.clock.now() };
  }

  requested(a: number, b: number): WatchedCallback {
    const callback = { a, b, numbers: new Set<number>(), firstLegs: new Map<string, number>() };
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
    if (step.on === 'callback-requested' && step.to === 'calling-party') this.#callsBack(step);
    if (step.on !== 'arrived' && step.on !== 'digits-keyed') return;
    const watched = this.#calls.get(step.call);
    if (watched === undefined)
      throw new Error(`the daemon decided on a call that nobody placed: ${step.call}`);
    if (step.outcome === 'switch-busy' || step.outcome === 'switch-failure') return;
    this.decided += 1;
    const { from, to } = watched;
    const digits = step.on === 'arrived' ? null : digitsOf(watched);
    const expected = this.#book.reached(from, to, digits, this.#machine.nowMs());
    const keyedNothing = step.on === 'digits-keyed' && digits === null;
    // Who is asked and keys nothing is sent away, though he may be known by another call of his by now.
    if (keyedNothing && step.to === 'refusing') return;
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
    const fitting = [...this.#callbacks].filter(({ a, numbers }) => a === person && numbers.has(shown));
    if (fitting.length === 0)
      throw new Error(`wrong party: person ${person} was called first and sees ${shown}`);
    for (const { firstLegs } of fitting) firstLegs.set(invited.channel.uuid, shown);
  }

  /** The daemon calls A on a number: it must be one on which B may call A at this moment. */
  #callsBack({ x }: LoggedStep): void {
    const number = numberOf(x ?? '');
    const live = this.#book.live(this.#machine.nowMs());
    for (const { a, b, numbers } of this.#callbacks)
      if (live.some((known) => known.x === number && mayCallBack(known, a, b))) numbers.add(number);
  }
}

function mayCallBack({ a: oneA, b: oneB, mode }: Known, a: number, b: number): boolean {
  if (oneA === a && oneB === b) return mode === 'two-way' || mode === 'reverse' || mode === 'b-to-a';
  return oneA === b && oneB === a && mode === 'two-way';
}

/** What the caller has keyed since he was asked; `null` for nothing. */
function digitsOf({ call, keyed }: WatchedCall): string | null {
  const asked = call.moments.findLast(({ what }) => what === 'heard');
  return keyed === null || keyed.atMs < (asked?.atMs ?? 0) ? null : keyed.digits;
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
