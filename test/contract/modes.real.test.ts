import { describe, expect } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { expectCallsApart } from './calls-apart.ts';
import type { Cast } from './mode-cast.ts';
import { describeModeCalls } from './modes.contract.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeModeCalls(
    'FreeSWITCH',
    () => RealWorld.start(),
    ['telephone-events', 'info-dtmf-relay', 'info-dtmf'],
    expectApart,
  );
});

/** Nobody learns a number but his own and the one that he dials or sees: neither a person's nor the other of two privacy numbers. */
function expectApart({ carriers }: RealWorld, casts: readonly Cast[]): void {
  expect(casts.length).toBeGreaterThan(0);
  const numbers = casts.flatMap(({ people, x, y }) => [
    ...people.map((one) => one.reveal()),
    x.slice(1),
    y.slice(1),
  ]);
  expectCallsApart(
    [carriers.west, carriers.east],
    numbers.map((number) => number.slice('86'.length)),
  );
}
