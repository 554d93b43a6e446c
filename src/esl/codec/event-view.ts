import { isAscii } from 'node:buffer';
import { EslEventError } from './errors.ts';
import { parseHeaderLine } from './header-line.ts';
import { HeaderText } from './header-text.ts';
import { decodePercent } from './percent.ts';

/** `switch_event_serialize` (switch_event.c) writes this in place of an empty value. */
const EMPTY_VALUE = '_undef_';
const ARRAY_MARK = 'ARRAY::';
const ARRAY_SEPARATOR = '|:';

interface Header {
  readonly name: string;
  readonly raw: string;
}

/** Headers by lower-case name, in the order of the message; of a name that occurs twice the first. */
type HeaderTable = Map<string, Header>;

/**
 * One event, read without building more than is asked for: at the first look-up it is noted where values begin, and they are cut out
 * and decoded when they are read; all lines are taken apart only where something is not ASCII or all headers are wanted. Names compare
 * case-insensitively, as in the switch itself.
 *
 * A value can hold anything that a stranger put into a SIP message, line feeds included.
 */
export class EventView {
  readonly #encoded: boolean;
  readonly #body: string | undefined;
  #head: Uint8Array;
  /** Of what is ASCII, from the first look-up on. */
  #text: HeaderText | undefined;
  #table: HeaderTable | undefined;

  private constructor(encoded: boolean, head: Uint8Array, body: string | undefined, table?: HeaderTable) {
    this.#encoded = encoded;
    this.#head = head;
    this.#body = body;
    this.#table = table;
  }

  /** From the body of `text/event-plain`: percent-encoded header lines, a blank line, then the event's own body. */
  static fromPlain(bytes: Uint8Array): EventView {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const blank = view.indexOf('\n\n');
    if (blank === -1) return new EventView(true, bytes, undefined);
    // The frame's own length already says where the inner body ends; the event's `Content-Length` may have been set by
    // whoever fired it.
    const body = view.subarray(blank + 2);
    return new EventView(
      true,
      bytes.subarray(0, blank),
      body.length === 0 ? undefined : body.toString('utf8'),
    );
  }

  /**
   * From the JSON form of an event: a `text/event-json` body, or what `uuid_dump <uuid> json` answers.
   *
   * @throws EslEventError when it is not a JSON object; the message does not repeat it.
   */
  static fromJson(text: string): EventView {
    const table: HeaderTable = new Map();
    let body: string | undefined;
    for (const [name, value] of Object.entries(parseObject(text))) {
      const raw = jsonValue(value);
      if (name === '_body') body = raw;
      else if (!table.has(name.toLowerCase())) table.set(name.toLowerCase(), { name, raw });
    }
    return new EventView(false, new Uint8Array(0), body, table);
  }

  /** `Event-Name`, such as `CHANNEL_PARK`; empty when the event does not say. An unknown name is passed on as it is. */
  get name(): string {
    return this.get('Event-Name') ?? '';
  }

  /** The event's own body, such as the result of a background job. */
  get body(): string | undefined {
    return this.#body;
  }

  /** The decoded value; bytes that are not UTF-8 are replaced by U+FFFD (see `isLossy`). */
  get(header: string): string | undefined {
    const raw = this.raw(header);
    return raw === undefined ? undefined : this.#decode(raw);
  }

  /** The value as it came, percent-encoded in a plain event. */
  raw(header: string): string | undefined {
    const name = header.toLowerCase();
    if (this.#table === undefined && this.#text === undefined && isAscii(this.#head))
      this.#text = new HeaderText(utf8(this.#head));
    if (this.#table === undefined && this.#text !== undefined) return this.#text.raw(name);
    return this.#headers().get(name)?.raw;
  }

  has(header: string): boolean {
    return this.raw(header) !== undefined;
  }

  /** True when `get` had to replace bytes of the value: it is not what the sender wrote. */
  isLossy(header: string): boolean {
    const raw = this.raw(header);
    if (raw === undefined) return false;
    return this.#encoded ? decodePercent(raw).lossy : raw.includes('\uFFFD');
  }

  /** The elements of an array value (`ARRAY::a|:b` on the wire), one for any other value, none when it is absent. */
  list(header: string): readonly string[] {
    const value = this.get(header);
    if (value === undefined) return [];
    return value.startsWith(ARRAY_MARK) ? value.slice(ARRAY_MARK.length).split(ARRAY_SEPARATOR) : [value];
  }

  /** Every header with its decoded value, names as written, in the order of the message. */
  *headers(): Iterable<[string, string]> {
    for (const { name, raw } of this.#headers().values()) yield [name, this.#decode(raw)];
  }

  #decode(raw: string): string {
    if (!this.#encoded) return raw;
    return raw === EMPTY_VALUE ? '' : decodePercent(raw).text;
  }

  #headers(): HeaderTable {
    if (this.#table === undefined) {
      this.#table = parsePlain(utf8(this.#head));
      this.#head = new Uint8Array(0);
    }
    return this.#table;
  }
}

/** A line that is no header is left out: the frame around it was sound, so the stream is. */
function parsePlain(text: string): HeaderTable {
  const table: HeaderTable = new Map();
  for (const line of text.split('\n')) {
    const header = parseHeaderLine(line);
    if (header === undefined) continue;
    const key = header.name.toLowerCase();
    if (!table.has(key)) table.set(key, { name: header.name, raw: header.value });
  }
  return table;
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EslEventError('not an event: no valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EslEventError('not an event: no JSON object');
  }
  return value;
}

/** `switch_event_serialize_json` writes strings, and arrays of strings for array values. */
function jsonValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return ARRAY_MARK + value.map(jsonValue).join(ARRAY_SEPARATOR);
  return JSON.stringify(value);
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
