import type { DialogPart, Place, Telltale } from './place.ts';

/** Parts of From, To, Contact, Via and the request line, and the Call-ID. */
const PARTS: readonly (readonly [name: string, partOf: (telltale: Telltale) => DialogPart])[] = [
  ['From display name', ({ text }) => ({ display: text })],
  [
    'From URI parameters',
    ({ token, number }) => ({ uriParameters: `;isup-oli=${number.national};x-number=${token}` }),
  ],
  ['From parameters', ({ token }) => ({ parameters: `;x-number=${token}` })],
  ['From tag', ({ token }) => ({ tag: token.replace(/[^\w%.+-]/g, '') })],
  ['To display name', ({ text }) => ({ otherDisplay: text })],
  ['To and request line parameters', ({ token }) => ({ otherParameters: `;x-number=${token}` })],
  ['Contact user', ({ token }) => ({ contactUser: token })],
  ['Contact display name', ({ text }) => ({ contactDisplay: text })],
  ['Contact parameters', ({ token, host }) => ({ contactParameters: `;x-number=${token};x-host=${host}` })],
  ['Call-ID', ({ token, host }) => ({ callId: `${token}@${host}` })],
  ['Via parameters', ({ token }) => ({ viaParameters: `;x-number=${token}` })],
  ['Via branch', ({ token }) => ({ branch: token.replace(/[^\w%.+-]/g, '') })],
];

export const DIALOG_PLACES: readonly Place[] = PARTS.map(([name, dialog]) => ({ name, dialog }));
