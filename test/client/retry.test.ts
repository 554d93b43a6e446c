import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AxbridgeNoAnswer, AxbridgeProblem } from '../../src/client/problem.ts';
import { ATTEMPTS, pauseBefore } from '../../src/client/retry.ts';

const problem = (retry: 'safe' | 'never' | 'after-change', retryAfterMs: number | null) =>
  new AxbridgeProblem(
    { type: '', title: '', status: 503, code: '', retry, advice: '', requestId: '' },
    retryAfterMs,
  );

const random = fc.double({ min: 0, max: 1, noNaN: true });
const attempt = fc.integer({ min: 1, max: ATTEMPTS - 1 });

describe('the pause before a request is sent again', () => {
  it('is never shorter than what axbridge said, and a little longer, by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        attempt,
        random,
        fc.boolean(),
        (told, at, chance, isRepeatable) => {
          const pauseMs = pauseBefore({
            error: problem('safe', told),
            attempt: at,
            isRepeatable,
            random: chance,
          });
          expect(pauseMs).toBeGreaterThan(told);
          expect(pauseMs).toBeLessThanOrEqual(told + 8_000);
        },
      ),
    );
  });

  it('grows with each time', () => {
    const pauses = [1, 2, 3, 4].map((at) =>
      pauseBefore({ error: problem('safe', null), attempt: at, isRepeatable: true, random: 1 }),
    );
    expect(pauses).toEqual([250, 500, 1_000, 2_000]);
  });

  it.each<[string, AxbridgeProblem | AxbridgeNoAnswer, number, boolean]>([
    ['after the last time', problem('safe', 0), ATTEMPTS, true],
    ['when something has to be changed', problem('after-change', 0), 1, true],
    ['when it must never be repeated', problem('never', 0), 1, true],
    ['when it would be a long one', problem('safe', 30_001), 1, true],
    ['when nobody knows whether it was carried out', new AxbridgeNoAnswer('unreachable', ''), 1, false],
    ['when no answer came in time, and it has no key', new AxbridgeNoAnswer('timeout', ''), 1, false],
    ['when something else answered', new AxbridgeNoAnswer('foreign', '', { status: 200 }), 1, true],
  ])('is none %s', (_when, error, at, isRepeatable) => {
    expect(pauseBefore({ error, attempt: at, isRepeatable, random: 0 })).toBeNull();
  });
});
