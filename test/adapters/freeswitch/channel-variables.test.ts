import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMark,
  decodeRole,
  encodeListedMark,
  encodeMark,
} from '../../../src/adapters/freeswitch/channel-variables.ts';
import type { BindingId } from '../../../src/domain/binding/binding.ts';
import type { CallMark } from '../../../src/domain/call/call-mark.ts';
import type { CallId } from '../../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';

const plainMark: fc.Arbitrary<CallMark> = fc.record({
  call: fc.uuid().map((uuid) => uuid as CallId),
  binding: fc.integer({ min: 1 }).map((id) => id as BindingId),
  firstSide: fc.constantFrom('a', 'b'),
  x: fc.constantFrom('+8617000000001', '95000001', '+86700123456789012').map((x) => x as PrivacyNumber),
  flow: fc.constantFrom('masked', 'callback'),
});
const mark = fc.oneof(
  plainMark,
  plainMark.map((plain): CallMark => ({ ...plain, flow: 'callback', showsFirst: true })),
  fc
    .tuple(plainMark, fc.integer({ min: 1, max: 99_999 }))
    .map(([plain, revision]) => ({ ...plain, revision })),
  plainMark.map((plain): CallMark => ({ ...plain, binding: null, flow: 'masked' })),
);

describe("a call's mark", () => {
  it('is read back as it was written, alone and from the list of channels', () => {
    fc.assert(
      fc.property(mark, fc.constantFrom('first', 'called'), (given, role) => {
        expect(decodeMark(encodeMark(given))).toEqual(given);
        const listed = encodeListedMark(given, role);
        expect(decodeMark(listed)).toEqual(given);
        expect(decodeRole(listed)).toBe(role);
      }),
    );
  });

  it('holds nothing that a dial string or an application would interpret', () => {
    fc.assert(
      fc.property(mark, (given) => {
        expect(encodeMark(given)).toMatch(/^[a-z0-9.+-]+$/);
      }),
    );
  });

  it('is not read from anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeMark(text)).toBeNull();
      }),
    );
    expect(decodeMark(undefined)).toBeNull();
    expect(decodeMark('axb1.not-a-uuid.7.a.masked.+8617000000001')).toBeNull();
    expect(decodeMark('axb1.00000000-0000-4000-8000-00000000000a.-7.a.masked.+8617000000001')).toBeNull();
    expect(decodeMark('axb1.00000000-0000-4000-8000-00000000000a.0.a.masked.+8617000000001')).toBeNull();
    expect(decodeMark('axb1.00000000-0000-4000-8000-00000000000a..a.masked.+8617000000001')).toBeNull();
    expect(decodeMark('axb1.00000000-0000-4000-8000-00000000000a.-.a.callback.+8617000000001')).toBeNull();
    expect(decodeMark('axb1.00000000-0000-4000-8000-00000000000a.7.c.masked.+8617000000001')).toBeNull();
  });
});
