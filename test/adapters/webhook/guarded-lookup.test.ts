import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AddressRefused,
  guardedLookup,
  isRefusedHost,
} from '../../../src/adapters/webhook/guarded-lookup.ts';
import { isPublicAddress } from '../../../src/adapters/webhook/public-address.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '2606:4700::1111',
];
const OTHERS = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  'localhost',
  '',
];

describe('an address', () => {
  it.each(PUBLIC)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each(OTHERS)('%j is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a URL whose host is written as an address', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1:8080/',
    'http://１２７.0.0.1/',
  ])('%s is refused, unless private addresses are allowed', (url) => {
    expect(isRefusedHost(new URL(url), false)).toBe(true);
    expect(isRefusedHost(new URL(url), true)).toBe(false);
  });

  it('is not refused for a public one, and a name is looked up first', () => {
    for (const url of ['https://1.1.1.1/', 'https://[2606:4700::1111]/', 'https://localhost/'])
      expect(isRefusedHost(new URL(url), false)).toBe(false);
  });
});

describe('a guarded look-up', () => {
  function look(found: readonly string[], allowsPrivate: boolean, all: boolean) {
    return new Promise((resolve) => {
      guardedLookup(async () => found, allowsPrivate)('name', { all }, (error, address) =>
        resolve(error ?? address),
      );
    });
  }

  it('gives a socket only what may be asked', async () => {
    expect(await look(['127.0.0.1', '1.1.1.1', 'fd00::1'], false, true)).toEqual([
      { address: '1.1.1.1', family: 4 },
    ]);
    expect(await look(['fd00::1', '2606:4700::1111'], false, false)).toBe('2606:4700::1111');
    expect(await look(['127.0.0.1'], true, false)).toBe('127.0.0.1');
  });

  it('refuses a name with nothing else behind it', async () => {
    expect(await look(['127.0.0.1', '::1'], false, true)).toBeInstanceOf(AddressRefused);
    expect(await look([], false, true)).not.toBeInstanceOf(AddressRefused);
  });

  it('gives nothing that is not public, whatever a name server says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), async (found) => {
        const given = await look(found, false, true);
        if (given instanceof Error) return;
        for (const { address } of given as readonly { readonly address: string }[])
          expect(isPublicAddress(address)).toBe(true);
      }),
    );
  });
});
