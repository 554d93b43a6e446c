import { describe, expect, it } from 'vitest';
import { campaign, replayOf } from './campaign.ts';
import { simulate } from './simulation.ts';

/** What CI lets pass; `scripts/prove-simulation.ts` lets pass more of the same. */
const HOURS = 1_000;

describe('a daemon in simulated worlds', () => {
  it('connects nobody wrongly, loses nothing and leaves nothing behind, whatever goes wrong', async () => {
    const { failures, hours, calls, deaths } = await campaign({ hours: HOURS, seed: 'ci' });
    const reports = failures.map((one) => `${replayOf(one)}\n${one.failure}`);
    expect(reports).toEqual([]);
    expect(hours).toBeGreaterThanOrEqual(HOURS);
    expect(calls).toBeGreaterThan(HOURS);
    expect(deaths).toBeGreaterThan(100);
  }, 900_000);

  it('lives the same life again from the same seed, and another one from another', async () => {
    const [one, again, other] = [
      await simulate({ seed: 'same', hours: 3 }),
      await simulate({ seed: 'same', hours: 3 }),
      await simulate({ seed: 'other', hours: 3 }),
    ];
    expect(again).toEqual(one);
    expect(other.trace).not.toBe(one.trace);
  });
});
