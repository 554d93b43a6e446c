import { describe, expect } from 'vitest';
import { findLeaks, leaksInWords, numberSecret } from '../sipp/support/leak-search.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import { describeCallPolicy } from './call-policy.contract.ts';
import { A, B, C, D } from './desk-bench.ts';

const ALL = [A, B, C, D];

describe.skipIf(findFreeswitch() === null)('on FreeSWITCH', () => {
  describeCallPolicy('FreeSWITCH', () => RealWorld.start(), expectNoLeak);
});

/**
 * The caller is in the west and everybody who is called in the east. A number is known to a carrier that sent it or was told to call it,
 * and to nobody else.
 */
function expectNoLeak({ carriers }: RealWorld): void {
  for (const { packets, receivedBytes } of [carriers.west, carriers.east]) {
    const known = packets
      .map(({ direction, message }) =>
        message?.kind === 'request' && message.method === 'INVITE'
          ? direction === 'received'
            ? message.uri
            : (message.headers.find(([name]) => name === 'From')?.[1] ?? '')
          : '',
      )
      .join();
    const secrets = ALL.map((number) => number.reveal().slice(2)).filter((digits) => !known.includes(digits));
    expect(secrets.length).toBeGreaterThan(0);
    const leaks = findLeaks(
      receivedBytes,
      secrets.map((digits) => numberSecret(`the number that ends in ${digits.at(-1)}`, digits)),
    );
    expect(leaksInWords(leaks)).toBe('');
  }
}
