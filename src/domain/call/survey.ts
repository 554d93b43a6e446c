import type { CallSubject } from './call-state.ts';

/** A leg by what it is in its call: `first` is the caller's, or the one of the party that a callback calls first. */
type AskedLeg = 'first' | 'called';

/** Which legs are asked after the talk, when the other side has hung up. */
export function isAskedAfterTalk({ policy: { survey }, mark }: CallSubject, leg: AskedLeg): boolean {
  if (survey === undefined) return false;
  const { of } = survey;
  if (of === 'both') return true;
  if (of === 'caller') return leg === 'first';
  return (of === mark.firstSide) === (leg === 'first');
}
