import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine } from '../../src/cli/csv-text.ts';
import { displayWidth, padTo } from '../../src/cli/display-width.ts';
import { fields, table } from '../../src/cli/table.ts';
import { counted, grouped, shortInstant } from '../../src/cli/wording.ts';
import { printable, printableJson } from '../../src/domain/printable.ts';

const STEERING = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe('what is printed', () => {
  test.each([
    ['\u001b[31m', '\\x1b[31m'],
    ['\u009b2J', '\\x9b2J'],
    ['a\nb\u0000', 'a\\x0ab\\x00'],
    ['\u202egnp', '\\u202egnp'],
    ['\ud800', '\\ud800'],
    ['订单 🚗', '订单 🚗'],
  ])('has %j written out', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('never steers a terminal, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(STEERING);
      }),
    );
  });

  test('as JSON never steers a terminal, and is the same value still', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, key) => {
        const json = printableJson({ [`k${key}`]: text });
        expect(json).not.toMatch(STEERING);
        expect(JSON.parse(json)).toEqual({ [`k${key}`]: text });
      }),
    );
  });
});

describe('columns', () => {
  test.each([
    ['abc', 3],
    ['订单', 4],
    ['ｘ', 2],
    ['e\u0301', 1],
    ['한국', 4],
    ['🚗', 2],
    ['', 0],
  ])('take %j for %i wide', (text, width) => {
    expect(displayWidth(text)).toBe(width);
    expect(displayWidth(padTo(text, 6, 'right'))).toBe(6);
  });

  test('stay straight with wide and hostile cells, and lines end without blanks', () => {
    const columns = [
      { title: 'NAME', cell: (row: { name: string }) => row.name },
      { title: 'N', align: 'right' as const, cell: () => '7' },
      { title: 'END', cell: () => '' },
    ];
    expect(table(columns, [{ name: '订单' }, { name: 'x\u001b' }])).toBe(
      'NAME   N  END\n订单   7\nx\\x1b  7\n',
    );
    expect(
      fields([
        ['a', '1'],
        ['long', null],
        ['bb', '\n'],
      ]),
    ).toBe('a   1\nbb  \\x0a\n');
  });
});

test('counts and instants are said shortly', () => {
  expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([counted(1, 'file'), counted(2000, 'file')]).toEqual(['1 file', '2,000 files']);
  expect(shortInstant('2026-01-31T08:00:00.000Z')).toBe('2026-01-31 08:00:00Z');
});

test('CSV is quoted where it must be', () => {
  expect(csvLine(['a', 'b,c', 'say "x"', ' d', 'e\nf', ''])).toBe('a,"b,c","say ""x"""," d","e\nf",\n');
});
