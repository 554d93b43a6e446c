/** How a hostile side writes its number. */
export const SPELLINGS = [
  'national',
  'e164',
  'international',
  'separated',
  'url-encoded',
  'base64',
  'hexadecimal',
  'passport',
] as const;
export type SpellingName = (typeof SPELLINGS)[number];

/** A number to be given away. */
export interface TestNumber {
  /** Digits after the country code: `13912340001`. */
  readonly national: string;
  /** `86`. */
  readonly country: string;
}

/** The number for places that take any text; quotation marks and line ends never occur. */
export function spelledText(number: TestNumber, spelling: SpellingName): string {
  const { national, country } = number;
  if (spelling !== 'separated') return spelledToken(number, spelling);
  const [area = '', ...rest] = groups(national);
  return `+${country} (${area}) ${rest.join('-')}`;
}

/** The number for the user of a URI and other places that take a word. */
export function spelledToken({ national, country }: TestNumber, spelling: SpellingName): string {
  switch (spelling) {
    case 'national':
      return national;
    case 'e164':
      return `+${country}${national}`;
    case 'international':
      return `00${country}${national}`;
    case 'separated':
      return `+${country}-${groups(national).join('-')}`;
    case 'url-encoded':
      return national.replace(/[0-9]/g, '%3$&');
    case 'base64':
      return Buffer.from(`tel:+${country}${national}`).toString('base64url');
    case 'hexadecimal':
      return Buffer.from(national).toString('hex');
    case 'passport':
      return passport({ national, country });
  }
}

/** A PASSporT (RFC 8225) that names the number as the one who calls; its signature is none. */
export function passport({ national, country }: TestNumber): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: 'https://carrier.example/a.pem' };
  const claims = {
    attest: 'A',
    orig: { tn: `${country}${national}` },
    dest: { tn: ['0'] },
    iat: 1_767_225_600,
  };
  return `${part(head)}.${part(claims)}.c2ln`;
}

/** Three digits, and then fours: `139`, `1234`, `0001`. */
function groups(national: string): readonly string[] {
  return [national.slice(0, 3), ...(national.slice(3).match(/.{1,4}/g) ?? [])];
}
