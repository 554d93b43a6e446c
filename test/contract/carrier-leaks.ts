import type { RealWorld } from '../support/real-world.ts';
import { expectCallsApart } from './calls-apart.ts';
import { A, B, C, D } from './desk-bench.ts';

const ALL = [A, B, C, D];

/** Nobody got a number of somebody else, in any byte of any call. */
export function expectNoLeak({ carriers }: RealWorld): void {
  expectCallsApart(
    [carriers.west, carriers.east],
    ALL.map((number) => number.reveal().slice('86'.length)),
  );
}
