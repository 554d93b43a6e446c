import type { OpenReads, RouteFacts } from './route-facts.ts';

/** What an explanation of the past rests on that is logged nowhere: it is taken as it is now. */
export const UNCERTAINTIES = [
  /** Pools, their numbers, and what pools and tenants say of calls. */
  'pools',
  'last-caller',
  'temporary-callee',
  'group-members',
  /** Who need not key an extension again. */
  'remembered-caller',
  /** Telephones that a PIN proved to be a party's. */
  'remembered-telephone',
  /** How often the caller had called in the minute before. */
  'calls-a-minute',
] as const;

export type Uncertainty = (typeof UNCERTAINTIES)[number];

/** The same facts; what a decision reads of them that may have been otherwise is added to `seen`. */
export function watchedFacts(facts: RouteFacts, seen: Set<Uncertainty>): RouteFacts {
  return facts.found === 'number' ? { ...facts, open: watchedReads(facts.open, seen) } : facts;
}

function watchedReads(open: OpenReads, seen: Set<Uncertainty>): OpenReads {
  return {
    bindingAt: (at) => open.bindingAt(at),
    withExtension: (extension) => open.withExtension(extension),
    withPinsAt: (at) => open.withPinsAt(at),
    remembered: () => {
      seen.add('remembered-caller');
      return open.remembered();
    },
    rememberedSide: (binding) => {
      seen.add('remembered-telephone');
      return open.rememberedSide(binding);
    },
    isMember: (group, party) => {
      seen.add('group-members');
      return open.isMember(group, party);
    },
    lastCaller: (binding) => {
      seen.add('last-caller');
      return open.lastCaller(binding);
    },
    temporaryCallee: (binding) => {
      seen.add('temporary-callee');
      return open.temporaryCallee(binding);
    },
  };
}
