import { AxbridgeError } from '../domain/error-catalogue.ts';
import { printInstant } from '../domain/instant-text.ts';
import type { AmendRefusal, BindRefusal } from '../ports/binding-store.ts';

type Of<Reason extends BindRefusal['reason']> = Extract<BindRefusal, { reason: Reason }>;

/** The store's refusal as an error that says what would help. */
export function bindRefusal(refusal: BindRefusal): AxbridgeError {
  switch (refusal.reason) {
    case 'pool-unknown':
    case 'number-not-in-pool':
    case 'number-locked':
    case 'same-party':
    case 'number-shared':
    case 'pins-taken':
    case 'group-unknown':
    case 'extension-taken':
    case 'extension-length':
      return new AxbridgeError(refusal.reason);
    case 'number-taken':
      return new AxbridgeError('number-taken', taken(refusal));
    case 'pool-exhausted':
      return new AxbridgeError('pool-exhausted', exhausted(refusal));
  }
}

/** The same for a change. */
export function amendRefusal(refusal: AmendRefusal): AxbridgeError {
  switch (refusal.reason) {
    case 'not-found':
      return new AxbridgeError('binding-not-found');
    case 'already-ended':
      return new AxbridgeError('binding-ended');
    case 'mode-unfit':
      return new AxbridgeError('mode-unfit', 'a direction, or that B is nobody, is not for each mode');
    case 'same-party':
    case 'number-locked':
    case 'pins-taken':
    case 'number-taken':
      return bindRefusal(refusal);
  }
}

function taken(refusal: Of<'number-taken'>): string {
  const state = refusal.cooling ? 'in its cool-down' : 'bound';
  const until = refusal.until === null ? '' : `, until ${printInstant(refusal.until)}`;
  return `party ${refusal.party.toUpperCase()} has it ${state}${until}`;
}

function poolIsFull({ numbers }: Of<'pool-exhausted'>): string {
  return numbers === 0
    ? 'the pool has no unlocked number of this area'
    : `of its ${numbers} unlocked numbers none is free for callers whom nobody named`;
}

function exhausted(refusal: Of<'pool-exhausted'>): string {
  if (refusal.exhausted === 'pool') return poolIsFull(refusal);
  const who =
    refusal.exhausted === 'both' ? 'both parties together' : `party ${refusal.exhausted.toUpperCase()}`;
  const counts =
    `A has ${refusal.boundByA} bound and ${refusal.coolingForA} cooling, ` +
    `B has ${refusal.boundByB} bound and ${refusal.coolingForB} cooling`;
  const free = refusal.freeAt === null ? '' : `; the first becomes free at ${printInstant(refusal.freeAt)}`;
  return `${who} used up its ${refusal.numbers} numbers (${counts})${free}`;
}
