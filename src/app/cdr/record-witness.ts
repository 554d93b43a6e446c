import type { CallStep, CallWitness } from '../call-witness.ts';
import { begunCallOf, seenEndOf } from './begun-call.ts';
import type { CdrDesk } from './cdr-desk.ts';

/** Tells the desk of call records which calls begin, and how they end. */
export function recordWitness(records: Pick<CdrDesk, 'begun' | 'ended'>): CallWitness {
  return {
    stepped: ({ before, after, input, actions }: CallStep) => {
      const begun = begunCallOf(before, after, input.at);
      const noted = begun === null ? undefined : records.begun(begun);
      for (const action of actions)
        if (action.do === 'report') records.ended(seenEndOf(after.id, action, input.kind === 'legs-lost'));
      return noted;
    },
  };
}
