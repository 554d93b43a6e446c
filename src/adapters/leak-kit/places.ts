import { DIALOG_PLACES } from './dialog-places.ts';
import { HEADER_PLACES } from './header-places.ts';
import { MEDIA_PLACES } from './media-places.ts';
import type { Place } from './place.ts';
import { REQUEST_PLACES } from './request-places.ts';
import { SDP_PLACES } from './sdp-places.ts';

/** Headers that change what a call is: they stand alone, never beside all others. */
const APART: ReadonlySet<string> = new Set(['Replaces', 'Join', 'Target-Dialog']);

/** As a telephone does that was built to give its owner away: what one place switches on may let another one through. */
const EVERYWHERE: Place = {
  name: 'everywhere at once',
  headers: (telltale, message) =>
    HEADER_PLACES.filter(({ name }) => !APART.has(name)).flatMap(
      ({ headers }) => headers?.(telltale, message) ?? [],
    ),
  dialog: ({ text, token }) => ({
    display: text,
    parameters: `;x-number=${token}`,
    otherDisplay: text,
    contactUser: token,
    contactDisplay: text,
    viaParameters: `;x-number=${token}`,
  }),
  sdp: ({ text, token, host }) => ({
    user: token,
    session: text,
    lines: [`i=${text}`, `u=http://${host}/${token}`, `e=${token}@${host}`, `p=${text}`],
    attributes: [`a=X-number:${text}`],
    mediaLines: [`i=${text}`, `a=X-number:${text}`, `a=ssrc:314159265 cname:${token}`],
  }),
  phrase: ({ text }) => `because ${text}`,
};

const NOWHERE: Place = { name: 'nowhere but in the call itself', plain: true };

/** Every place into which a hostile side puts its number; the last two are none and all of them. */
export const PLACES: readonly Place[] = [
  ...DIALOG_PLACES,
  ...HEADER_PLACES,
  ...SDP_PLACES,
  ...REQUEST_PLACES,
  ...MEDIA_PLACES,
  NOWHERE,
  EVERYWHERE,
];
