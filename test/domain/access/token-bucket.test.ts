import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../src/domain/access/token-bucket.ts';

const LIMIT = { perSecond: 10, burst: 5 };

describe('a token bucket', () => {
  it('passes a burst, then says when the next one may pass, and then it may', () => {
    const bucket = new TokenBucket(LIMIT, 0);
    expect(Array.from({ length: 6 }, () => bucket.take(0))).toEqual([0, 0, 0, 0, 0, 100]);
    expect(bucket.take(99)).toBe(1);
    expect(bucket.take(100)).toBe(0);
  });

  it('lets a large request pass once, and the next ones pay for it', () => {
    const bucket = new TokenBucket(LIMIT, 0);
    expect(bucket.take(0)).toBe(0);
    bucket.charge(24);
    expect(bucket.take(0)).toBe(2100);
    expect(bucket.take(2100)).toBe(0);
  });

  it('neither gives nor takes when the clock is set back', () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 1 }, 10_000);
    expect(bucket.take(10_000)).toBe(0);
    expect(bucket.take(0)).toBe(1000);
    expect(bucket.take(1000)).toBe(0);
  });

  it('never passes more than the burst and the rate allow', () => {
    const pauses = fc.array(fc.nat(500), { maxLength: 200 });
    fc.assert(
      fc.property(pauses, (gaps) => {
        const bucket = new TokenBucket(LIMIT, 0);
        let [at, passed] = [0, 0];
        for (const gap of gaps) {
          at += gap;
          if (bucket.take(at) === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(LIMIT.burst + (at * LIMIT.perSecond) / 1000);
      }),
    );
  });
});
