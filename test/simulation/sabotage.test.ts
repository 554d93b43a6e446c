import { describe, expect, it } from 'vitest';
import { SABOTAGES } from './sabotage.ts';
import { simulate } from './simulation.ts';

/** Far more than any of them needs. */
const HOURS = 200;

describe('the witnesses of a simulated world', () => {
  it.each(SABOTAGES)('find %s', async (_what, found, sabotage) => {
    const { failure } = await simulate({ seed: 'sabotage', hours: HOURS, sabotage });
    expect(failure).toMatch(found);
  });

  it('are silent where nothing is broken', async () => {
    expect((await simulate({ seed: 'sabotage', hours: 20 })).failure).toBeNull();
  });
});
