import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallPolicy } from './call-policy.contract.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeCallPolicy('FreeSWITCH', () => RealWorld.start());
});
