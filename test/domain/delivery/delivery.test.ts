import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delivery, judge } from '../../../src/domain/delivery/delivery.ts';
import type { DeliveryResult } from '../../../src/domain/delivery/delivery-result.ts';
import { isWanted } from '../../../src/domain/delivery/event-endpoint.ts';
import { DEFAULT_SCHEDULE } from '../../../src/domain/delivery/retry-schedule.ts';

const T0 = Date.UTC(2026, 0, 31, 8);
const DAY_MS = 86_400_000;

function delivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    number: 1,
    lane: 'call 1',
    happenedAt: T0,
    firstAt: T0,
    attempts: 0,
    dueAt: T0,
    because: null,
    ...changes,
  };
}

const FAILED: DeliveryResult = { kind: 'failed', because: 'slow' };

describe('what a result means for a delivery', () => {
  it('is the end of it when it was accepted', () => {
    expect(judge(delivery(), { kind: 'accepted' }, DEFAULT_SCHEDULE, { at: T0, random: 0 })).toEqual({
      kind: 'settled',
    });
  });

  it('is an endpoint that is gone for 410, and the delivery waits', () => {
    const verdict = judge(delivery(), { kind: 'gone' }, DEFAULT_SCHEDULE, { at: T0 + 5, random: 0 });
    expect(verdict).toMatchObject({ kind: 'endpoint-gone', delivery: { attempts: 1, dueAt: T0 + 5 } });
  });

  it('is a dead letter when the log has forgotten the event', () => {
    const result: DeliveryResult = { kind: 'failed', because: 'no-longer-kept' };
    expect(judge(delivery(), result, DEFAULT_SCHEDULE, { at: T0, random: 0 })).toMatchObject({
      kind: 'dead',
      letter: { because: 'no-longer-kept', deadAt: T0 },
    });
  });

  it('waits twice as long each time, up to an hour, and less up to half by chance', () => {
    const waits = [0, 1, 2, 10, 11, 12, 1000].map((attempts) => {
      const verdict = judge(delivery({ attempts }), FAILED, DEFAULT_SCHEDULE, { at: T0, random: 0 });
      return verdict.kind === 'again' ? verdict.delivery.dueAt - T0 : null;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000, 3_600_000]);
    const half = judge(delivery(), FAILED, DEFAULT_SCHEDULE, { at: T0, random: 0.999_999 });
    expect(half).toMatchObject({ kind: 'again', delivery: { dueAt: T0 + 1_001, because: 'slow' } });
  });

  it('waits as long as the receiver asks, but no longer than the longest wait', () => {
    const due = (retryAfterMs: number) => {
      const result: DeliveryResult = { kind: 'refused', status: 503, retryAfterMs };
      const verdict = judge(delivery(), result, DEFAULT_SCHEDULE, { at: T0, random: 0 });
      return verdict.kind === 'again' ? verdict.delivery.dueAt - T0 : null;
    };
    expect([due(0), due(60_000), due(999_000_000)]).toEqual([2_000, 60_000, 3_600_000]);
  });

  it('tries a last time when the day is over, and gives up then and not before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat({ max: 30_000 }),
        (random, lateMs) => {
          let [current, at, attempts] = [delivery(), T0, 0];
          for (;;) {
            const verdict = judge(current, FAILED, DEFAULT_SCHEDULE, { at, random });
            attempts += 1;
            if (verdict.kind !== 'again') {
              expect(verdict).toMatchObject({ kind: 'dead', letter: { attempts, because: 'slow' } });
              expect(at).toBeGreaterThanOrEqual(T0 + DAY_MS);
              break;
            }
            expect(verdict.delivery.dueAt).toBeGreaterThan(at);
            expect(verdict.delivery.dueAt).toBeLessThanOrEqual(T0 + DAY_MS);
            current = verdict.delivery;
            at = current.dueAt + lateMs;
          }
          expect(attempts).toBeGreaterThan(20);
          expect(attempts).toBeLessThan(80);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a filter of types', () => {
  it.each([
    [[], 'call.ended', true],
    [['call.ended'], 'call.ended', true],
    [['call.ended'], 'call.incoming', false],
    [['call.*'], 'call.incoming', true],
    [['call.*'], 'binding.created', false],
    [['pool.*', 'cdr.created'], 'cdr.created', true],
  ])('of %j decides on %s: %s', (types, type, wanted) => {
    expect(isWanted(type, types)).toBe(wanted);
  });
});
