import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOf,
  expiryAfterRouting,
  isInGrace,
  isOpenTo,
  lifeAt,
  overAt,
  releaseAfterCall,
} from '../../../src/domain/binding/binding-life.ts';

const binding = {
  createdAt: 1000,
  expiresAt: 2000,
  afterCallMs: 100,
  slidingMs: 500,
  afterCallReleaseAt: null,
  releasedAt: null,
  graceMs: 0,
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

describe('the grace of a binding', () => {
  const graced = { ...binding, graceMs: 300 };

  it.each<
    [
      string,
      Partial<typeof graced> | { afterCallReleaseAt: number } | { releasedAt: number },
      number,
      boolean,
    ]
  >([
    ['begins with the expiry', {}, 2000, true],
    ['not before it', {}, 1999, false],
    ['runs to its end', {}, 2299, true],
    ['and no longer', {}, 2300, false],
    ['is none where there is none', { graceMs: 0 }, 2000, false],
    ['is none of a binding that was released before', { releasedAt: 1500 }, 2100, false],
    ['is ended by a release', { releasedAt: 2100 }, 2100, false],
    ['is none when the after-call timer was first', { afterCallReleaseAt: 1500 }, 2100, false],
    ['is ended by the after-call timer', { afterCallReleaseAt: 2100 }, 2100, false],
    ['runs until the after-call timer', { afterCallReleaseAt: 2100 }, 2099, true],
  ])('%s', (_name, changes, at, isRunning) => {
    const one = { ...graced, ...changes };
    expect(isInGrace(one, at)).toBe(isRunning);
    expect([isOpenTo(one, 'b', at), isOpenTo(one, 'a', at)]).toEqual(
      lifeAt(one, at) === 'live' ? [true, true] : [isRunning, false],
    );
  });

  it.each<[string, object, number | null]>([
    ['the end of the grace', {}, 2300],
    ['the expiry without a grace', { graceMs: 0 }, 2000],
    ['a release before the expiry', { releasedAt: 1500 }, 1500],
    ['a release in the grace', { releasedAt: 2100 }, 2100],
    ['a release after the grace, which changes nothing', { releasedAt: 2900 }, 2300],
    ['the after-call timer', { afterCallReleaseAt: 1500 }, 1500],
    ['nothing without an end', { expiresAt: null }, null],
    ['its beginning at the earliest', { expiresAt: 100 }, 1000],
  ])('lets the numbers go at %s', (_name, changes, over) => {
    expect(overAt({ ...graced, ...changes })).toBe(over);
  });

  it('never lets the numbers go while B can still call', () => {
    const instants = fc.integer({ min: 0, max: 40 });
    const any = fc.record({
      createdAt: fc.constant(0),
      expiresAt: fc.option(instants),
      afterCallReleaseAt: fc.option(instants),
      releasedAt: fc.option(instants),
      graceMs: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(any, instants, (one, at) => {
        const over = overAt(one);
        if (isOpenTo(one, 'a', at) || isOpenTo(one, 'b', at)) expect(over === null || at < over).toBe(true);
        if (isInGrace(one, at)) expect(lifeAt(one, at)).toBe('expired');
      }),
    );
  });
});
