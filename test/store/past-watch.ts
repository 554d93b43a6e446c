import { isDeepStrictEqual } from 'node:util';
import { decideRoute, type RouteDecision } from '../../src/domain/call/route.ts';
import type { RouteFacts } from '../../src/domain/call/route-facts.ts';
import { type Uncertainty, watchedFacts } from '../../src/domain/call/uncertainty.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import { extension, party, x } from '../contract/binding-store.fixtures.ts';
import { KEYED } from './mode-model.ts';
import { NUMBERS, PARTIES } from './mode-steps.ts';

/** A call that was decided, and what came of it. */
interface Decided {
  readonly caller: number;
  readonly number: number;
  readonly digits: string | null;
  readonly at: EpochMs;
  readonly story: object;
}

/** Remembers what became of calls when they were made, and asks the store afterwards what would have become of them then. */
export class PastWatch {
  readonly #store: BindingStore;
  readonly #decided: Decided[] = [];
  #purgedAt: EpochMs = Number.NEGATIVE_INFINITY;
  /** How many of the answers were exact, of how many. */
  readonly asked = { exact: 0, uncertain: 0, forgotten: 0 };

  constructor(store: BindingStore) {
    this.#store = store;
  }

  purged(at: EpochMs): void {
    this.#purgedAt = at;
  }

  /** A call of each party to each number, with some digits or none. */
  note(at: EpochMs): void {
    for (let caller = 0; caller < PARTIES; caller += 1)
      for (let number = 0; number < NUMBERS; number += 1) {
        const digits = KEYED[(caller + number + this.#decided.length) % KEYED.length] ?? null;
        const facts = this.#store.routeFacts(party(caller), [x(number)]);
        this.#decided.push({ caller, number, digits, at, story: storyOf(decide(facts, digits, at)) });
      }
  }

  /** Every one, or each so-and-so-manieth. @throws Error when the store tells another story */
  checkAll(every = 1): void {
    for (const [place, decided] of this.#decided.entries()) if (place % every === 0) this.#check(decided);
  }

  #check({ caller, number, digits, at, story }: Decided): void {
    const facts = this.#store.routeFactsAt(party(caller), [x(number)], at);
    if (facts === null) {
      if (at >= this.#purgedAt) throw new Error(`of ${at} nothing is known, and nothing was purged then`);
      this.asked.forgotten += 1;
      return;
    }
    const seen = new Set<Uncertainty>();
    const told = storyOf(decide(watchedFacts(facts, seen), digits, at));
    if (seen.size > 0) {
      this.asked.uncertain += 1;
      return;
    }
    this.asked.exact += 1;
    const [one, other] = at < this.#purgedAt ? [gist(told), gist(story)] : [told, story];
    if (!isDeepStrictEqual(one, other))
      throw new Error(
        `party ${caller} on X ${number} with ${digits ?? 'no digits'} at ${at}: ${JSON.stringify(one)} instead of ${JSON.stringify(other)}`,
      );
  }
}

function decide(facts: RouteFacts, digits: string | null, at: EpochMs): RouteDecision {
  return decideRoute(facts, at, digits === null ? null : extension(digits));
}

/** All that an explanation says of a decision. */
function storyOf(decision: RouteDecision): object {
  const { kind, number, binding } = decision;
  const said = { kind, x: number?.x, binding: binding === null ? null : { ...binding, details: null } };
  if (decision.kind === 'refuse') return { ...said, reason: decision.reason, level: decision.level };
  if (decision.kind === 'ask') return { ...said, question: decision.question };
  const { callee, shown, callerSide, policy } = decision;
  return { ...said, callee: callee.reveal(), shown, callerSide, policy };
}

/** Who is reached; why nobody is may rest on a binding that was forgotten since. */
function gist(story: object): object {
  return 'callee' in story ? story : { nobody: true };
}
