import type { Place, SdpPart, Telltale } from './place.ts';

/** Lines of a session description that can name who sends it. */
const PARTS: readonly (readonly [name: string, partOf: (telltale: Telltale) => SdpPart])[] = [
  ['SDP o= user', ({ token }) => ({ user: token })],
  ['SDP s=', ({ text }) => ({ session: text })],
  ['SDP i=', ({ text }) => ({ lines: [`i=${text}`] })],
  ['SDP u=', ({ token, host }) => ({ lines: [`u=http://${host}/${token}`] })],
  ['SDP e=', ({ token, host }) => ({ lines: [`e=${token}@${host}`] })],
  ['SDP p=', ({ text }) => ({ lines: [`p=${text}`] })],
  ['SDP b=', ({ number }) => ({ attributes: [`b=X-${number.national}:64`] })],
  ['SDP k=', ({ token }) => ({ mediaLines: [`k=clear:${token}`] })],
  ['SDP a= of the session', ({ text }) => ({ attributes: [`a=X-number:${text}`, `a=tool:${text}`] })],
  ['SDP a= of the media', ({ text, token }) => ({ mediaLines: [`a=X-number:${text}`, `a=label:${token}`] })],
  ['SDP i= of the media', ({ text }) => ({ mediaLines: [`i=${text}`] })],
  ['SDP a=ssrc', ({ token }) => ({ mediaLines: [`a=ssrc:314159265 cname:${token}`] })],
  [
    'SDP a=rtcp-fb',
    ({ token }) => ({ mediaLines: [`a=rtcp-fb:8 x-number ${token}`, `a=rtcp-xr:rcvr-rtt=all:${token}`] }),
  ],
  [
    'SDP a=ice',
    ({ token, host }) => ({
      attributes: [`a=ice-ufrag:${token}`, `a=ice-pwd:${token.padEnd(22, '0')}`, 'a=ice-options:trickle'],
      mediaLines: [
        `a=candidate:1 1 UDP 2130706431 ${host} 40002 typ host`,
        `a=candidate:2 2 UDP 1694498815 ${host} 40003 typ srflx raddr ${host} rport 40003`,
        `a=remote-candidates:1 ${host} 40002`,
      ],
    }),
  ],
  ['SDP a=rtcp', ({ host, token }) => ({ mediaLines: [`a=rtcp:40003 IN IP4 ${host}`, `a=mid:${token}`] })],
  ['SDP a=fmtp', ({ token }) => ({ mediaLines: [`a=fmtp:8 x-number=${token}`] })],
  [
    'SDP a=candidate',
    ({ host, token }) => ({ mediaLines: [`a=candidate:${token} 1 UDP 1 ${host} 40002 typ host`] }),
  ],
];

export const SDP_PLACES: readonly Place[] = [
  ...PARTS.map(([name, sdp]): Place => ({ name, sdp })),
  { name: 'a body of several parts', besideSdp: ({ text }) => `<entity>${text}</entity>` },
];
