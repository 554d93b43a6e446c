import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { decideRoute, decideWithheld, type RouteDecision } from '../../src/domain/call/route.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Amendment, AmendResult, BindingStore, BindResult } from '../../src/ports/binding-store.ts';
import { addCity, party, START, wish, x } from '../contract/binding-store.fixtures.ts';
import { LOCK_OUT_MS, PinModel, type Pinned, type Pins, type Side } from './pin-model.ts';

/** Few parties and few PINs on one number, so that everything gets in the way of everything, and guesses are right by chance. */
const PARTIES = 6;
const PINS = ['1111', '2222', '3333'] as const;
const KEYED = [null, '', ...PINS, '9999'] as const;
const ATTEMPTS = 2;

/** What a policy says of strangers; `null` nothing. */
interface Said {
  readonly pins: Pins;
  readonly withheld: boolean;
  readonly otherPhone: boolean;
  readonly remember: boolean;
}

export type PinStep =
  | {
      readonly kind: 'bind';
      readonly a: number;
      readonly b: number;
      readonly said: Said | null;
      readonly lifeMs: number;
    }
  | {
      readonly kind: 'amend';
      readonly nth: number;
      readonly a: number | null;
      readonly b: number | null;
      readonly said: Said | null | 'as it is';
    }
  | { readonly kind: 'release'; readonly nth: number }
  | { readonly kind: 'call'; readonly caller: number | null; readonly keyed: (typeof KEYED)[number] }
  | { readonly kind: 'clock'; readonly ms: number };

const anyParty = fc.nat(PARTIES - 1);
const said: fc.Arbitrary<Said | null> = fc.option(
  fc
    .record({
      pins: fc.record({ a: fc.option(fc.constantFrom(...PINS)), b: fc.option(fc.constantFrom(...PINS)) }),
      withheld: fc.boolean(),
      otherPhone: fc.boolean(),
      remember: fc.boolean(),
    })
    .filter(({ pins }) => pins.a !== pins.b),
  { freq: 4 },
);

const step: fc.Arbitrary<PinStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bind' as const),
      a: anyParty,
      b: anyParty,
      said,
      lifeMs: fc.integer({ min: 1, max: 80 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('amend' as const),
      nth: fc.nat(20),
      a: fc.option(anyParty, { freq: 1 }),
      b: fc.option(anyParty, { freq: 1 }),
      said: fc.oneof(said, fc.constant('as it is' as const)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), nth: fc.nat(20) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      caller: fc.option(anyParty, { freq: 6 }),
      keyed: fc.constantFrom(...KEYED),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      ms: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }) },
        fc.integer({ min: -40, max: -1 }),
      ),
    }),
  },
);

export const pinHistory = fc.array(step, { minLength: 10, maxLength: 80 });

/** Does each step to a store, to a memory store beside it and to the model, and throws as soon as two of them disagree. */
export class PinPlay {
  readonly #store: BindingStore;
  readonly #twin = new MemoryBindingStore();
  readonly #model = new PinModel();
  #now: EpochMs = START;
  /** After the clock was set back more is refused than the model says, and nothing else is put through. */
  #isExact = true;

  private constructor(store: BindingStore) {
    this.#store = store;
  }

  static async begin(store: BindingStore): Promise<PinPlay> {
    const play = new PinPlay(store);
    for (const each of play.#stores) await addCity(each, 1, { coolDownMs: 0 });
    return play;
  }

  async apply(next: PinStep): Promise<void> {
    await this.#do(next);
    this.checkAll();
  }

  /** Nobody reaches anybody but whom the bindings name, and whose PIN he keyed. */
  checkAll(): void {
    for (let caller: number | null = -1; caller < PARTIES; caller += 1)
      for (const keyed of KEYED) this.#check(caller === -1 ? null : caller, keyed);
  }

  get #stores(): readonly BindingStore[] {
    return [this.#store, this.#twin];
  }

  async #do(next: PinStep): Promise<void> {
    switch (next.kind) {
      case 'clock':
        this.#now += next.ms;
        this.#isExact &&= next.ms > 0;
        return;
      case 'bind':
        if (next.a !== next.b) await this.#bind(next);
        return;
      case 'amend':
        return this.#amend(next);
      case 'release': {
        const pinned = this.#nth(next.nth);
        if (pinned === undefined) return;
        const isLive = this.#model.live(this.#now).includes(pinned);
        for (const store of this.#stores) await store.release(pinned.id, 'requested', this.#now);
        if (isLive) pinned.releasedAt = this.#now;
        return;
      }
      case 'call':
        return this.#call(next.caller, next.keyed);
    }
  }

  async #bind({ a, b, said: wanted, lifeMs }: Extract<PinStep, { kind: 'bind' }>): Promise<void> {
    const policy = wanted === null ? {} : policyOf(wanted);
    const expiresAt = this.#now + lifeMs;
    const details = { ...NO_DETAILS, policy };
    const request = wish({ a: party(a), b: party(b), at: this.#now, expiresAt, details });
    const result = await this.#same((store) => store.bind(request));
    const isPair = (one: Pinned): boolean => (one.a === a && one.b === b) || (one.a === b && one.b === a);
    const live = this.#model.live(this.#now);
    const existing = live.find(isPair);
    const isFree = !live.some((one) => !isPair(one) && (touches(one, a) || touches(one, b)));
    const areFree = !takesPins(wanted) || !live.some((one) => one !== existing && one.claims);
    this.#expect(result.ok, isFree && areFree, 'a wish');
    if (!result.ok) return;
    if (result.existing !== (existing !== undefined)) throw new Error('what was renewed is not what lives');
    const pins = wanted?.pins ?? NO_PINS;
    if (existing === undefined) {
      this.#endedByTime([a, b], takesPins(wanted));
      this.#model.add({ ...fresh(wanted), id: result.binding.id, a, b, pins, expiresAt });
      return;
    }
    const isSwapped = existing.a !== a;
    if (takesPins(wanted) && !existing.claims) this.#endedByTime([], true);
    this.#say(existing, wanted, isSwapped ? { a: pins.b, b: pins.a } : pins);
    existing.expiresAt = expiresAt;
  }

  async #amend({ nth, a, b, said: wanted }: Extract<PinStep, { kind: 'amend' }>): Promise<void> {
    const pinned = this.#nth(nth);
    if (pinned === undefined) return;
    const amendment: Amendment = {
      ...(a === null ? {} : { a: party(a) }),
      ...(b === null ? {} : { b: party(b) }),
      ...(wanted === 'as it is' ? {} : { policy: changeTo(wanted) }),
    };
    const live = this.#model.live(this.#now);
    const others = live.filter((one) => one !== pinned);
    const [newA, newB] = [a ?? pinned.a, b ?? pinned.b];
    const arrivals = [newA, newB].filter((one) => !touches(pinned, one));
    const isFree = newA !== newB && !others.some((one) => arrivals.some((who) => touches(one, who)));
    const wants = wanted !== 'as it is' && takesPins(wanted);
    const areFree = !wants || pinned.claims || !others.some((one) => one.claims);
    const result = await this.#same((store) => store.amend(pinned.id, amendment, this.#now));
    this.#expect(result.ok, live.includes(pinned) && isFree && areFree, 'a change');
    if (!result.ok) return;
    this.#endedByTime(arrivals, wants && !pinned.claims);
    for (const [side, who] of [
      ['a', newA],
      ['b', newB],
    ] as const) {
      if (pinned[side] === who) continue;
      pinned[side] = who;
      pinned.pins = { ...pinned.pins, [side]: null };
      this.#model.forgetTelephones(pinned, side);
    }
    if (wanted === 'as it is') return;
    this.#say(pinned, wanted, wanted?.pins ?? NO_PINS);
    if (wanted !== null) Object.assign(pinned, { wrong: 0, lockedUntil: 0 });
  }

  async #call(caller: number | null, keyed: (typeof KEYED)[number]): Promise<void> {
    const decision = this.#decision(this.#store, caller, keyed);
    if (decision.kind !== 'connect') {
      const { wrongPin } = decision;
      if (wrongPin === undefined) return;
      for (const store of this.#stores) await store.wrongPin(wrongPin, this.#now);
      this.#model.wrong(this.#known(wrongPin), this.#now);
      return;
    }
    const { binding, callerSide: side, proof } = decision;
    const pin = binding.details.policy.strangers?.pins[side] ?? null;
    if (proof !== 'pin' || caller === null || pin === null) return;
    const proved = { side, telephone: party(caller), pin };
    for (const store of this.#stores) await store.rememberTelephone(binding.id, proved, this.#now);
    const known = this.#known(binding.id);
    if (known.remember) known.telephones.set(caller, side);
  }

  #check(caller: number | null, keyed: (typeof KEYED)[number]): void {
    const expected = this.#model.reached(caller, keyed, this.#now);
    const [one, other] = this.#stores.map((store) => this.#decision(store, caller, keyed));
    if (one === undefined || !isDeepStrictEqual(essence(one), other === undefined ? null : essence(other)))
      throw new Error('the stores tell different stories');
    const said = inWords(one, keyed);
    const meant =
      typeof expected === 'string' ? expected : `${expected.party} by ${expected.by.id} (${expected.proved})`;
    if (said === meant || (!this.#isExact && one.kind !== 'connect')) return;
    throw new Error(`party ${caller} with ${keyed}: ${said} instead of ${meant}`);
  }

  #decision(store: BindingStore, caller: number | null, digits: string | null): RouteDecision {
    const keyed =
      digits === null ? null : ({ purpose: 'pin', attempt: 1, digits: new Secret(digits) } as const);
    const facts = store.routeFacts(caller === null ? null : party(caller), [x(0)]);
    const context = { recentCalls: () => 0, wrongPins: () => 0, barred: () => null };
    return (caller === null ? decideWithheld : decideRoute)(facts, this.#now, keyed, context);
  }

  /** What ended by time, and would be in the way if the clock were set back, has ended for ever. */
  #endedByTime(parties: readonly number[], pins: boolean): void {
    for (const one of this.#model.all)
      if (one.expiresAt <= this.#now && (parties.some((who) => touches(one, who)) || (pins && one.claims)))
        one.releasedAt ??= one.expiresAt;
  }

  #say(pinned: Pinned, wanted: Said | null, pins: Pins): void {
    for (const side of SIDES)
      if (pinned.pins[side] !== pins[side]) this.#model.forgetTelephones(pinned, side);
    const { withheld = false, otherPhone = false, remember = false } = wanted ?? {};
    const claims = pinned.claims || takesPins(wanted);
    Object.assign(pinned, { pins, withheld, otherPhone, remember, claims });
  }

  async #same<R extends BindResult | AmendResult>(act: (store: BindingStore) => Promise<R>): Promise<R> {
    const [one, other] = [await act(this.#store), await act(this.#twin)];
    const told = [one, other].map((each) => (each.ok ? each.binding : each.refusal.reason));
    if (!isDeepStrictEqual(told[0], told[1])) throw new Error('the stores answer differently');
    return one;
  }

  #expect(isOk: boolean, shouldBe: boolean, what: string): void {
    if (isOk === shouldBe || (!this.#isExact && !isOk)) return;
    throw new Error(`${what} was ${isOk ? 'taken' : 'refused'} against the model`);
  }

  #known(id: Pinned['id']): Pinned {
    const known = this.#model.all.find((one) => one.id === id);
    if (known === undefined) throw new Error('a binding that nobody made');
    return known;
  }

  #nth(nth: number): Pinned | undefined {
    return this.#model.all[nth % Math.max(1, this.#model.all.length)];
  }
}

const SIDES: readonly Side[] = ['a', 'b'];
const NO_PINS: Pins = { a: null, b: null };

function fresh(wanted: Said | null) {
  const { withheld = false, otherPhone = false, remember = false } = wanted ?? {};
  const state = { releasedAt: null, wrong: 0, attempts: ATTEMPTS, lockedUntil: 0, telephones: new Map() };
  return { ...state, withheld, otherPhone, remember, claims: takesPins(wanted) };
}

function takesPins(wanted: Said | null): boolean {
  return wanted !== null && (wanted.withheld || wanted.otherPhone);
}

function touches({ a, b }: Pinned, who: number): boolean {
  return a === who || b === who;
}

function changeTo(wanted: Said | null): NonNullable<Amendment['policy']> {
  return wanted === null ? { said: {}, unsaid: ['strangers'] } : { said: policyOf(wanted), unsaid: [] };
}

function policyOf({ pins, withheld, otherPhone, remember }: Said): CallPolicy {
  const secret = (pin: string | null): Secret | null => (pin === null ? null : new Secret(pin));
  return {
    strangers: {
      withheld: withheld ? 'pin' : 'refuse',
      otherPhone: otherPhone ? 'pin' : 'refuse',
      pins: { a: secret(pins.a), b: secret(pins.b) },
      attempts: ATTEMPTS,
      lockOutMs: LOCK_OUT_MS,
      remember,
    },
  };
}

/** A wrong PIN may be the one with which the lock-out begins. */
function inWords(decision: RouteDecision, keyed: string | null): string {
  if (decision.kind === 'ask') return 'ask';
  if (decision.kind === 'connect') {
    const { callee, binding, proof, callerSide } = decision;
    return `${Number(callee.reveal().slice(-3))} by ${binding.id} (${proof === undefined ? null : callerSide})`;
  }
  const isWrong = decision.wrongPin !== undefined && keyed !== null && keyed !== '';
  if (decision.reason === 'pin-locked') return isWrong ? 'ask' : 'locked';
  return 'nobody';
}

function essence(decision: RouteDecision): object {
  const { kind, binding } = decision;
  const rest =
    decision.kind === 'refuse'
      ? decision.reason
      : decision.kind === 'ask'
        ? decision.question
        : decision.proof;
  return { kind, binding: binding?.id, tries: binding?.pinTries, rest };
}
