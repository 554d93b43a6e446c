import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AbuseStage } from '../abuse/abuse-stage.ts';
import { FAMILIES } from '../abuse/all-attacks.ts';
import { drawFrom } from '../abuse/attack.ts';
import { type Failure, runAttacks } from '../abuse/run-attacks.ts';
import { present } from './support/site.ts';

/** `scripts/prove-abuse.ts` tries many more of each kind. */
describe.skipIf(!present)('Abuse of a real FreeSWITCH and the daemon', () => {
  const draw = drawFrom(7);
  const attacks = FAMILIES.map(({ promise, attacks: of }) => [promise, of(draw, 0)] as const);
  let stage: AbuseStage;
  let failures: readonly Failure[];

  /** All kinds side by side, but for what changes the settings: scans hear seconds of speech. */
  beforeAll(async () => {
    stage = await AbuseStage.start();
    failures = await runAttacks(
      stage,
      attacks.flatMap(([, of]) => of),
    );
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test.each(attacks)('comes to nothing: %s', (_promise, of) => {
    const names = of.map(({ name }) => name);
    expect(failures.filter(({ attack }) => names.includes(attack))).toEqual([]);
    expect(names.length).toBeGreaterThan(2);
  });

  test('leaves no call behind', async () => {
    await stage.site.quiet();
    expect(failures).toEqual([]);
  });
});
