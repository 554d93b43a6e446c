/** A block of addresses: as many leading bits of `address` as count. */
export interface Network {
  /** 4 bytes for IPv4, 16 for IPv6. */
  readonly address: readonly number[];
  readonly bits: number;
}

const BYTE = /^(?:0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
/** `::ffff:0:0/96`: an IPv4 address as a socket of both kinds shows it (RFC 4291, section 2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/** Reads `203.0.113.0/24`, `2001:db8::/32` or one address. @returns `undefined` when it is no block */
export function parseNetwork(text: string): Network | undefined {
  const [place = '', length, ...rest] = text.split('/');
  const address = parseAddress(place);
  if (address === undefined || rest.length > 0) return undefined;
  const most = address.length * 8;
  if (length === undefined) return { address, bits: most };
  return BYTE.test(length) && Number(length) <= most ? { address, bits: Number(length) } : undefined;
}

/** @param address as a socket shows it; one that cannot be read is in no network */
export function isInNetwork(address: readonly number[] | undefined, network: Network): boolean {
  if (address === undefined || address.length !== network.address.length) return false;
  return network.address.every((byte, place) => {
    const bits = Math.min(8, Math.max(0, network.bits - place * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((address[place] ?? 0) & mask);
  });
}

/** Bytes of an IPv4 or IPv6 address; a mapped IPv4 address is the IPv4 address. @returns `undefined` when it is none */
export function parseAddress(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return parseIPv4(text);
  const bytes = parseIPv6(text);
  return bytes !== undefined && MAPPED.every((byte, place) => bytes[place] === byte)
    ? bytes.slice(12)
    : bytes;
}

function parseIPv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => BYTE.test(part) && Number(part) <= 255);
  return isAddress ? parts.map(Number) : undefined;
}

function parseIPv6(text: string): readonly number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 16 - before.length - after.length;
  if (tail === undefined) return missing === 0 ? before : undefined;
  return missing >= 2 ? [...before, ...Array.from({ length: missing }, () => 0), ...after] : undefined;
}

/** @param mayEndInIPv4 the last group may be written as an IPv4 address */
function parseGroups(text: string, mayEndInIPv4: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [place, group] of groups.entries()) {
    const isLast = place === groups.length - 1;
    const part = isLast && mayEndInIPv4 && group.includes('.') ? parseIPv4(group) : parseGroup(group);
    if (part === undefined) return undefined;
    bytes.push(...part);
  }
  return bytes;
}

function parseGroup(text: string): readonly number[] | undefined {
  if (!GROUP.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return [value >> 8, value & 0xff];
}
