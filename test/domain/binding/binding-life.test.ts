import { describe, expect, it } from 'vitest';
import {
  endOf,
  expiryAfterRouting,
  lifeAt,
  releaseAfterCall,
} from '../../../src/domain/binding/binding-life.ts';

const binding = {
  createdAt: 1000,
  expiresAt: 2000,
  afterCallMs: 100,
  slidingMs: 500,
  afterCallReleaseAt: null,
  releasedAt: null,
};

describe('the life of a binding', () => {
  it.each([
    ['live before its expiry', {}, 1999, 'live'],
    ['expired at its expiry', {}, 2000, 'expired'],
    ['released when its after-call timer ran out', { afterCallReleaseAt: 1500 }, 1500, 'released'],
    ['live while the timer runs', { afterCallReleaseAt: 1500 }, 1499, 'live'],
    ['released for ever, before the release too', { releasedAt: 1500 }, 1400, 'released'],
    ['live without an expiry', { expiresAt: null }, 9e12, 'live'],
  ] as const)('is %s', (_name, changes, at, life) => {
    expect(lifeAt({ ...binding, ...changes }, at)).toBe(life);
  });

  it.each([
    ['its first end', { afterCallReleaseAt: 1500 }, 1500],
    ['its expiry', {}, 2000],
    ['unknown without any', { expiresAt: null }, null],
    ['never before its beginning', { releasedAt: 500 }, 1000],
  ] as const)('ends at %s', (_name, changes, end) => {
    expect(endOf({ ...binding, ...changes })).toBe(end);
  });

  it('slides forward only, and only while it lives', () => {
    expect(expiryAfterRouting(binding, 1600)).toBe(2100);
    expect(expiryAfterRouting(binding, 1400)).toBe(2000);
    expect(expiryAfterRouting(binding, 2000)).toBe(2000);
    expect(expiryAfterRouting({ ...binding, expiresAt: null }, 1600)).toBeNull();
    expect(expiryAfterRouting({ ...binding, slidingMs: null }, 1600)).toBe(2000);
  });

  it('is timed by the latest end of a call, while it lives', () => {
    expect(releaseAfterCall(binding, 1600)).toBe(1700);
    expect(releaseAfterCall({ ...binding, afterCallReleaseAt: 1700 }, 1650)).toBe(1750);
    expect(releaseAfterCall({ ...binding, afterCallReleaseAt: 1700 }, 1500)).toBe(1700);
    expect(releaseAfterCall(binding, 2000)).toBeNull();
    expect(releaseAfterCall({ ...binding, afterCallMs: null }, 1600)).toBeNull();
  });
});
