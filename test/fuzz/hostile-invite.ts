import { type Material, mutated } from './mutate.ts';
import type { Random } from './random.ts';

/** Who calls whom in an INVITE that is made to do harm. */
export interface InviteCast {
  readonly a: string;
  readonly x: string;
  readonly host: string;
  readonly from: string;
  readonly id: string;
}

/** What a carrier's customer, or the carrier, may write where a number is expected. `A` is the number that calls. */
const NUMBERS: readonly string[] = [
  'A',
  'A',
  'A',
  '+86A',
  '0086A',
  '86A',
  '0A',
  'A;isub=1',
  'A%00',
  '%00A',
  'A%0d%0aX-Injected:%201',
  '%41',
  'anonymous',
  '',
  '%20',
  'A}[x=y]',
  "A','x",
  'A|error/USER_BUSY',
  'A&hangup',
  'A,sched_hangup=+1',
  `A \${version()}`,
  `\${api(version)}`,
  '{ignore_early_media=true}A',
  '[origination_caller_id_number=1]A',
  '<sip:A@x>',
  '"',
  "'; DROP TABLE binding; --",
  '../../../etc/passwd',
  '%2e%2e%2f',
  '%1b%5d0%3bowned%07',
  '%e2%80%ae',
  'ARRAY::A|:13900139000',
  'axb1.00000000-0000-4000-8000-00000000000a.1.a.masked.+8617000000001',
  '13900139000',
  '9'.repeat(400),
  '\u00e9\u00ff',
  'tel:A',
  '_undef_',
  'true',
  '0',
  '-1',
]; // prettier-ignore

/** Something that stands where a number is expected; many are made of that number. */
export function hostileValue(random: Random, number: string): string {
  return random.oneOf(NUMBERS).replaceAll('A', number);
}

/** Headers of SIP that name somebody, or that programs copy somewhere. */
const HEADERS: readonly string[] = [
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Remote-Party-ID',
  'Diversion',
  'History-Info',
  'Referred-By',
  'Reply-To',
  'User-Agent',
  'Subject',
  'Call-Info',
  'Alert-Info',
  'Privacy',
  'X-FS-Channel-Name',
  'X-FS-Support',
  'X-Call-ID',
  'P-Charging-Vector',
  'Identity',
  'Replaces',
  'Join',
  'User-to-User',
  'Session-Expires',
  'Supported',
  'Require',
  'Expires',
  'Reason',
  'P-Key-Flags',
  'Geolocation',
  'Via',
  'Record-Route',
  'Content-Disposition',
]; // prettier-ignore

/** An INVITE to X with hostile values in it; one of three is torn at besides, byte by byte. */
export function hostileInvite(cast: InviteCast, random: Random, more: Material): Buffer {
  const invite = Buffer.from(plainInvite(cast, random), 'utf8');
  if (!random.oneIn(3)) return invite;
  return mutated(invite, random, more).subarray(0, 60_000);
}

function plainInvite({ a, x, host, from, id }: InviteCast, random: Random): string {
  const value = (): string => hostileValue(random, a);
  const name = random.oneIn(2) ? `"${value()}" ` : '';
  const headers = Array.from({ length: random.below(4) }, () => {
    const header = random.oneOf(HEADERS);
    return random.oneIn(2) ? `${header}: <sip:${value()}@${from}>` : `${header}: ${value()}`;
  });
  const user = random.oneIn(3) ? value() : a;
  const body = sdp(from, random.oneIn(4) ? value() : '-');
  return [
    `INVITE sip:${random.oneIn(6) ? `${x};${value()}` : x}@${host} SIP/2.0`,
    `Via: SIP/2.0/UDP ${from};rport;branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    `From: ${name}<sip:${user}@${random.oneIn(8) ? value() : from}>;tag=f${id}`,
    `To: ${random.oneIn(6) ? `"${value()}" ` : ''}<sip:${x}@${host}>`,
    `Call-ID: ${random.oneIn(8) ? value() : ''}${id}@${from}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:${random.oneIn(6) ? value() : a}@${from}>`,
    ...headers,
    'Content-Type: application/sdp',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

function sdp(from: string, hostile: string): string {
  const ip = from.split(':')[0] ?? '';
  const lines = [
    'v=0',
    `o=${hostile} 1 1 IN IP4 ${ip}`,
    `s=${hostile}`,
    `i=${hostile}`,
    `c=IN IP4 ${ip}`,
    't=0 0',
  ];
  return [...lines, 'm=audio 49170 RTP/AVP 8 0', `a=x:${hostile}`, ''].join('\r\n');
}
