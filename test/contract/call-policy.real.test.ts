import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallPolicy } from './call-policy.contract.ts';
import { expectNoLeak } from './carrier-leaks.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeCallPolicy('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
});
