import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallAdmission } from './call-admission.contract.ts';
import { describeCallPolicy } from './call-policy.contract.ts';
import { expectCallsApart } from './calls-apart.ts';
import { A, B, C, D } from './desk-bench.ts';

const ALL = [A, B, C, D];

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeCallPolicy('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
  describeCallAdmission('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
});

function expectNoLeak({ carriers }: RealWorld): void {
  expectCallsApart(
    [carriers.west, carriers.east],
    ALL.map((number) => number.reveal().slice('86'.length)),
  );
}
