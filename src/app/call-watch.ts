import type { RefusalReason, RouteDecision } from '../domain/call/route.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import { type CallLimits, RecentCounts } from '../domain/policy/call-limits.ts';
import type { LiveCall } from './call-registry.ts';
import type { Routed } from './call-router.ts';
import type { CallStep, CallWitness } from './call-witness.ts';

const MINUTE_MS = 60_000;
const MISSES_MS = 10 * MINUTE_MS;
/** Of each kind: some 10 MB at worst. Who calls from more numbers than these is found by what his gateway's calls miss. */
const MOST_KEYS = 65_536;

/** What a scan of numbers hears; it does not count where the binding that it is about names the caller. */
const MISSED: readonly RefusalReason[] = [
  'no-binding',
  'number-unknown',
  'number-locked',
  'binding-expired',
  'binding-cooling',
  'extension-unknown',
  'extension-missing',
  'not-a-member',
];

/** A call that has just come, or one whose caller has keyed. */
interface Seen {
  readonly trunk: string;
  readonly at: EpochMs;
  readonly isNew: boolean;
}

/**
 * Counts calls, and stops what no person does: very many calls, and trying numbers until one answers. Who has a binding on the number that
 * he calls is stopped by his own calls alone, never by what others do. Everything is in memory and of a fixed size.
 */
export class CallWatch implements CallWitness {
  readonly #limits: () => CallLimits;
  readonly #calls = new RecentCounts(MINUTE_MS, MOST_KEYS);
  readonly #misses = new RecentCounts(MISSES_MS, MOST_KEYS);
  readonly #strangers = new RecentCounts(MINUTE_MS, MOST_KEYS);
  readonly #trunkCalls = new RecentCounts(MINUTE_MS, MOST_KEYS);
  readonly #trunkMisses = new RecentCounts(MINUTE_MS, MOST_KEYS);
  /** Live calls by caller and number. */
  readonly #live = new Map<string, number>();

  /** @param limits read anew for every call */
  constructor(limits: () => CallLimits) {
    this.#limits = limits;
  }

  /** The route, or that there are too many calls. A call is counted when it comes, a miss when it is told. */
  admit(routed: Routed, seen: Seen): Routed {
    const { caller, decision } = routed;
    const isFull = seen.isNew && this.#countCall(routed, seen);
    const isOwn = isOfParty(decision, caller);
    const isScan = !isOwn && this.#isScanning(caller, seen);
    if (isMiss(decision, caller)) this.#countMiss(caller, seen);
    // What somebody hears of a binding that names him tells him nothing new.
    if (isScan && !isNamed(decision, caller)) return tooMany(caller, null);
    const isFlood = seen.isNew && !isOwn && this.#isFlood(decision, seen);
    return isFull || isFlood ? tooMany(caller, decision) : routed;
  }

  stepped({ before, after }: CallStep): undefined {
    const [was, is] = [isLive(before), isLive(after)];
    if (was !== is) this.#countLive(after, is ? 1 : -1);
  }

  #countCall({ caller, decision }: Routed, { trunk, at }: Seen): boolean {
    const { callsAMinute, callsAtOnce } = this.#limits();
    this.#trunkCalls.add(trunk, at);
    if (caller === null) return false;
    const calls = this.#calls.add(caller.reveal(), at);
    const { number } = decision;
    const live = number === null ? 0 : (this.#live.get(liveKey(caller, number.x)) ?? 0);
    return isOver(calls, callsAMinute) || isOver(live + 1, callsAtOnce);
  }

  #countMiss(caller: RealNumber | null, { trunk, at }: Seen): void {
    if (caller !== null) this.#misses.add(caller.reveal(), at);
    this.#trunkMisses.add(trunk, at);
  }

  #isScanning(caller: RealNumber | null, { trunk, at }: Seen): boolean {
    const { misses, gatewayMisses } = this.#limits();
    const own = caller === null ? 0 : this.#misses.count(caller.reveal(), at);
    if (misses !== null && own >= misses) return true;
    const all = this.#trunkMisses.count(trunk, at);
    return gatewayMisses !== null && all >= gatewayMisses && all * 2 > this.#trunkCalls.count(trunk, at);
  }

  #isFlood({ kind, number }: RouteDecision, { at }: Seen): boolean {
    if (kind === 'refuse' || number === null) return false;
    return isOver(this.#strangers.add(number.x, at), this.#limits().strangersAMinute);
  }

  #countLive({ caller, x }: LiveCall, more: 1 | -1): void {
    if (caller === null || x === null) return;
    const key = liveKey(caller, x);
    const count = (this.#live.get(key) ?? 0) + more;
    if (count <= 0) this.#live.delete(key);
    else this.#live.set(key, count);
  }
}

/** The caller is, or proved to be, a party of the binding. In the open modes a stranger is connected as side B. */
function isOfParty(decision: RouteDecision, caller: RealNumber | null): boolean {
  if (decision.kind !== 'connect') return false;
  return decision.proof !== undefined || isNamed(decision, caller);
}

function isNamed({ binding }: RouteDecision, caller: RealNumber | null): boolean {
  if (caller === null || binding === null) return false;
  return binding.a.equals(caller) || binding.b?.equals(caller) === true;
}

/** Where a webhook decides, nobody is in the store. */
function isMiss(decision: RouteDecision, caller: RealNumber | null): boolean {
  if (decision.kind !== 'refuse' || !MISSED.includes(decision.reason)) return false;
  return !isNamed(decision, caller) && (decision.number?.policy.routeWebhook ?? null) === null;
}

function isOver(count: number, limit: number | null): boolean {
  return limit !== null && count > limit;
}

function isLive({ state }: LiveCall): boolean {
  return state.tag !== 'new' && state.tag !== 'ended';
}

function liveKey(caller: RealNumber, x: PrivacyNumber): string {
  return `${caller.reveal()} ${x}`;
}

/** @param decision says in whose words; `null` where nothing may be told of the number */
function tooMany(caller: RealNumber | null, decision: RouteDecision | null): Routed {
  const number = decision?.number ?? null;
  return { caller, decision: { kind: 'refuse', reason: 'too-many-calls', number, binding: null } };
}
