import { isInNetwork, type Network, parseAddress } from './network.ts';

/** Headers in which a proxy may say whom it asks for; the second is that of RFC 7239. */
export const FORWARDED_HEADERS = ['x-forwarded-for', 'forwarded'] as const;

export type ForwardedHeader = (typeof FORWARDED_HEADERS)[number];

/** Whom we believe whose request it is that they pass on. */
export interface TrustedProxies {
  readonly networks: readonly Network[];
  /** The one that they write. Another is what a client sent, which they may pass on as it came. */
  readonly header: ForwardedHeader;
}

/** What stands for a client that a trusted proxy does not name by an address: it is in no network. */
export const UNKNOWN_CLIENT = 'unknown';

/**
 * The address that a request comes from. From the socket on back, each trusted proxy is believed in what it says of the one before it,
 * and nobody else: what a client wrote into the header itself is never looked at.
 * @param peer as the socket shows it
 * @param said the header that trusted proxies write
 */
export function clientAddress(peer: string, said: string | undefined, proxies: TrustedProxies): string {
  if (said === undefined || !isTrusted(peer, proxies)) return peer;
  const hops = (proxies.header === 'forwarded' ? readForwarded(said) : said.split(',')).map(addressOf);
  let client = peer;
  while (isTrusted(client, proxies)) {
    const before = hops.pop();
    if (before === undefined) break;
    client = before;
  }
  return client;
}

function isTrusted(text: string, { networks }: TrustedProxies): boolean {
  if (networks.length === 0) return false;
  const address = parseAddress(text);
  return networks.some((network) => isInNetwork(address, network));
}

/** The `for` of each element (RFC 7239, section 4). One that cannot be read makes an unknown client of itself and of all before it. */
function readForwarded(text: string): string[] {
  const elements = splitOutsideQuotes(text, ',');
  if (elements === undefined) return [UNKNOWN_CLIENT];
  return elements.map((element) => {
    const pairs = splitOutsideQuotes(element, ';') ?? [];
    const named = pairs.flatMap((pair) => /^\s*for\s*=\s*(?:"([^"\\]*)"|([^\s"]*))\s*$/i.exec(pair) ?? []);
    return named.length === 3 ? (named[1] ?? named[2] ?? '') : UNKNOWN_CLIENT;
  });
}

/** @returns `undefined` when a quote is not closed */
function splitOutsideQuotes(text: string, separator: string): string[] | undefined {
  const parts = [''];
  let quoted = false;
  let escaped = false;
  for (const character of text) {
    if (character === separator && !quoted) {
      parts.push('');
      continue;
    }
    parts[parts.length - 1] += character;
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = quoted && character === '\\' && !escaped;
  }
  return quoted ? undefined : parts;
}

/** Without brackets and port: `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::1`, `[2001:db8::1]:4711`. */
function addressOf(hop: string): string {
  const text = hop.trim();
  const bare =
    /^\[([0-9a-f:.]+)\](?::[0-9]+)?$/i.exec(text)?.[1] ?? /^([0-9.]+):[0-9]+$/.exec(text)?.[1] ?? text;
  return parseAddress(bare) === undefined ? UNKNOWN_CLIENT : bare;
}
