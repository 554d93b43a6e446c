import { isDeepStrictEqual } from 'node:util';
import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import { NO_DETAILS } from '../../src/domain/binding/binding-details.ts';
import { decideRoute, type RouteDecision } from '../../src/domain/call/route.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { NumberPattern } from '../../src/domain/policy/number-pattern.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { addCity, extension, party, START, wish, x } from '../contract/binding-store.fixtures.ts';
import { isInGrace, isLive, isOpen, KEYED, type Known, ModeModel, type Outcome } from './mode-model.ts';
import { type Group, type ModeChange, type ModeStep, type ModeWish, NUMBERS, PARTIES } from './mode-steps.ts';

/** Does each step to a store, to a memory store beside it and to the model, and throws as soon as two of them disagree. */
export class ModePlay {
  readonly #store: BindingStore;
  readonly #twin = new MemoryBindingStore();
  readonly #model: ModeModel;
  #now: EpochMs = START;

  private constructor(store: BindingStore, coolDownMs: number) {
    this.#store = store;
    this.#model = new ModeModel(coolDownMs);
  }

  static async begin(store: BindingStore, coolDownMs: number, sticky: boolean): Promise<ModePlay> {
    const play = new ModePlay(store, coolDownMs);
    for (const each of [store, play.#twin]) await addCity(each, NUMBERS, { coolDownMs, sticky });
    return play;
  }

  get now(): EpochMs {
    return this.#now;
  }

  async apply(step: ModeStep): Promise<void> {
    await this.#do(step);
    this.checkAll();
  }

  /** `apply` for who looks at other things than whom calls reach. */
  async play(step: ModeStep): Promise<void> {
    await this.#do(step);
  }

  wait(ms: number): void {
    this.#now += ms;
  }

  /** Nobody reaches anybody but whom the bindings name, whoever calls and keys whatever. */
  checkAll(): void {
    for (let caller = 0; caller < PARTIES; caller += 1)
      for (let number = 0; number < NUMBERS; number += 1)
        for (const digits of KEYED) this.#check(caller, number, digits);
  }

  #do(step: ModeStep): Promise<void> | void {
    switch (step.kind) {
      case 'clock':
        this.#now += step.ms;
        return;
      case 'bind':
        return this.#bind(step.wish);
      case 'release':
        return this.#release(step.nth);
      case 'amend':
        return this.#amend(step);
      case 'call':
        return this.#call(step);
      case 'callee':
        return this.#callee(step);
      case 'put-group':
        this.#model.putGroup(step.group, step.members);
        return this.#both(step.group, true, (store) => store.putGroup(step.group, step.members.map(party)));
      case 'change-group': {
        const { group, add, remove } = step;
        const isThere = this.#model.changeGroup(group, add, remove);
        return this.#both(group, isThere, (store) =>
          store.changeGroup(group, add.map(party), remove.map(party)),
        );
      }
      case 'remove-group': {
        const isGone = this.#model.removeGroup(step.group, this.#now);
        return this.#both(step.group, isGone, (store) => store.removeGroup(step.group, this.#now));
      }
      case 'tenant':
        return this.#tenant(step.denied);
      case 'purge':
        return this.#purge();
    }
  }

  async #bind(next: ModeWish): Promise<void> {
    const request = requestOf(next, this.#now);
    const result = await this.#store.bind(request);
    const same = await this.#twin.bind(result.ok ? where(request, result.binding) : request);
    const [one, other] = [result, same].map((each) =>
      each.ok ? { ...each, binding: { ...each.binding, details: null } } : each.refusal.reason,
    );
    if (!isDeepStrictEqual(one, other))
      throw new Error(`one store says ${JSON.stringify(one)}, the other ${JSON.stringify(other)}`);
    if (result.ok) this.#bound(next, result.binding, result.existing);
  }

  #bound(next: ModeWish, binding: Binding, existing: boolean): void {
    const known = this.#model.find(binding.id);
    if (existing !== (known !== undefined))
      throw new Error('what is called new and what is new are not the same');
    const fresh = knownOf(next, binding);
    if (known === undefined) {
      this.#model.add(fresh, this.#now);
      return;
    }
    if (!isLive(known, this.#now)) throw new Error('a binding that had ended was renewed');
    const { expiresAt, afterCallMs, slidingMs, callBackMs, remembersCallers } = fresh;
    const { graceMs, maxCalls, releaseAfterCalls } = fresh;
    const terms = { expiresAt, afterCallMs, slidingMs, callBackMs, remembersCallers };
    const limits = { graceMs, maxCalls, releaseAfterCalls };
    Object.assign(known, {
      ...terms,
      ...limits,
      afterCallReleaseAt: null,
      b: isOpen(known) ? fresh.b : known.b,
    });
  }

  async #release(nth: number): Promise<void> {
    const known = this.#nth(nth);
    if (known === undefined) return;
    const isStanding = isLive(known, this.#now) || isInGrace(known, this.#now);
    for (const store of [this.#store, this.#twin]) {
      const result = await store.release(known.id, 'requested', this.#now);
      if (result.ok !== isStanding) throw new Error('release and the life of the binding disagree');
    }
    if (isStanding) known.releasedAt = this.#now;
  }

  async #amend({ nth, change }: Extract<ModeStep, { kind: 'amend' }>): Promise<void> {
    const known = this.#nth(nth);
    if (known === undefined) return;
    const { a, b, mode, lifeMs } = change;
    const expiresAt = lifeMs === undefined || lifeMs === null ? lifeMs : this.#now + lifeMs;
    const amendment = {
      ...(a === undefined ? {} : { a: party(a) }),
      ...(b === undefined ? {} : { b: b === null ? null : party(b) }),
      ...(mode === undefined ? {} : { mode }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    const results = [];
    for (const store of [this.#store, this.#twin])
      results.push(await store.amend(known.id, amendment, this.#now));
    const [one, other] = results.map((each) => (each.ok ? each.binding : each.refusal));
    if (!isDeepStrictEqual(one, other))
      throw new Error(`one store says ${JSON.stringify(one)}, the other ${JSON.stringify(other)}`);
    if (results[0]?.ok === true) this.#amended(known, change, expiresAt);
  }

  #amended(known: Known, { a, b, mode }: ModeChange, expiresAt: EpochMs | null | undefined): void {
    if (!isLive(known, this.#now)) throw new Error('a binding that had ended was changed');
    const changed = { ...known, afterCallReleaseAt: null };
    if (a !== undefined) changed.a = a;
    if (b !== undefined) changed.b = b;
    if (mode !== undefined) changed.mode = mode;
    if (expiresAt !== undefined) changed.expiresAt = expiresAt;
    const isOther = changed.mode !== known.mode && !(PLAIN.has(changed.mode) && PLAIN.has(known.mode));
    if (isOther || changed.a === changed.b || (changed.b === null && !isOpen(changed)))
      throw new Error('a change was taken that makes no sense');
    if (changed.a !== known.a) Object.assign(changed, { lastCaller: null, callee: null });
    this.#model.amend(known, changed, this.#now);
  }

  async #call({ caller, x: number, digits }: Extract<ModeStep, { kind: 'call' }>): Promise<void> {
    const outcome = this.#model.reached(caller, number, digits, this.#now);
    if (typeof outcome === 'string') return;
    const { by } = outcome;
    const { releaseAfterCalls } = by;
    for (const store of [this.#store, this.#twin]) {
      await store.callRouted(by.id, this.#now, party(caller), by.maxCalls !== null);
      await store.callEnded(by.id, this.#now, {
        talkMs: 1,
        isCounted: releaseAfterCalls !== null,
        releaseAfterCalls,
      });
    }
    this.#model.routed(by, caller, this.#now);
    this.#model.ended(by, this.#now);
  }

  async #callee({ nth, party: who, forMs }: Extract<ModeStep, { kind: 'callee' }>): Promise<void> {
    const known = this.#nth(nth);
    if (known === undefined) return;
    const until = this.#now + forMs;
    const callee = who === null ? null : { number: party(who), at: until };
    const isFit = isOpen(known) && isLive(known, this.#now);
    for (const store of [this.#store, this.#twin])
      if ((await store.setTemporaryCallee(known.id, callee, this.#now)).ok !== isFit)
        throw new Error('the callee for a while was not taken as it should be');
    if (isFit) known.callee = who === null ? null : { party: who, at: until };
  }

  async #both(
    group: Group,
    expected: boolean,
    change: (store: BindingStore) => Promise<{ readonly ok: boolean }>,
  ): Promise<void> {
    const members = [...(this.#model.groups.get(group) ?? [])].map((one) => party(one).reveal()).sort();
    for (const store of [this.#store, this.#twin]) {
      if ((await change(store)).ok !== expected) throw new Error(`the change of ${group} went otherwise`);
      const now = (store.groupMembers(group) ?? []).map((member) => member.reveal()).sort();
      if (!isDeepStrictEqual(now, members)) throw new Error(`${group} has other members`);
    }
  }

  async #tenant(denied: readonly number[]): Promise<void> {
    const deny = denied.map((one) => NumberPattern.of(party(one)));
    const calls: CallPolicy = denied.length === 0 ? {} : { callers: { allow: null, deny, of: 'both' } };
    for (const store of [this.#store, this.#twin]) await store.setTenantCalls(DEFAULT_TENANT, calls);
    this.#model.denied = new Set(denied);
  }

  async #purge(): Promise<void> {
    const counts = [];
    for (const store of [this.#store, this.#twin])
      counts.push(await store.purge(this.#now - 40, this.#now, 1000));
    if (counts[0] !== counts[1]) throw new Error(`one store forgot ${counts[0]}, the other ${counts[1]}`);
    this.#model.forget(({ id }) => this.#store.binding(id) === null);
    this.#model.forgetFormer(this.#now - 40, this.#now);
  }

  #nth(nth: number): Known | undefined {
    return this.#model.all[nth % Math.max(1, this.#model.all.length)];
  }

  #check(caller: number, number: number, digits: string | null): void {
    const expected = printed(this.#model.reached(caller, number, digits, this.#now));
    const [one, other] = [this.#store, this.#twin].map((store) =>
      this.#decision(store, caller, number, digits),
    );
    const call = `party ${caller} on X ${number} with ${digits ?? 'no digits'}`;
    if (one === undefined || printedDecision(one) !== expected)
      throw new Error(`${call}: ${one === undefined ? '' : printedDecision(one)} instead of ${expected}`);
    if (!isDeepStrictEqual(essence(one), other === undefined ? null : essence(other)))
      throw new Error(`${call}: the stores tell different stories`);
  }

  #decision(store: BindingStore, caller: number, number: number, digits: string | null): RouteDecision {
    const keyed = digits === null ? null : extension(digits);
    return decideRoute(store.routeFacts(party(caller), [x(number)]), this.#now, keyed);
  }
}

const PLAIN: ReadonlySet<string> = new Set(['two-way', 'a-to-b', 'b-to-a']);

function requestOf(next: ModeWish, at: EpochMs): BindRequest {
  const { mode, a, b, lifeMs, afterCallMs, slidingMs, callBackMs, remembersCallers } = next;
  const named = (number: number | null) => (number === null ? null : x(number));
  return wish({
    mode,
    at,
    a: party(a),
    b: isOpen({ mode }) ? (b === null ? null : party(b)) : party(b ?? (a + 1) % PARTIES),
    x: named(next.x),
    y: mode === 'axyb' ? named(next.y) : null,
    extension: mode === 'axe' ? next.extension : null,
    group: mode === 'axg' ? next.group : null,
    expiresAt: lifeMs === null ? null : at + lifeMs,
    afterCallMs,
    slidingMs,
    details: { ...NO_DETAILS, callBackMs, remembersCallers, policy: policyOf(next) },
  });
}

function policyOf({ graceMs, maxCalls, releaseAfterCalls }: ModeWish): CallPolicy {
  return {
    ...(graceMs === 0 ? {} : { graceMs }),
    ...(maxCalls === null ? {} : { quota: { calls: maxCalls, talkMs: null, callsAMinute: null } }),
    ...(releaseAfterCalls === null ? {} : { releaseAfterCalls }),
  };
}

/** The same wish, with the numbers that were chosen. */
function where(request: BindRequest, { x: number, y, extension: digits }: Binding): BindRequest {
  return { ...request, x: number, y, extension: digits };
}

function knownOf(next: ModeWish, binding: Binding): Known {
  const place = (number: string): number => Number(number.slice(-3));
  return {
    id: binding.id as BindingId,
    mode: binding.mode,
    a: next.a,
    b: binding.b === null ? null : Number(binding.b.reveal().slice(-3)),
    x: place(binding.x),
    y: binding.y === null ? null : place(binding.y),
    extension: binding.extension,
    group: binding.group as Group | null,
    createdAt: binding.createdAt,
    expiresAt: binding.expiresAt,
    afterCallMs: binding.afterCallMs,
    slidingMs: binding.slidingMs,
    callBackMs: next.callBackMs,
    remembersCallers: next.remembersCallers,
    graceMs: next.graceMs,
    maxCalls: next.maxCalls,
    releaseAfterCalls: next.releaseAfterCalls,
    calls: 0,
    answeredCalls: 0,
    afterCallReleaseAt: null,
    releasedAt: null,
    passed: new Set(),
    lastCaller: null,
    callee: null,
  };
}

function printed(outcome: Outcome): string {
  return typeof outcome === 'string' ? outcome : `${outcome.party} sees ${outcome.shown} by ${outcome.by.id}`;
}

function printedDecision(decision: RouteDecision): string {
  if (decision.kind === 'ask') return 'ask';
  if (decision.kind === 'refuse') return 'nobody';
  const { callee, shown, binding } = decision;
  return `${Number(callee.reveal().slice(-3))} sees ${Number(String(shown).slice(-3))} by ${binding.id}`;
}

function essence(decision: RouteDecision): object {
  const { kind, number, binding } = decision;
  const rest =
    decision.kind === 'refuse' ? decision.reason : decision.kind === 'ask' ? decision.question : null;
  return { kind, x: number?.x, binding: binding?.id, rest };
}
