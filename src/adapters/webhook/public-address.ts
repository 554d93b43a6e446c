import { isInNetwork, type Network, parseAddress, parseNetwork } from '../../domain/access/network.ts';

/** Global unicast (RFC 4291): everything else of IPv6 is local, multicast or stands for an IPv4 address. */
const GLOBAL_IPV6 = networks('2000::/3');

/** What is not the internet, of the IANA registries of special-purpose addresses (RFC 6890). */
const SPECIAL = networks(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
);

/** True for an address that belongs to somebody on the internet. @param text as a resolver gives it; what is none is not public */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  if (address.length === 16 && !isInOneOf(address, GLOBAL_IPV6)) return false;
  return !isInOneOf(address, SPECIAL);
}

function isInOneOf(address: readonly number[], list: readonly Network[]): boolean {
  return list.some((network) => isInNetwork(address, network));
}

function networks(...texts: readonly string[]): readonly Network[] {
  return texts.map((text) => {
    const network = parseNetwork(text);
    if (network === undefined) throw new RangeError(`${text} is no network`);
    return network;
  });
}
