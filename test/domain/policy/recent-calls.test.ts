import { describe, expect, it } from 'vitest';
import type { BindingId } from '../../../src/domain/binding/binding.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { RecentCalls } from '../../../src/domain/policy/recent-calls.ts';

const ONE = 1 as BindingId;
const TWO = 2 as BindingId;
const A = RealNumber.of('8613800138000');
const B = RealNumber.of('8613800138001');

describe('the calls of the last minute', () => {
  it('count for a caller and a binding, and for nobody else', () => {
    const recent = new RecentCalls();
    recent.add(ONE, A, 0);
    recent.add(ONE, A, 1_000);
    recent.add(ONE, null, 1_000);
    expect(recent.count(ONE, A, 1_000)).toBe(2);
    expect(recent.count(ONE, null, 1_000)).toBe(1);
    expect(recent.count(ONE, B, 1_000)).toBe(0);
    expect(recent.count(TWO, A, 1_000)).toBe(0);
  });

  it('are forgotten one by one when the minute is over', () => {
    const recent = new RecentCalls();
    recent.add(ONE, A, 0);
    recent.add(ONE, A, 30_000);
    expect([59_999, 60_000, 89_999, 90_000].map((at) => recent.count(ONE, A, at))).toEqual([2, 1, 1, 0]);
    recent.add(TWO, B, 100_000);
    expect(recent.count(ONE, A, 30_000)).toBe(0);
  });

  it('count no longer than a minute when the clock is set back', () => {
    const recent = new RecentCalls();
    recent.add(ONE, A, 1_000_000);
    expect(recent.count(ONE, A, 950_000)).toBe(1);
    expect(recent.count(ONE, A, 900_000)).toBe(0);
  });
});
