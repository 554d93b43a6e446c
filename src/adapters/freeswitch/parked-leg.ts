import type { LegId } from '../../domain/call/leg.ts';
import { DIGITS_VARIABLE, SENSITIVE_VARIABLE } from './channel-variables.ts';
import type { HeaderReader } from './event-to-fact.ts';
import { FIRST_LEG_GUARDS } from './leg-guards.ts';

/**
 * What a leg that waits was seen to have, so that its order need not say it again: the switch reads an order byte by byte, with two
 * system calls for each (`read_packet`, mod_event_socket.c), and makes two events of each application.
 */
export interface ParkedLeg {
  /** Every guard stands on it, with its value. */
  readonly isGuarded: boolean;
  /** What was keyed may stand on it. */
  readonly mayHaveDigits: boolean;
  readonly mayBeSensitive: boolean;
  /** Its network may have said by what kind of line the caller calls. */
  readonly mayHaveLineKind: boolean;
}

/** Of a leg of which nothing was seen. */
export const UNSEEN_LEG: ParkedLeg = {
  isGuarded: false,
  mayHaveDigits: true,
  mayBeSensitive: true,
  mayHaveLineKind: true,
};

/** @param channel the event of a leg that waits, with all its variables */
export function seenParked(channel: HeaderReader): ParkedLeg {
  return {
    isGuarded: FIRST_LEG_GUARDS.every(([name, value]) => channel.get(`variable_${name}`) === value),
    mayHaveDigits: channel.get(`variable_${DIGITS_VARIABLE}`) !== undefined,
    mayBeSensitive: channel.get(`variable_${SENSITIVE_VARIABLE}`) !== undefined,
    mayHaveLineKind: channel.get('Caller-ANI-II') !== undefined,
  };
}

/** Legs that wait, each until its next order or its end. */
export class ParkedLegs {
  readonly #legs = new Map<LegId, ParkedLeg>();

  note(leg: LegId, channel: HeaderReader): void {
    this.#legs.set(leg, seenParked(channel));
  }

  /** What was seen of the leg when it began to wait, once: by its order it changes. */
  take(leg: LegId): ParkedLeg {
    const seen = this.#legs.get(leg) ?? UNSEEN_LEG;
    this.#legs.delete(leg);
    return seen;
  }

  forgetAll(): void {
    this.#legs.clear();
  }
}
