import type { CallState } from '../domain/call/call-state.ts';
import { type CallId, callOf, type LegId } from '../domain/call/leg.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { SwitchPort } from '../ports/switch-port.ts';

/** A call that has not ended, and what we show of it. */
export interface LiveCall {
  readonly id: CallId;
  readonly node: SwitchPort;
  readonly state: CallState;
  /** Who called, or is called first; `null` when that could not be read or was before our time. */
  readonly caller: RealNumber | null;
  readonly x: PrivacyNumber | null;
}

/** A call of which nothing was decided yet. */
export function newCall(told: Pick<LiveCall, 'id' | 'node'> & Partial<LiveCall>): LiveCall {
  const { id, node, caller = null, x = null } = told;
  return { id, node, state: { tag: 'new' }, caller, x };
}

/** All live calls, found by their name or by one of their legs. A call leaves when it has ended: nothing grows with time. */
export class CallRegistry {
  readonly #calls = new Map<CallId, LiveCall>();
  readonly #callOfLeg = new Map<LegId, CallId>();

  get size(): number {
    return this.#calls.size;
  }

  all(): readonly LiveCall[] {
    return [...this.#calls.values()];
  }

  byId(id: CallId): LiveCall | undefined {
    return this.#calls.get(id);
  }

  /** By the call that the leg's mark names, else by the leg itself: a caller's leg has no mark before our first order. */
  find(leg: LegId, marked: CallId | null): LiveCall | undefined {
    return this.#calls.get(marked ?? this.#callOfLeg.get(leg) ?? callOf(leg));
  }

  /** A leg that the call waits for no more (the attempt before this one) is forgotten with that. */
  put(call: LiveCall): void {
    const before = this.#calls.get(call.id);
    if (before !== undefined) for (const leg of legsOf(before.state)) this.#callOfLeg.delete(leg);
    if (call.state.tag === 'ended' || call.state.tag === 'new') {
      this.#calls.delete(call.id);
      return;
    }
    this.#calls.set(call.id, call);
    for (const leg of legsOf(call.state)) this.#callOfLeg.set(leg, call.id);
  }
}

/** The legs that a call waits for. */
export function legsOf(state: CallState): readonly LegId[] {
  switch (state.tag) {
    case 'calling-party':
    case 'refusing':
    case 'releasing':
      return state.legs;
    case 'asking':
    case 'consulting':
    case 'connecting':
    case 'ringing':
    case 'greeting':
    case 'talking':
    case 'surveying':
      return [state.leg];
    case 'new':
    case 'ended':
      return [];
  }
}
