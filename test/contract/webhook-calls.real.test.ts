import { describe } from 'vitest';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { expectNoLeak } from './carrier-leaks.ts';
import { describeWebhookCalls } from './webhook-calls.contract.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeWebhookCalls('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
});
