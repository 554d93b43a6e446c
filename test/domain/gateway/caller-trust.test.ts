import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../../../src/domain/access/network.ts';
import type { CallOrigin } from '../../../src/domain/call/call-origin.ts';
import {
  CALLER_HEADERS,
  callerTextOf,
  divertedBy,
  verificationOf,
} from '../../../src/domain/gateway/caller-trust.ts';
import { PLAIN_GATEWAY } from '../../../src/domain/gateway/gateway.ts';
import { Trunks } from '../../../src/domain/gateway/trunks.ts';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';

const ME = '13912345678';
const VICTIM = '13800138001';
const PLAN = chinaPlan();

const NOTHING: CallOrigin = {
  address: '192.0.2.7',
  from: ME,
  asserted: null,
  preferred: null,
  remoteParty: null,
  diversions: [],
  verdicts: [],
};

function callerBy(
  changes: Partial<CallOrigin>,
  header: (typeof CALLER_HEADERS)[number] = 'asserted',
): string {
  const reading = readCaller(PLAN, callerTextOf({ ...NOTHING, ...changes }, header));
  return reading.kind === 'number' ? reading.number.reveal() : reading.kind;
}

describe('who calls', () => {
  it.each([
    ['P-Preferred-Identity', { preferred: `<sip:${VICTIM}@h>` }],
    ['Remote-Party-ID', { remoteParty: `<sip:${VICTIM}@h>;party=calling` }],
    ['both', { preferred: `<sip:${VICTIM}@h>`, remoteParty: `<sip:${VICTIM}@h>` }],
  ])(
    'is not what a telephone writes into %s, unless the gateway is said to name callers there',
    (_what, changes) => {
      expect(callerBy(changes)).toBe(`86${ME}`);
      expect(callerBy({ ...changes, asserted: ME, from: VICTIM })).toBe(`86${ME}`);
      expect(callerBy(changes, 'from-header')).toBe(`86${ME}`);
      expect(callerBy(changes, 'nobody')).toBe('withheld');
    },
  );

  it('is what the header of the settings says, and From where that is missing', () => {
    const all = {
      asserted: '13800138001',
      remoteParty: '<sip:13800138002@h>',
      preferred: 'sip:13800138003@h',
    };
    const seen = CALLER_HEADERS.map((header) => callerBy(all, header));
    expect(seen).toEqual(['8613800138001', `86${ME}`, '8613800138002', '8613800138003', 'withheld']);
    expect(CALLER_HEADERS.slice(0, 4).map((header) => callerBy({}, header))).toEqual(
      Array(4).fill(`86${ME}`),
    );
  });

  it('is never found in a display name, whatever it looks like', () => {
    const names = fc.constantFrom(
      `<sip:${VICTIM}@h>`,
      `\\"<sip:${VICTIM}@h>`,
      `tel:+86${VICTIM}`,
      VICTIM,
      '>',
      '<',
    );
    fc.assert(
      fc.property(fc.array(names, { maxLength: 4 }), (parts) => {
        const remoteParty = `"${parts.join('')}" <sip:${ME}@h>;x="<sip:${VICTIM}@h>"`;
        expect(callerBy({ remoteParty, from: '13700137000' }, 'remote-party')).toBe(`86${ME}`);
      }),
    );
  });

  it.each([
    [`"x" <sip:${ME}@h>;user=${VICTIM};tag=1`, `86${ME}`],
    [`sip:${ME}@h;user=${VICTIM}`, `86${ME}`],
    [`<sip:+86${ME};verstat=TN-Validation-Passed@h;user=phone>`, `86${ME}`],
    [`<tel:+86${ME};phone-context=x>`, `86${ME}`],
    [`<sip:%2B86${ME}@h>`, `86${ME}`],
    [`"<sip:${VICTIM}@h>" <sip:anonymous@anonymous.invalid>`, 'withheld'],
    [`<sip:${VICTIM}%40${ME}@h>`, 'malformed'],
    [`<sip:${VICTIM}%3B${ME}@h>`, 'malformed'],
    [`<sip:${ME}%00${VICTIM}@h>`, 'malformed'],
    [`<sip:${VICTIM}:${ME}@h>`, 'malformed'],
    ['', 'withheld'],
  ])('is read of the whole header: %s', (from, caller) => {
    expect(callerBy({ from })).toBe(caller);
  });

  it('is somebody or nobody, and nothing else, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...CALLER_HEADERS), (text, header) => {
        const changes = { from: text, asserted: text, preferred: text, remoteParty: text };
        expect(['withheld', 'malformed', expect.stringMatching(/^[1-9][0-9]{4,14}$/)]).toContainEqual(
          callerBy(changes, header),
        );
        expect(divertedBy({ ...NOTHING, diversions: [text, text] }).length).toBeLessThanOrEqual(16);
      }),
    );
  });
});

it('a carrier that could not verify the caller is heard, whoever says otherwise', () => {
  const said = (...verdicts: string[]) => verificationOf({ ...NOTHING, verdicts });
  expect(said()).toBe('none');
  expect(said(ME, 'No-TN-Validation')).toBe('none');
  expect(said(`${ME};verstat=TN-Validation-Passed`)).toBe('passed');
  expect(said(`<sip:${ME};verstat=tn-validation-failed@h;user=phone>`)).toBe('failed');
  expect(said(`${ME};verstat=TN-Validation-Failed-A`, 'TN-Validation-Passed')).toBe('failed');
});

it('the numbers that sent a call on are read from both headers, however they are written', () => {
  const diversions = [
    '<sip:+8617000000001@h>;reason=unconditional, "x" <tel:17000000002>;reason=no-answer',
    '<sips:%2B8617000000003@h?Reason=SIP%3Bcause%3D302>;index=1.1',
    'rubbish',
  ];
  expect(divertedBy({ ...NOTHING, diversions })).toEqual(['+8617000000001', '17000000002', '+8617000000003']);
});

it('a call is of the first gateway that takes calls from its address, and of none from anywhere else', () => {
  const trunk = (name: string, ...blocks: string[]) => ({
    name,
    networks: blocks.map(parseNetwork).filter((network) => network !== undefined),
    trust: PLAIN_GATEWAY.trust,
  });
  const trunks = new Trunks([
    trunk('one', '192.0.2.7'),
    trunk('two', '192.0.2.0/24', '2001:db8::/32'),
    trunk('none'),
  ]);
  const of = (address: string) => trunks.of(address)?.name ?? null;
  expect(['192.0.2.7', '192.0.2.8', '2001:db8::1', '[2001:db8::1]', '::ffff:192.0.2.7'].map(of)).toEqual([
    'one',
    'two',
    'two',
    'two',
    'one',
  ]);
  expect(['', '192.0.3.1', '2001:db9::1', 'localhost', '127.0.0.1', '192.0.2.7 '].map(of)).toEqual(
    Array(6).fill(null),
  );
});
