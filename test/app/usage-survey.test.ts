import { describe, expect, it } from 'vitest';
import type { PoolView } from '../../src/app/operations.ts';
import { UsageSurvey } from '../../src/app/tenancy/usage-survey.ts';

/** Surveys that a test ends one by one. */
class Surveys {
  readonly begun: PromiseWithResolvers<readonly PoolView[]>[] = [];
  readonly survey = new UsageSurvey(() => {
    const next = Promise.withResolvers<readonly PoolView[]>();
    this.begun.push(next);
    return next.promise;
  });
}

const EMPTY: readonly PoolView[] = [];
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the survey of pools', () => {
  it('runs one at a time, and the next one for all who asked meanwhile', async () => {
    const { survey, begun } = new Surveys();
    const first = survey.usages();
    const [second, third] = [survey.usages(), survey.usages()];
    expect(begun).toHaveLength(1);
    begun[0]?.resolve(EMPTY);
    expect(await first).toBe(EMPTY);
    await settled();
    expect(begun).toHaveLength(2);
    const later: readonly PoolView[] = [];
    const fourth = survey.usages();
    begun[1]?.resolve(later);
    expect([await second, await third].every((one) => one === later)).toBe(true);
    await settled();
    expect(begun).toHaveLength(3);
    begun[2]?.resolve(EMPTY);
    expect(await fourth).toBe(EMPTY);
    await settled();
    void survey.usages();
    expect(begun).toHaveLength(4);
  });

  it('goes on after one that failed', async () => {
    const { survey, begun } = new Surveys();
    const [first, second] = [survey.usages(), survey.usages()];
    begun[0]?.reject(new Error('no disk'));
    await expect(first).rejects.toThrow('no disk');
    await settled();
    begun[1]?.resolve(EMPTY);
    expect(await second).toBe(EMPTY);
  });
});
