import type { BindingId } from '../domain/binding/binding.ts';
import type { KeyedDigits } from '../domain/call/question.ts';
import {
  type Barring,
  type DialledNumber,
  decideRoute,
  decideWithheld,
  NO_CONTEXT,
  type RefusalReason,
  type RouteDecision,
} from '../domain/call/route.ts';
import type { RouteFacts } from '../domain/call/route-facts.ts';
import { type Uncertainty, watchedFacts } from '../domain/call/uncertainty.ts';
import type { EpochMs } from '../domain/instant.ts';
import { readCaller } from '../domain/number/caller-reading.ts';
import { readDialled } from '../domain/number/dialled-reading.ts';
import type { NumberPlan } from '../domain/number/number-plan.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import { type DialRules, HOME_ONLY, mayBeCalled } from '../domain/policy/dial-rules.ts';
import { policyOn } from '../domain/policy/policy-level.ts';
import { RecentCalls } from '../domain/policy/recent-calls.ts';
import type { BindingStore } from '../ports/binding-store.ts';

/** Where a call goes, and who calls if that could be read. */
export interface Routed {
  readonly decision: RouteDecision;
  readonly caller: RealNumber | null;
}

/** The same of a call that might have been. */
export interface PastRouted extends Routed {
  readonly uncertain: ReadonlySet<Uncertainty>;
}

/** Finds the other party for a caller and a dialled number. The same answer for a call and for the question `axbridge route`. */
export class CallRouter {
  readonly #store: BindingStore;
  readonly #plan: NumberPlan;
  readonly #recent = new RecentCalls();
  /** Those that the store does not tell of yet. */
  readonly #wrongPins = new Map<BindingId, number>();

  readonly #rules: () => DialRules;

  /** @param rules read anew for every call */
  constructor(store: BindingStore, plan: NumberPlan, rules: () => DialRules = () => HOME_ONLY) {
    this.#store = store;
    this.#plan = plan;
    this.#rules = rules;
  }

  /** Both texts are as received; `keyed` when the caller has been asked. Total: rubbish is refused with its own reason. */
  route(callerText: string, dialledText: string, at: EpochMs, keyed?: KeyedDigits): Routed {
    const caller = readCaller(this.#plan, callerText);
    const number = caller.kind === 'number' ? caller.number : null;
    const dialled = readDialled(this.#plan, dialledText);
    if (dialled.length === 0) return { caller: number, decision: refusal('number-malformed', null) };
    const facts = this.#store.routeFacts(number, dialled);
    if (caller.kind === 'malformed') return malformed(facts);
    if (number !== null && this.isOurs(number)) return looped(number, facts);
    const context = {
      barred: (callee: RealNumber) => this.barred(callee),
      recentCalls: (binding: BindingId): number => this.recentCalls(binding, number, at),
      wrongPins: (binding: BindingId): number => this.#wrongPins.get(binding) ?? 0,
    };
    // What a webhook had keyed is nothing to the stored rule.
    const own = keyed === undefined || keyed.purpose === 'webhook' ? null : keyed;
    const decide = caller.kind === 'withheld' ? decideWithheld : decideRoute;
    return { caller: number, decision: decide(facts, at, own, context) };
  }

  /**
   * Where a call would have gone at an instant that has been, when nobody had keyed anything.
   * @returns `null` for an instant of which nothing is known any more
   */
  routeAt(callerText: string, dialledText: string, at: EpochMs): PastRouted | null {
    const caller = readCaller(this.#plan, callerText);
    const number = caller.kind === 'number' ? caller.number : null;
    const dialled = readDialled(this.#plan, dialledText);
    const uncertain = new Set<Uncertainty>(['pools']);
    const found = this.#store.routeFactsAt(number, dialled, at);
    if (found === null) return null;
    if (dialled.length === 0)
      return { caller: number, decision: refusal('number-malformed', null), uncertain };
    if (caller.kind === 'malformed') return { ...malformed(found), uncertain };
    if (number !== null && this.isOurs(number)) return { ...looped(number, found), uncertain };
    const facts = watchedFacts(found, uncertain);
    const decide = caller.kind === 'withheld' ? decideWithheld : decideRoute;
    const decision = decide(facts, at, null, { ...NO_CONTEXT, barred: (callee) => this.barred(callee) });
    if (countsMinutes(decision)) uncertain.add('calls-a-minute');
    return { caller: number, decision, uncertain };
  }

  /** A call went out; told only where a policy limits how often. */
  noteCall(binding: BindingId, caller: RealNumber | null, at: EpochMs): void {
    this.#recent.add(binding, caller, at);
  }

  /**
   * A wrong PIN was keyed, and is being written down: until then it counts here, so that nobody gets more tries by keying on many calls
   * at once. What could not be written goes on counting as long as we live.
   */
  async noteWrongPin(binding: BindingId, written: Promise<void>): Promise<void> {
    this.#countWrongPin(binding, 1);
    await written;
    this.#countWrongPin(binding, -1);
  }

  #countWrongPin(binding: BindingId, more: number): void {
    const count = (this.#wrongPins.get(binding) ?? 0) + more;
    if (count === 0) this.#wrongPins.delete(binding);
    else this.#wrongPins.set(binding, count);
  }

  /** The same of a call that went out on no binding, for all numbers of the pool. */
  notePoolCall(pool: string, caller: RealNumber | null, at: EpochMs): void {
    this.#recent.add(`pool ${pool}`, caller, at);
  }

  recentPoolCalls(pool: string, caller: RealNumber | null, at: EpochMs): number {
    return this.#recent.count(`pool ${pool}`, caller, at);
  }

  recentCalls(binding: BindingId, caller: RealNumber | null, at: EpochMs): number {
    return this.#recent.count(binding, caller, at);
  }

  /** Why a number is never called, whatever binding names it; `null` for one that may be. */
  barred(callee: RealNumber): Barring | null {
    if (this.isOurs(callee)) return 'call-looped';
    return mayBeCalled(this.#rules(), this.#plan, callee) ? null : 'callee-barred';
  }

  /** A privacy number: who is called there brings the call back to us, and who calls from there is nobody. */
  isOurs(number: RealNumber): boolean {
    return this.isOurText(`+${number.reveal()}`);
  }

  /** The same of a number as it is written. */
  isOurText(text: string): boolean {
    const spellings = readDialled(this.#plan, text);
    return spellings.length > 0 && this.#store.routeFacts(null, spellings).found === 'number';
  }

  /** What is known of a privacy number by itself; `null` when no pool has it. */
  number(x: DialledNumber['x']): DialledNumber | null {
    const facts = this.#store.routeFacts(null, [x]);
    return facts.found === 'number-unknown' ? null : facts.number;
  }
}

/** A caller who sends what is no number reaches nobody on any number of ours. */
function malformed(facts: RouteFacts): Routed {
  const decision =
    facts.found === 'number-unknown'
      ? refusal('number-unknown', null)
      : refusal('caller-malformed', facts.number);
  return { caller: null, decision };
}

/** A call of ours that comes back, or somebody who poses as one of our numbers. */
function looped(caller: RealNumber, facts: RouteFacts): Routed {
  const number = facts.found === 'number' ? facts.number : null;
  return { caller, decision: refusal('call-looped', number) };
}

function countsMinutes({ binding, number }: RouteDecision): boolean {
  if (binding === null || number === null) return false;
  return (policyOn(number, binding.details.policy).quota?.callsAMinute ?? null) !== null;
}

function refusal(reason: RefusalReason, number: DialledNumber | null): RouteDecision {
  return { kind: 'refuse', reason, number, binding: null };
}
