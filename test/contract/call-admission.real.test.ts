import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallAdmission } from './call-admission.contract.ts';
import { expectNoLeak } from './carrier-leaks.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeCallAdmission('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
});
