import type { SipHeader } from '../../../src/adapters/leak-kit/sip-message.ts';
import { sessionDescription } from '../../support/session-description.ts';

/** Headers into which a real carrier or phone puts its own number, each of which some switch passes on. */
export function telltaleHeaders(number: string): readonly SipHeader[] {
  const token = Buffer.from(JSON.stringify({ orig: { tn: number } })).toString('base64url');
  const uri = `<sip:${number}@carrier.example>`;
  return [
    ['P-Asserted-Identity', `"${number}" ${uri}`],
    ['P-Preferred-Identity', uri],
    ['Remote-Party-ID', `${uri};party=calling;privacy=off`],
    ['P-Charge-Info', uri],
    ['P-Charging-Vector', `icid-value=${number}`],
    ['P-Access-Network-Info', `3GPP-UTRAN;utran-cell-id-3gpp=${number}`],
    ['P-Called-Party-ID', uri],
    ['P-Associated-URI', uri],
    ['Diversion', `${uri};reason=unconditional`],
    ['History-Info', `${uri};index=1`],
    ['User-to-User', Buffer.from(number).toString('hex')],
    ['Identity', `eyJhbGciOiJFUzI1NiJ9.${token}.c2ln;info=<https://cert.example/a>;alg=ES256;ppt=shaken`],
    ['Subject', number],
    ['Organization', number],
    ['Reply-To', uri],
    ['Call-Info', `<http://carrier.example/${number}>;purpose=icon`],
    ['Alert-Info', `<http://carrier.example/${number}.wav>`],
    ['Error-Info', `<sip:${number}@carrier.example>`],
    ['Warning', `399 carrier.example "${number}"`],
    ['Geolocation', `<sip:${number}@carrier.example>`],
    ['Accept-Language', `en, x-${number}`],
    ['Session-ID', `${number.padEnd(32, '0')};remote=00000000000000000000000000000000`],
    ['Server', `carrier ${number}`],
    ['X-Real-Number', number],
    ['X-FS-Display-Number', number],
    ['X-FS-Display-Name', number],
    ['X-FS-Support', 'update_display,send_info'],
    ['X-FS-Channel-Name', number],
  ];
}

/** Reason of a BYE or CANCEL that names the sender. */
export function telltaleReason(number: string): SipHeader {
  return ['Reason', `Q.850;cause=16;text="${number} hung up"`];
}

/** SDP that names its sender wherever SDP has room for text. */
export function telltaleSdp(number: string, media: { readonly ip: string; readonly port: number }): string {
  return sessionDescription({
    media,
    user: number,
    session: number,
    sessionLines: [
      `i=${number}`,
      `u=http://carrier.example/${number}`,
      `e=${number}@carrier.example`,
      `p=+${number}`,
    ],
    mediaLines: [`i=${number}`, `a=X-number:${number}`],
  });
}
