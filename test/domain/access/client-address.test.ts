import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, type TrustedProxies } from '../../../src/domain/access/client-address.ts';
import { type Network, parseNetwork } from '../../../src/domain/access/network.ts';

const networks = (...texts: readonly string[]): Network[] =>
  texts.map((text) => parseNetwork(text) ?? expect.fail(text));
const proxies: TrustedProxies = {
  networks: networks('127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48'),
  header: 'x-forwarded-for',
};
const rfc7239: TrustedProxies = { ...proxies, header: 'forwarded' };
const CLIENT = '203.0.113.7';

describe('the address of a client', () => {
  it.each<[string, string, string | undefined, string]>([
    ['nobody trusted', CLIENT, '198.51.100.1', CLIENT],
    ['a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy', '10.0.0.1', CLIENT, CLIENT],
    ['a proxy as a socket of both kinds shows it', '::ffff:10.0.0.1', CLIENT, CLIENT],
    ['a proxy with a port', '10.0.0.1', `${CLIENT}:4711`, CLIENT],
    ['a chain of proxies', '10.0.0.1', `${CLIENT}, 10.0.0.3,10.0.0.2`, CLIENT],
    ['a client that claims to be another', '10.0.0.1', `198.51.100.1, ${CLIENT}`, CLIENT],
    ['a client that claims to be a proxy', '10.0.0.1', `198.51.100.1, ${CLIENT}, 10.0.0.2`, CLIENT],
    ['proxies alone', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['IPv6', '2001:db8:1::1', '2001:db8::7', '2001:db8::7'],
    ['IPv6 with a port', '2001:db8:1::1', '[2001:db8::7]:80', '2001:db8::7'],
    ['a word', '10.0.0.1', 'unknown', 'unknown'],
    ['nothing', '10.0.0.1', '', 'unknown'],
    ['half an address', '10.0.0.1', `${CLIENT}, 10.0.0`, 'unknown'],
  ])('is told from %s', (_what, peer, said, client) => {
    expect(clientAddress(peer, said, proxies)).toBe(client);
  });

  it.each<[string, string]>([
    [`for=${CLIENT}`, CLIENT],
    [`For="${CLIENT}:4711";proto=https;by=10.0.0.1`, CLIENT],
    ['for="[2001:db8::7]:80"', '2001:db8::7'],
    [`proto=https; for=${CLIENT} , for=10.0.0.2`, CLIENT],
    [`for="198.51.100.1, for=${CLIENT}"`, 'unknown'],
    [`for=198.51.100.1;for=${CLIENT}`, 'unknown'],
    [`for=${CLIENT}, for="10.0.0.2`, 'unknown'],
    [`for=${CLIENT}, proto=https`, 'unknown'],
    ['for=_hidden', 'unknown'],
    [CLIENT, 'unknown'],
  ])('is read of `Forwarded: %s`', (said, client) => {
    expect(clientAddress('10.0.0.1', said, rfc7239)).toBe(client);
  });

  it('is the one that the first trusted proxy saw, whatever the client wrote', () => {
    const claims = fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant('10.0.0.9')));
    const chain = fc.array(fc.constantFrom('10.0.0.2', '10.0.0.3', '127.0.0.1'));
    fc.assert(
      fc.property(claims, chain, (claimed, behind) => {
        const said = [...claimed, CLIENT, ...behind].join(', ');
        expect(clientAddress('10.0.0.1', said, proxies)).toBe(CLIENT);
        expect(clientAddress(CLIENT, said, proxies)).toBe(CLIENT);
      }),
    );
  });

  it('is never what a client wrote into `Forwarded`, which a proxy adds to', () => {
    fc.assert(
      fc.property(fc.string(), (claimed) => {
        const client = clientAddress('10.0.0.1', `${claimed}, for=${CLIENT}`, rfc7239);
        expect([CLIENT, 'unknown']).toContain(client);
      }),
    );
  });
});
