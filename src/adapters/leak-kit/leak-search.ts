/** Something that must not be in what a side receives. */
export interface Secret {
  /** Such as `A's number`. */
  readonly label: string;
  readonly spellings: readonly Spelling[];
}

interface Spelling {
  readonly name: string;
  readonly pattern: RegExp;
}

export interface Leak {
  readonly secret: string;
  /** How the secret was written. */
  readonly spelling: string;
  /** Which of the messages searched. */
  readonly message: number;
  readonly offset: number;
  /** The line around it, unprintable bytes as dots. */
  readonly context: string;
}

const LEAST_DIGITS = 7;
const LEAST_TOKEN = 8;
const CONTEXT = 60;
/** What people and programs put between digits, also percent-encoded. */
const SEPARATOR = '(?:[ \\t\\-./()]|%20|%2[DdEeFf89]){0,3}';

/**
 * A telephone number in every spelling that would give it away. `national` is the part that all spellings share: the number
 * without country code and without trunk zero (`13800138001`), so that `+86`, `0086` and `0` in front change nothing.
 */
export function numberSecret(label: string, national: string): Secret {
  if (!/^[0-9]+$/.test(national) || national.length < LEAST_DIGITS)
    throw new RangeError(`a number to search for needs at least ${LEAST_DIGITS} digits`);
  const digits = national.split('');
  const reversed = digits.toReversed().join('');
  return {
    label,
    spellings: [
      spelling('digits', new RegExp(digits.map(asDigit).join(SEPARATOR), 'gi')),
      spelling('reversed', literal(reversed)),
      spelling('pairs swapped (TBCD)', literal(pairsSwapped(national))),
      spelling('hexadecimal', new RegExp(digits.map((digit) => `3${digit}`).join('[ :]?'), 'g')),
      spelling('character references', new RegExp(digits.map(asReference).join(''), 'gi')),
      spelling('two-byte characters', new RegExp(digits.join('\\u0000'), 'g')),
      ...base64Spellings(national),
      ...base64Spellings(reversed).map(({ pattern }) => spelling('base64 of the reversed', pattern)),
    ],
  };
}

/** An IP address that tells where the other side is. */
export function addressSecret(label: string, ip: string): Secret {
  const whole = new RegExp(`(?<![0-9.])${ip.replaceAll('.', '\\.')}(?![0-9])`, 'g');
  return { label, spellings: [spelling('address', whole), ...base64Spellings(ip)] };
}

/** Text that tells one call or network from others: a Call-ID, a tag, a branch, a host and port. At least 8 characters. */
export function tokenSecret(label: string, text: string): Secret {
  if (text.length < LEAST_TOKEN)
    throw new RangeError(`a text to search for needs at least ${LEAST_TOKEN} characters`);
  return { label, spellings: [spelling('as it is', literal(text))] };
}

/** Bytes that belong to one side: an address or a source in a packet of media. */
export function bytesSecret(label: string, bytes: Buffer): Secret {
  return {
    label,
    spellings: [spelling('as bytes', new RegExp(bytes.toString('hex').replace(/../g, '\\x$&'), 'g'))],
  };
}

/** Every occurrence of every secret in the messages that one side received. */
export function findLeaks(messages: readonly Uint8Array[], secrets: readonly Secret[]): readonly Leak[] {
  return messages.flatMap((bytes, message) => {
    const text = Buffer.from(bytes).toString('latin1');
    return secrets.flatMap(({ label, spellings }) =>
      spellings.flatMap(({ name, pattern }) =>
        [...text.matchAll(pattern)].map((match) => ({
          secret: label,
          spelling: name,
          message,
          offset: match.index,
          context: contextOf(text, match.index, match[0].length),
        })),
      ),
    );
  });
}

/** A report to fail a test with. */
export function leaksInWords(leaks: readonly Leak[]): string {
  return leaks
    .map((leak) => `${leak.secret} (${leak.spelling}) in message ${leak.message}: ${leak.context}`)
    .join('\n');
}

/** `3`, `%33`, or `=33` (quoted-printable). */
function asDigit(digit: string): string {
  return `(?:${digit}|[%=]3${digit})`;
}

/** `&#51;` or `&#x33;`. */
function asReference(digit: string): string {
  return `&#(?:${48 + Number(digit)}|x3${digit});`;
}

/**
 * Base64 of the text wherever it stands in what was encoded: at each of three offsets, only the characters that the text alone
 * decides. Digits need neither `+/` nor `-_`, so both alphabets are found; line breaks inside are not.
 */
function base64Spellings(text: string): readonly Spelling[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${text}`, 'latin1').toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + text.length) * 8) / 6);
    return spelling(`base64, offset ${offset}`, literal(encoded.slice(first, last)));
  });
}

function pairsSwapped(digits: string): string {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`;
  return padded.replace(/(.)(.)/g, '$2$1');
}

function literal(text: string): RegExp {
  return new RegExp(
    text.replace(/[^A-Za-z0-9]/g, (character) => `\\${character}`),
    'g',
  );
}

function spelling(name: string, pattern: RegExp): Spelling {
  return { name, pattern };
}

function contextOf(text: string, offset: number, length: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset) + 1, offset - CONTEXT);
  const lineEnd = text.indexOf('\n', offset + length);
  const end = Math.min(lineEnd < 0 ? text.length : lineEnd, offset + length + CONTEXT);
  return text.slice(start, end).replace(/[^\x20-\x7e]/g, '.');
}
