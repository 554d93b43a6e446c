import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventView } from '../../src/esl/codec/event-view.ts';
import { parseHeaderLine } from '../../src/esl/codec/header-line.ts';

/** The first header of the name, by taking all lines apart. */
function expected(head: string, name: string): string | undefined {
  const headers = head.split('\n').map(parseHeaderLine);
  return headers.find((header) => header?.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Names and values that are easily taken for each other. */
const text = fc
  .array(fc.constantFrom('a', 'A', 'b', ':', ': ', ' ', '\n', '%0A', 'ab', '\r', 'Ä'), { maxLength: 24 })
  .map((parts) => parts.join('').replaceAll(/\n\n+/g, '\n'));

describe('a header of an event', () => {
  it('is found by searching as by taking the lines apart', () => {
    const names = fc.array(fc.constantFrom('a', 'B', 'ab', 'a:', 'a:b', ':', '', 'a ', ': a', 'Ä', 'a\nb'));
    fc.assert(
      fc.property(text, names, (head, asked) => {
        const event = EventView.fromPlain(Buffer.from(head));
        for (const name of asked) expect(event.raw(name)).toBe(expected(head, name));
      }),
      { numRuns: 3000 },
    );
  });

  it('is not found inside a value or a longer name', () => {
    const event = EventView.fromPlain(
      Buffer.from('One: Two: 2\nvariable_x_long: 1\nTwo-more: 3\nvariable_x: 4\ntwo: 5'),
    );
    expect(['two', 'variable_x', 'one', 'more'].map((name) => event.get(name))).toEqual([
      '5',
      '4',
      'Two: 2',
      undefined,
    ]);
  });
});
