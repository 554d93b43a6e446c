import { findLeaks, leaksInWords, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import { type FlowRecord, SIDES, type Side } from './flow-record.ts';

/** A real number as it is dialled at home, such as `13800138000`. */
export type Parties = Readonly<Record<Side, string>>;

export interface Verdict {
  readonly holds: boolean;
  /** For people, each of at most 80 columns unless something is wrong. */
  readonly lines: readonly string[];
}

const WORDS = {
  sip: { place: 'on the wire', search: 'every message that came was searched' },
  simulated: { place: 'in what they were told', search: 'simulated, no wire; things told' },
} as const;

/** Whether each side saw X and no other number but its own, and nothing that came to it gives the other's number away. */
export function judge(record: FlowRecord, parties: Parties, x: string): Verdict {
  const seen = SIDES.map((side) => {
    const others = record.sides[side].numbers.filter((number) => !number.endsWith(parties[side]));
    return { side, others, xAlone: others.length > 0 && others.every((number) => isX(number, x)) };
  });
  const leaks = SIDES.flatMap((side) => {
    const other = side === 'A' ? 'B' : 'A';
    const secret = numberSecret(`${other}'s number at ${side}`, parties[other]);
    return findLeaks(record.sides[side].received, [secret]);
  });
  const searched = SIDES.every((side) => record.sides[side].received.length > 0);
  const sights = seen.map(({ side, others, xAlone }) => `${side} saw ${xAlone ? 'X' : list(others)}`);
  const { place, search } = WORDS[record.kind];
  const wire = leaks.length === 0 ? `no real number of the other side ${place}` : 'A REAL NUMBER LEAKED';
  const counts = SIDES.map((side) => `${record.sides[side].received.length} at ${side}`).join(' and ');
  return {
    holds: seen.every(({ xAlone }) => xAlone) && leaks.length === 0 && searched,
    lines: [
      `${sights.join(', ')}, ${wire}`,
      `(X is ${x}; ${search}: ${counts})`,
      ...(leaks.length === 0 ? [] : leaksInWords(leaks).split('\n')),
    ],
  };
}

/** `17000000001`, `8617000000001` and `+8617000000001` are one number. */
function isX(number: string, x: string): boolean {
  return number.length >= 8 && x.endsWith(number.replace(/^\+/, ''));
}

function list(numbers: readonly string[]): string {
  return numbers.length === 0 ? 'nothing' : numbers.join(' and ');
}
