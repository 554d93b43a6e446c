import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeSwitchPort } from './switch-port.contract.ts';

describe.skipIf(findFreeswitch() === null)('on the real switch', () => {
  describeSwitchPort('FreeSWITCH', () => RealWorld.start());
});
