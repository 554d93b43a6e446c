import { describe, expect, it } from 'vitest';
import { extensionStays } from '../../../src/domain/planning/extension-stays.ts';

describe('bindings by extension', () => {
  it('hold their number for as long as one of them lives or cools', () => {
    const one = { x: 1, a: 0, from: 0, to: 10 };
    const of = [
      { x: 1, a: 3, from: 40, to: 50 },
      one,
      { x: 1, a: 1, from: 19, to: 25 },
      { x: 2, a: 2, from: 5, to: 6 },
    ];
    expect(extensionStays(of, 10)).toEqual([
      { a: 0, b: 0, from: 0, to: 25, mode: 'ax' },
      { a: 2, b: 2, from: 5, to: 6, mode: 'ax' },
      { a: 3, b: 3, from: 40, to: 50, mode: 'ax' },
    ]);
  });
});
