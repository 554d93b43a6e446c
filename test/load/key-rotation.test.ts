import { describe, expect, test } from 'vitest';
import { tryRotations } from '../faults/key-rotation.ts';
import { FaultSite } from '../faults/support/fault-site.ts';
import { present } from '../sipp/support/site.ts';

/** Small: the proof (`scripts/prove-keys.ts`) rotates under many more calls. */
const SIZE = { rate: 3, rotations: 3, pauseMs: 200, bindings: 500 };

describe.skipIf(!present)('With a real FreeSWITCH', () => {
  test('the key is rotated while people call: all of them talk, and everything opens by the new key only', async () => {
    await using site = await FaultSite.start();
    const seen = await tryRotations(site, SIZE);
    expect(seen.failures).toEqual([]);
    expect(seen.rotations).toBe(SIZE.rotations);
    expect(seen.sealed).toBeGreaterThanOrEqual(SIZE.rotations * SIZE.bindings);
    expect(Math.min(seen.calls, seen.binds)).toBeGreaterThan(0);
  });
});
