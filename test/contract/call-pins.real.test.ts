import { describe } from 'vitest';
import { useStoreBench } from '../store/temporary-store.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallPins } from './call-pins.contract.ts';
import { expectNoLeak } from './carrier-leaks.ts';

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  const useBench = useStoreBench();
  describeCallPins(
    'FreeSWITCH',
    () => RealWorld.start(),
    expectNoLeak,
    async () => {
      const bench = await useBench();
      return async () => bench.open();
    },
  );
});
