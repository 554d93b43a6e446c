import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EslEventError } from '../../src/esl/codec/errors.ts';
import { EventView } from '../../src/esl/codec/event-view.ts';
import { decodePercent } from '../../src/esl/codec/percent.ts';

function plain(text: string): EventView {
  return EventView.fromPlain(Buffer.from(text));
}

/** `switch_url_encode` with double encoding left out, as the switch calls it: bytes below space, above `~`, and unsafe ones. */
function encodeLikeTheSwitch(text: string): string {
  const unsafe = '\r\n #%&+:;<=>?@[\\]^`{|}"';
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const plainly = byte >= 0x20 && byte <= 0x7e && !unsafe.includes(character);
      return plainly ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

describe('a plain event', () => {
  const event = plain(
    'Event-Name: CHANNEL_PARK\nUnique-ID: u-1\nunique-id: second\nEmpty: _undef_\nBare:\nnot a header\nLast: a%0Ab\n\n',
  );

  it('gives values by name in any case, of two the first', () => {
    expect(event.name).toBe('CHANNEL_PARK');
    expect(event.get('UNIQUE-ID')).toBe('u-1');
    expect(event.has('unique-Id')).toBe(true);
    expect(event.has('Absent')).toBe(false);
    expect(event.get('Absent')).toBeUndefined();
    expect(event.isLossy('Absent')).toBe(false);
  });

  it('gives the empty value for what the switch writes in its place, and that as the raw one', () => {
    expect(event.get('Empty')).toBe('');
    expect(event.raw('Empty')).toBe('_undef_');
    expect(event.get('Bare')).toBe('');
  });

  it('gives line feeds that a caller put into a value', () => {
    expect(event.get('Last')).toBe('a\nb');
    expect(event.raw('Last')).toBe('a%0Ab');
  });

  it('lists its headers in order with their names as written', () => {
    expect([...event.headers()]).toEqual([
      ['Event-Name', 'CHANNEL_PARK'],
      ['Unique-ID', 'u-1'],
      ['Empty', ''],
      ['Bare', ''],
      ['Last', 'a\nb'],
    ]);
  });

  it('has no body unless one follows the blank line', () => {
    expect(event.body).toBeUndefined();
    expect(plain('Event-Name: X\nContent-Length: 4\n\n+OK\n').body).toBe('+OK\n');
  });

  it('has the body that is there, whatever length somebody wrote into the event', () => {
    expect(plain('Content-Length: 1\nEvent-Name: CUSTOM\nContent-Length: 4\n\n+OK\n').body).toBe('+OK\n');
  });

  it('may lack everything', () => {
    for (const text of ['', '\n', '\n\n', 'x', ': \n\n']) {
      expect([...plain(text).headers()]).toEqual([]);
      expect(plain(text).name).toBe('');
    }
  });

  it('takes names that JavaScript objects have for other things', () => {
    const odd = plain('__proto__: a\nconstructor: b\n\n');
    expect(odd.get('__proto__')).toBe('a');
    expect(odd.get('constructor')).toBe('b');
    expect(odd.has('toString')).toBe(false);
  });

  it('gives the elements of an array value', () => {
    const view = plain(
      'variable_originate_causes: ARRAY%3A%3Au-1%3BUSER_BUSY|%3Au-2%3BNO_ANSWER\nOne: x\n\n',
    );
    expect(view.list('variable_originate_causes')).toEqual(['u-1;USER_BUSY', 'u-2;NO_ANSWER']);
    expect(view.list('One')).toEqual(['x']);
    expect(view.list('None')).toEqual([]);
  });

  it('never throws, whatever bytes it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const view = EventView.fromPlain(bytes);
        for (const [name, value] of view.headers()) expect(view.get(name)).toBe(value);
      }),
    );
  });
});

describe('a JSON event', () => {
  it('is read as the plain one is', () => {
    const view = EventView.fromJson(
      '{"Event-Name":"CHANNEL_DATA","Unique-ID":"u-1","unique-id":"2","Empty":"","_body":"b"}',
    );
    expect(view.name).toBe('CHANNEL_DATA');
    expect(view.get('unique-ID')).toBe('u-1');
    expect(view.get('Empty')).toBe('');
    expect(view.body).toBe('b');
    expect(view.has('_body')).toBe(false);
  });

  it('is not percent-decoded', () => {
    expect(EventView.fromJson('{"A":"%41"}').get('A')).toBe('%41');
    expect(EventView.fromJson('{"A":"_undef_"}').get('A')).toBe('_undef_');
  });

  it('gives the elements of an array, and one of the same text on the plain wire', () => {
    const view = EventView.fromJson('{"variable_originate_causes":["u-1;USER_BUSY","u-2;NO_ANSWER"]}');
    expect(view.list('variable_originate_causes')).toEqual(['u-1;USER_BUSY', 'u-2;NO_ANSWER']);
    expect(view.get('variable_originate_causes')).toBe('ARRAY::u-1;USER_BUSY|:u-2;NO_ANSWER');
  });

  it('takes the values that a foreign writer might use', () => {
    const view = EventView.fromJson('{"n":5,"b":true,"z":null,"__proto__":"p"}');
    expect([view.get('n'), view.get('b'), view.get('z'), view.get('__proto__')]).toEqual([
      '5',
      'true',
      'null',
      'p',
    ]);
  });

  it.each(['', '-ERR No such channel!', '[]', '"text"', 'null', '{"a":'])(
    'is refused as %j without being repeated',
    (text) => {
      expect(() => EventView.fromJson(text)).toThrow(EslEventError);
      expect(() => EventView.fromJson('{"Number":"+8613800138001"')).not.toThrow('138001');
    },
  );
});

describe('percent-decoding', () => {
  it('undoes what the switch does, for every text without a sign that looks encoded already', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/%[0-9A-F]{2}/.test(value) && value.isWellFormed());
    fc.assert(
      fc.property(text, (value) => {
        expect(decodePercent(encodeLikeTheSwitch(value))).toEqual({ text: value, lossy: false });
      }),
    );
  });

  it.each([
    ['%', '%'],
    ['%4', '%4'],
    ['%zz', '%zz'],
    ['%4z%41', '%4zA'],
    ['%2b%2B', '++'],
    ['%%41', '%A'],
    ['%25zz', '%zz'],
    ['é%C3%A9', 'éé'],
    ['a%00b', 'a\0b'],
  ])('reads %j as %j', (raw, text) => {
    expect(decodePercent(raw)).toEqual({ text, lossy: false });
  });

  it.each(['%FF', '%C3', '%ED%A0%BD', '%C0%80', '%F0%9F%98', '\uFFFD'])(
    'says that %j was not text',
    (raw) => {
      expect(decodePercent(raw).lossy).toBe(true);
      expect(decodePercent(raw).text).toContain('\uFFFD');
    },
  );
});
