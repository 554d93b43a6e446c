import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInNetwork, parseAddress, parseNetwork } from '../../../src/domain/access/network.ts';

function isIn(address: string, block: string): boolean {
  const network = parseNetwork(block);
  if (network === undefined) throw new Error(`no block: ${block}`);
  return isInNetwork(parseAddress(address), network);
}

describe('a source network', () => {
  it.each([
    ['203.0.113.9', '203.0.113.0/24', true],
    ['203.0.114.9', '203.0.113.0/24', false],
    ['203.0.113.9', '203.0.113.9', true],
    ['203.0.113.8', '203.0.113.9', false],
    ['198.51.100.1', '0.0.0.0/0', true],
    ['::ffff:203.0.113.9', '203.0.113.0/24', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['::1', '::1', true],
    ['not an address', '::/0', false],
  ])('%s is in %s: %s', (address, block, expected) => {
    expect(isIn(address, block)).toBe(expected);
  });

  it.each([
    '',
    '/',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/024',
    '203.0.113.0/24/8',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.01',
    '1::2::3',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '1.2.3.4::',
    '12345::',
    'fe80::1%eth0',
    'example.org',
    '::/129',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  it('agrees with the block lists of Node about every address and block', () => {
    const families = fc.constantFrom('ipv4' as const, 'ipv6' as const);
    const cases = families.chain((family) => {
      const address = family === 'ipv4' ? fc.ipV4() : fc.ipV6().filter((text) => !/^(0*:)*ffff:/i.test(text));
      return fc.record({
        family: fc.constant(family),
        address,
        base: address,
        bits: fc.nat(family === 'ipv4' ? 32 : 128),
        near: fc.boolean(),
      });
    });
    fc.assert(
      fc.property(cases, ({ family, address, base, bits, near }) => {
        const block = new BlockList();
        const start = near ? address : base;
        block.addSubnet(start, bits, family);
        expect(isIn(address, `${start}/${bits}`)).toBe(block.check(address, family));
      }),
      { numRuns: 500 },
    );
  });
});
