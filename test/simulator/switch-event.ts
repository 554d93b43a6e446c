export type HeaderValue = string | readonly string[];
export type Header = readonly [name: string, value: HeaderValue];
export type EventFormat = 'plain' | 'json' | 'xml';

/** One event: ordered headers and perhaps a body. Serialised as `switch_event_serialize` and `..._json` do it. */
export class SwitchEvent {
  readonly name: string;
  readonly headers: readonly Header[];
  readonly body: string | null;
  #values: ReadonlyMap<string, HeaderValue> | null = null;
  readonly #written = new Map<EventFormat, string>();

  constructor(name: string, headers: readonly Header[], body: string | null = null) {
    this.name = name;
    this.headers = headers;
    this.body = body;
  }

  /** A header's text, by name in any case; of a list its first entry. */
  header(name: string): string | undefined {
    this.#values ??= new Map(this.headers.map(([key, value]) => [key.toLowerCase(), value]));
    const value = this.#values.get(name.toLowerCase());
    return value === undefined || typeof value === 'string' ? value : value[0];
  }

  serialised(format: EventFormat): string {
    const known = this.#written.get(format);
    if (known !== undefined) return known;
    const text = format === 'plain' ? plainText(this) : jsonText(this);
    this.#written.set(format, text);
    return text;
  }
}

/** Headers percent-encoded, one a line; then a blank line, or `Content-Length` and the body. */
function plainText(event: SwitchEvent): string {
  const lines = event.headers.map(([name, value]) => `${name}: ${percentEncoded(listed(value))}\n`).join('');
  if (event.body === null) return `${lines}\n`;
  return `${lines}Content-Length: ${Buffer.byteLength(event.body)}\n\n${event.body}`;
}

/** A list in a plain event: `ARRAY::one|:two` (`switch_event.c`). */
function listed(value: HeaderValue): string {
  return typeof value === 'string' ? value : `ARRAY::${value.join('|:')}`;
}

function jsonText(event: SwitchEvent): string {
  const object: Record<string, HeaderValue> = Object.fromEntries(event.headers);
  if (event.body !== null) {
    object['Content-Length'] = String(Buffer.byteLength(event.body));
    object['_body'] = event.body;
  }
  return JSON.stringify(object);
}

/** `SWITCH_URL_UNSAFE` of `switch_utils.h:47`, and all outside printable ASCII. */
const UNSAFE = /[^ -~]|[ "#%&+:;<=>?@[\\\]^`{|}]/gu;

/** As `switch_url_encode`: the unsafe bytes, byte by byte of the UTF-8 text. */
export function percentEncoded(text: string): string {
  return text.replace(UNSAFE, bytesEncoded);
}

const ENCODED = new Map<string, string>();

function bytesEncoded(character: string): string {
  const known = ENCODED.get(character);
  if (known !== undefined) return known;
  let encoded = '';
  for (const byte of Buffer.from(character))
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  if (character < '\u007f') ENCODED.set(character, encoded);
  return encoded;
}
