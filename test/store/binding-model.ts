import fc from 'fast-check';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { decideRoute } from '../../src/domain/call/route.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { party, START, wish, x } from '../contract/binding-store.fixtures.ts';

/** Few parties and few numbers, so that everything gets in the way of everything. */
export const PARTIES = 5;
export const NUMBERS = 3;

/** What may happen to a store. Times are steps of the clock, which may also be set back. */
export type Step =
  | {
      readonly kind: 'bind';
      readonly a: number;
      readonly b: number;
      readonly x: number | null;
      readonly reverse: boolean;
      readonly lifeMs: number | null;
      readonly afterCallMs: number | null;
      readonly slidingMs: number | null;
    }
  | { readonly kind: 'release'; readonly nth: number }
  | { readonly kind: 'call'; readonly caller: number; readonly x: number }
  | { readonly kind: 'purge' }
  | { readonly kind: 'clock'; readonly ms: number };

const terms = fc.option(fc.integer({ min: 1, max: 40 }));

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('bind' as const),
    a: fc.nat(PARTIES - 1),
    b: fc.nat(PARTIES - 1),
    x: fc.option(fc.nat(NUMBERS - 1)),
    reverse: fc.boolean(),
    lifeMs: terms,
    afterCallMs: terms,
    slidingMs: terms,
  }),
  fc.record({ kind: fc.constant('release' as const), nth: fc.nat(100) }),
  fc.record({ kind: fc.constant('call' as const), caller: fc.nat(PARTIES - 1), x: fc.nat(NUMBERS - 1) }),
  fc.record({ kind: fc.constant('purge' as const) }),
  fc.record({
    kind: fc.constant('clock' as const),
    ms: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -60, max: -1 })),
  }),
);

interface Known {
  readonly id: BindingId;
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly reverse: boolean;
  readonly createdAt: EpochMs;
  expiresAt: EpochMs | null;
  afterCallMs: number | null;
  slidingMs: number | null;
  afterCallReleaseAt: EpochMs | null;
  releasedAt: EpochMs | null;
}

/** What is known without any store: a plain list of all bindings that were ever made. Written apart from the domain. */
export class BindingModel {
  readonly #store: BindingStore;
  readonly #coolDownMs: number;
  readonly #all: Known[] = [];
  #now: EpochMs = START;

  constructor(store: BindingStore, coolDownMs: number) {
    this.#store = store;
    this.#coolDownMs = coolDownMs;
  }

  /** Does the step to the store and to the list, and throws when they disagree. */
  async apply(next: Step): Promise<void> {
    if (next.kind === 'clock') this.#now += next.ms;
    if (next.kind === 'bind') await this.#bind(next);
    if (next.kind === 'release') await this.#release(next.nth);
    if (next.kind === 'call') await this.#call(next.caller, next.x);
    if (next.kind === 'purge') await this.#store.purge(this.#now - 1000, this.#now, 10);
    this.checkAll();
  }

  /** Nobody reaches anybody but the current peer, whoever calls whatever. */
  checkAll(): void {
    for (let caller = 0; caller < PARTIES; caller += 1)
      for (let number = 0; number < NUMBERS; number += 1) {
        const reached = this.#reached(caller, number);
        const peer = this.#peer(caller, number);
        if (reached !== peer)
          throw new Error(`party ${caller} on X ${number} reaches ${reached}, the current peer is ${peer}`);
      }
  }

  async #bind(next: Extract<Step, { kind: 'bind' }>): Promise<void> {
    const { a, b, reverse, afterCallMs, slidingMs } = next;
    const at = this.#now;
    const expiresAt = next.lifeMs === null ? null : at + next.lifeMs;
    const result = await this.#store.bind(
      wish({
        mode: reverse ? 'reverse' : 'two-way',
        a: party(a),
        b: party(b),
        x: next.x === null ? null : x(next.x),
        at,
        expiresAt,
        afterCallMs,
        slidingMs,
      }),
    );
    if (!result.ok) return;
    const { id } = result.binding;
    const known = this.#all.find((binding) => binding.id === id);
    if (known !== undefined) {
      if (!result.existing || !this.#isLive(known)) throw new Error('an id was used again');
      Object.assign(known, { expiresAt, afterCallMs, slidingMs, afterCallReleaseAt: null });
      return;
    }
    if (result.existing) throw new Error('an unknown binding was renewed');
    const number = Number(result.binding.x.slice(-3));
    this.#checkFree(reverse ? [b] : [a, b], number);
    this.#all.push({
      id,
      a,
      b,
      reverse,
      x: number,
      expiresAt,
      afterCallMs,
      slidingMs,
      createdAt: at,
      afterCallReleaseAt: null,
      releasedAt: null,
    });
  }

  /** No X for a party that has it, or that is inside its cool-down. Also ends for ever what had ended by time. */
  #checkFree(parties: readonly number[], number: number): void {
    for (const who of parties)
      for (const binding of this.#boundTo(who, number)) {
        const end = this.#endOf(binding);
        if (end === null || this.#now < end + this.#coolDownMs)
          throw new Error(`party ${who} got X ${number} before the end of its cool-down`);
        binding.releasedAt ??= end;
      }
  }

  async #release(nth: number): Promise<void> {
    const binding = this.#all[nth % Math.max(1, this.#all.length)];
    if (binding === undefined) return;
    const result = await this.#store.release(binding.id, 'requested', this.#now);
    if (result.ok !== this.#isLive(binding) && this.#store.binding(binding.id) !== null)
      throw new Error('release and the life of the binding disagree');
    if (result.ok) binding.releasedAt = this.#now;
  }

  async #call(caller: number, number: number): Promise<void> {
    const decision = decideRoute(this.#store.routeFacts(party(caller), [x(number)]), this.#now);
    if (decision.kind !== 'connect') return;
    const binding = this.#all.find((candidate) => candidate.id === decision.binding.id);
    if (binding === undefined) throw new Error('connected by an unknown binding');
    await this.#store.callRouted(binding.id, this.#now, null);
    await this.#store.callEnded(binding.id, this.#now);
    if (binding.slidingMs !== null && binding.expiresAt !== null)
      binding.expiresAt = Math.max(binding.expiresAt, this.#now + binding.slidingMs);
    if (binding.afterCallMs !== null)
      binding.afterCallReleaseAt = Math.max(binding.afterCallReleaseAt ?? 0, this.#now + binding.afterCallMs);
  }

  #reached(caller: number, number: number): string {
    const decision = decideRoute(this.#store.routeFacts(party(caller), [x(number)]), this.#now);
    return decision.kind === 'connect' ? decision.callee.reveal() : 'nobody';
  }

  #peer(caller: number, number: number): string {
    const live = this.#boundTo(caller, number).filter((binding) => this.#isLive(binding));
    if (live.length > 1) throw new Error(`party ${caller} is bound twice on X ${number}`);
    const [binding] = live;
    if (binding === undefined) return 'nobody';
    return party(binding.a === caller ? binding.b : binding.a).reveal();
  }

  #boundTo(who: number, number: number): readonly Known[] {
    return this.#all.filter(
      (binding) => binding.x === number && (binding.b === who || (!binding.reverse && binding.a === who)),
    );
  }

  #isLive(binding: Known): boolean {
    const { releasedAt, expiresAt, afterCallReleaseAt } = binding;
    return (
      releasedAt === null &&
      this.#now < (expiresAt ?? Infinity) &&
      this.#now < (afterCallReleaseAt ?? Infinity)
    );
  }

  #endOf({ createdAt, releasedAt, expiresAt, afterCallReleaseAt }: Known): EpochMs | null {
    const end = Math.min(releasedAt ?? Infinity, expiresAt ?? Infinity, afterCallReleaseAt ?? Infinity);
    return Number.isFinite(end) ? Math.max(createdAt, end) : null;
  }
}
