import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** The name or address of a URL stands for nothing that may be asked. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * Asks the name servers of the machine. Not by `getaddrinfo`: that holds one of the few threads of the process for as long as a dead
 * name server takes, and slow names of one tenant would delay those of others. So `/etc/hosts` is not read.
 */
export function dnsResolve(): Resolve {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  return async (name) => {
    if (name === 'localhost' || name.endsWith('.localhost')) return LOOPBACK;
    const later = resolver.resolve6(name).catch(() => []);
    const addresses = await resolver.resolve4(name).catch(() => []);
    return addresses.length > 0 ? addresses : await later;
  };
}

/**
 * A look-up for sockets that gives only addresses that may be asked. What it gives is what is connected to, so a name that is changed
 * in between gains nothing. Sockets do not look addresses up: see `isRefusedHost`.
 */
export function guardedLookup(resolve: Resolve, allowsPrivate: boolean): LookupFunction {
  return (name, { all }, callback) => {
    resolve(name).then(
      (found) => {
        const usable = found.filter((address) => allowsPrivate || isPublicAddress(address));
        const [first] = usable;
        if (first === undefined) callback(notFound(found), '');
        else if (all === true)
          callback(
            null,
            usable.map((address) => ({ address, family: isIP(address) })),
          );
        else callback(null, first, isIP(first));
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function notFound(found: readonly string[]): Error {
  return found.length > 0
    ? new AddressRefused('the name stands for no public address')
    : new Error('the name stands for no address');
}

/** True when the host of a URL is written as an address that may not be asked. */
export function isRefusedHost({ hostname }: URL, allowsPrivate: boolean): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return !allowsPrivate && isIP(host) !== 0 && !isPublicAddress(host);
}
