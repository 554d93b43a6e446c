import type { BoundView } from '../../src/app/operations.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import type { IncomingCall } from '../simulator/incoming-call.ts';
import { isOpen } from '../store/mode-model.ts';
import { EXTENSIONS, GROUPS } from '../store/mode-steps.ts';
import type { Behaviours } from './behaviours.ts';
import type { DaemonProcess } from './daemon-process.ts';
import { NUMBERS, numberDigits, numberOf, PEOPLE, personDigits, personOf } from './numbers.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';
import { changeFor, peopleFor, twoPeople, wishFor } from './wishes.ts';
import type { World } from './world.ts';

/** How much goes on. */
export interface Pace {
  /** Between two requests to the API, in the mean. */
  readonly requestEachMs: number;
  /** Between two bursts of calls, in the mean. */
  readonly burstEachMs: number;
  readonly mostCalls: number;
}

/** How long a request may go unanswered while the daemon lives. */
const ANSWER_MS = 120_000;

/** People and platforms: they bind and unbind, call, answer, or do not. */
export class Traffic {
  readonly #world: World;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #pace: Pace;
  readonly #behaviours: Behaviours;
  #goesOn = true;
  /** Requests that were answered with success. */
  acknowledged = 0;
  refused = 0;
  calls = 0;

  constructor(world: World, random: Random, behaviours: Behaviours, pace: Pace) {
    this.#world = world;
    this.#timeline = world.timeline;
    this.#random = random;
    this.#behaviours = behaviours;
    this.#pace = pace;
  }

  start(): void {
    this.#goesOn = true;
    this.#requestLater();
    this.#burstLater();
  }

  stop(): void {
    this.#goesOn = false;
  }

  #requestLater(): void {
    this.#timeline.after(this.#random.pause(this.#pace.requestEachMs), () => {
      if (!this.#goesOn) return;
      this.#request();
      this.#requestLater();
    });
  }

  #burstLater(): void {
    this.#timeline.after(this.#random.pause(this.#pace.burstEachMs), () => {
      if (!this.#goesOn) return;
      const count = this.#random.int(1, this.#pace.mostCalls);
      for (let nth = 0; nth < count; nth += 1)
        this.#timeline.after(this.#random.pause(1_500), () => this.#call());
      this.#burstLater();
    });
  }

  #request(): void {
    const daemon = this.#world.daemon;
    if (daemon === null) return;
    const kind = this.#random.next();
    if (kind < 0.55) this.#bind(daemon);
    else if (kind < 0.7) this.#unbind(daemon);
    else if (kind < 0.82) this.#amend(daemon);
    else if (kind < 0.92) this.#callback(daemon);
    else if (kind < 0.96) this.#setCallee(daemon);
    else this.#putGroup(daemon);
  }

  #bind(daemon: DaemonProcess): void {
    const { a, b, input } = wishFor(this.#random);
    this.#await(daemon, 'bind', daemon.bindings.bind(input), (bound) => this.#isBound(bound, a, b));
  }

  /** Acknowledged is kept: it is on the disk now, and is what was asked for. */
  #isBound(bound: BoundView, a: number, b: number | null): void {
    const stored: Binding | null = this.#world.durable.bindings.binding(bound.id as BindingId);
    if (stored === null) throw new Error(`binding ${bound.id} was acknowledged and is not there`);
    const people = [personOf(stored.a), stored.b === null ? null : personOf(stored.b)];
    // A pair that is bound already, the other way round perhaps, is that binding.
    const isSame = people.includes(a) && people.includes(b);
    if (!isSame || numberOf(stored.x) !== numberOf(bound.x))
      throw new Error(`binding ${bound.id} is of others than was asked for`);
  }

  #unbind(daemon: DaemonProcess): void {
    const live = this.#world.book.live(this.#world.machine.nowMs());
    if (live.length === 0) return;
    const { id } = this.#random.pick(live);
    this.#await(daemon, 'unbind', daemon.bindings.unbind({ id }), () => {
      if (this.#world.durable.bindings.binding(id)?.releasedAt === null)
        throw new Error(`the release of binding ${id} was acknowledged, and it lives`);
    });
  }

  #amend(daemon: DaemonProcess): void {
    const live = this.#world.book.live(this.#world.machine.nowMs());
    if (live.length === 0) return;
    const input = changeFor(this.#random, this.#random.pick(live));
    this.#await(daemon, 'amend', daemon.bindings.amend(input), ({ expiresAt }) => {
      const stored = this.#world.durable.bindings.binding(input.id as BindingId);
      const isThere = expiresAt === null || Date.parse(expiresAt) === stored?.expiresAt;
      if (input.expires !== undefined && !isThere)
        throw new Error(`binding ${input.id}: its change was acknowledged, and is not there`);
    });
  }

  #setCallee(daemon: DaemonProcess): void {
    const open = this.#world.book.live(this.#world.machine.nowMs()).filter(isOpen);
    if (open.length === 0) return;
    const { id } = this.#random.pick(open);
    const callee = personDigits(this.#random.int(0, PEOPLE - 1));
    const until = this.#random.pick(['1m', '30m']);
    this.#await(daemon, 'callee', daemon.bindings.setCallee({ id, callee, until }), () => {});
  }

  #putGroup(daemon: DaemonProcess): void {
    const input = { group: this.#random.pick(GROUPS), members: peopleFor(this.#random) };
    this.#await(daemon, 'group', daemon.bindings.putGroup(input), () => {});
  }

  #callback(daemon: DaemonProcess): void {
    const [a, b] = twoPeople(this.#random);
    this.#world.calls.requested(a, b);
    const asked = daemon.operations.callback({ a: personDigits(a), b: personDigits(b) });
    this.#await(daemon, 'callback', asked, () => {});
  }

  /** Whatever is asked is answered, as long as the daemon lives. */
  #await<Answer>(
    daemon: DaemonProcess,
    what: string,
    asked: Promise<Answer>,
    check: (answer: Answer) => void,
  ): void {
    const overdue = this.#timeline.after(ANSWER_MS, () => {
      if (!daemon.life.isOver) this.#world.fail(new Error(`${what}: no answer`));
    });
    asked
      .then(
        (answer) => {
          this.acknowledged += 1;
          check(answer);
        },
        (error: unknown) => {
          // `StoreError`s have a code of the catalogue too; whoever serves requests puts them into its words.
          if (!(error instanceof AxbridgeError) && !isStoreError(error)) throw error;
          this.refused += 1;
        },
      )
      .catch((error: unknown) => this.#world.fail(error))
      .finally(() => overdue.cancel());
  }

  #call(): void {
    const { from, to } = this.#somebodyCalls();
    this.calls += 1;
    const incoming: IncomingCall = { from: personDigits(from), to: numberDigits(to) };
    const call = this.#world.simulated.carrier(this.#random.pick(['east', 'west'])).call(incoming);
    this.#world.calls.placed(call, from, to);
    this.#behaviours.caller(call, () => {
      const digits = this.#digitsFor(to);
      if (digits !== null) this.#world.calls.keyed(call, digits);
      return digits;
    });
  }

  /** As many as the extensions of the number have: more would not be listened to. Now and then nobody keys anything. */
  #digitsFor(to: number): string | null {
    const { extension = null } =
      this.#world.book.all.findLast((one) => one.x === to && one.extension !== null) ?? {};
    const fitting = EXTENSIONS.filter(({ length }) => length === extension?.length);
    return fitting.length === 0 || this.#random.chance(0.1) ? null : this.#random.pick(fitting);
  }

  /** Mostly somebody who has a binding. */
  #somebodyCalls(): { readonly from: number; readonly to: number } {
    const random = this.#random;
    const live = this.#world.book.live(this.#world.machine.nowMs());
    if (live.length === 0 || random.chance(0.15))
      return { from: random.int(0, PEOPLE - 1), to: random.int(0, NUMBERS - 1) };
    const known = random.pick(live);
    const { a, b, x, y } = known;
    if (isOpen(known) && random.chance(0.6)) return { from: random.int(0, PEOPLE - 1), to: x };
    return b === null || random.chance(0.5) ? { from: a, to: x } : { from: b, to: y ?? x };
  }
}

function isStoreError(error: unknown): boolean {
  return error instanceof Error && error.name === 'StoreError';
}
