import type { Place, Telltale } from './place.ts';
import type { SipMessage } from './sip-message.ts';
import { passport } from './spelling.ts';

type Written = (telltale: Telltale) => string;

const nameAddress: Written = ({ text, uri }) => `"${text}" <${uri}>`;
/** Where the switch may read who calls, the spelling is in the display name. */
const readable: Written = ({ text, plainUri }) => `"${text}" <${plainUri}>`;
const address: Written = ({ uri }) => `<${uri}>`;
const word: Written = ({ token }) => token;
const words: Written = ({ text }) => text;

const isInvite = (message: SipMessage): boolean => message.kind === 'request' && message.method === 'INVITE';

/** Headers by which carriers and telephones name themselves: each with a value that its grammar allows. */
const VALUES: readonly (readonly [name: string, written: Written])[] = [
  ['P-Asserted-Identity', readable],
  ['P-Preferred-Identity', readable],
  ['Remote-Party-ID', (telltale) => `${readable(telltale)};party=calling;screen=yes;privacy=off`],
  ['P-Charge-Info', address],
  ['P-Charging-Vector', ({ token, host }) => `icid-value=${token};orig-ioi=${host}`],
  ['P-Charging-Function-Addresses', ({ token, host }) => `ccf=${host};ecf=${token}`],
  ['P-Access-Network-Info', ({ token }) => `3GPP-UTRAN;utran-cell-id-3gpp=${token}`],
  ['P-Visited-Network-ID', ({ text }) => `"${text}"`],
  ['P-Called-Party-ID', address],
  ['P-Associated-URI', address],
  ['P-Profile-Key', address],
  ['P-Served-User', address],
  ['P-User-Database', address],
  ['P-Early-Media', ({ token }) => `sendrecv;x=${token}`],
  ['P-RTP-Stat', ({ token }) => `PS=1,OS=${token}`],
  ['P-Key-Flags', words],
  ['P-DCS-Billing-Info', ({ token, host }) => `${token}@${host};charge="${token}"`],
  ['P-Source-Device', words],
  ['Diversion', (telltale) => `${nameAddress(telltale)};reason=unconditional;counter=1`],
  ['History-Info', ({ uri }) => `<${uri}?Reason=SIP%3Bcause%3D302>;index=1,<${uri}>;index=1.1;rc=1`],
  ['Referred-By', address],
  ['Reply-To', nameAddress],
  ['User-to-User', ({ number }) => `${Buffer.from(number.national).toString('hex')};encoding=hex`],
  ['Call-Info', ({ token, host }) => `<http://${host}/${token}.png>;purpose=icon`],
  ['Alert-Info', ({ token, host }) => `<http://${host}/${token}.wav>;info=${token}`],
  ['Error-Info', address],
  ['Subject', words],
  ['Organization', words],
  ['Server', ({ text }) => `carrier/1.0 (${text.replace(/[()]/g, '')})`],
  ['User-Agent', ({ text }) => `Yealink SIP-T46S ${text}`],
  ['Warning', ({ text, host }) => `399 ${host} "${text}"`],
  ['Geolocation', address],
  ['Accept-Language', ({ token }) => `en, x-${token}`],
  ['Accept-Contact', ({ token }) => `*;mobility="mobile";x="${token}"`],
  ['Session-ID', ({ number }) => `${number.national.padEnd(32, '0')};remote=${'0'.repeat(32)}`],
  ['Authentication-Info', ({ token }) => `nextnonce="${token}"`],
  ['Target-Dialog', ({ token }) => `${token};local-tag=${token};remote-tag=${token}`],
  ['In-Reply-To', ({ token, host }) => `${token}@${host}`],
  ['Timestamp', ({ number }) => number.national],
  ['MIME-Version', ({ number }) => `1.0 (${number.national})`],
  ['Cisco-Guid', word],
  ['Remote-Address', ({ token, host }) => `${host};x-number=${token}`],
  ['On-Behalf-Of', address],
  ['K-Number', word],
  ['X-Real-Number', words],
  ['X-Forwarded-For', ({ token, host }) => `${host}, ${token}`],
  ['X-FS-Display-Number', word],
  ['X-FS-Display-Name', words],
  ['X-FS-Channel-Name', word],
  ['X-Broadworks-Correlation-Info', word],
];

const single = VALUES.map(
  ([name, written]): Place => ({
    name,
    headers: (telltale) => [[name, written(telltale)]],
  }),
);

/** Those that only mean something with others beside them. */
const several: readonly Place[] = [
  {
    name: 'Reason',
    // In an answer a cause of Q.850 would count for more than the status (sofia.c, sofia_handle_sip_r_invite).
    headers: ({ text }, { kind }) => [
      ['Reason', `${kind === 'request' ? 'Q.850;cause=16' : 'SIP;cause=480'};text="${text}"`],
    ],
  },
  {
    name: 'Privacy with P-Asserted-Identity',
    headers: (telltale) => [
      ['Privacy', 'id;header;user'],
      ['P-Asserted-Identity', readable(telltale)],
    ],
  },
  {
    name: 'Identity (STIR)',
    headers: ({ number }) => [
      ['Identity', `${passport(number)};info=<https://carrier.example/a.pem>;alg=ES256;ppt=shaken`],
    ],
  },
  {
    name: 'display updates of FreeSWITCH',
    headers: (telltale) => [
      ['X-FS-Support', 'update_display,send_info'],
      ['X-FS-Display-Number', telltale.token],
      ['X-FS-Display-Name', telltale.text],
      ['Remote-Party-ID', `${readable(telltale)};party=called`],
    ],
  },
  {
    name: 'Remote-Party-ID with privacy',
    headers: (telltale) => [['Remote-Party-ID', `${readable(telltale)};privacy=full;screen=no`]],
  },
  {
    name: 'Replaces',
    headers: ({ token }) => [['Replaces', `${token};to-tag=${token};from-tag=${token};early-only`]],
    fits: isInvite,
  },
  {
    name: 'Join',
    headers: ({ token }) => [['Join', `${token};to-tag=${token};from-tag=${token}`]],
    fits: isInvite,
  },
  {
    name: 'a header of two lines',
    headers: ({ text }) => [['X-Folded', `one\r\n ${text}`]],
  },
  {
    name: 'the same header twice',
    headers: ({ text, token }) => [
      ['X-Twice', text],
      ['X-Twice', token],
    ],
  },
];

export const HEADER_PLACES: readonly Place[] = [...single, ...several];
