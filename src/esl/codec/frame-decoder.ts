import { EslDesyncError } from './errors.ts';
import { type ContentType, type Frame, isContentType } from './frame.ts';
import { parseHeaderLine } from './header-line.ts';
import { type CodecLimits, DEFAULT_LIMITS } from './limits.ts';

const LF = 0x0a;
const NO_BYTES = new Uint8Array(0);

/** A frame whose header block has been read and whose body is still arriving. */
interface OpenFrame {
  readonly type: ContentType;
  readonly headers: ReadonlyMap<string, string>;
  readonly length: number;
  /** Memory for a body that does not come in one chunk; of it `filled` bytes are there. */
  partial: Uint8Array | undefined;
  filled: number;
}

/**
 * Bytes in, frames out. Chunks may be split anywhere; each byte of a header block is scanned once and each byte of a body
 * is never scanned at all. Holds at most one header block and one body.
 *
 * Framing as in mod_event_socket.c: header lines, a blank line, then exactly `Content-Length` bytes.
 */
export class FrameDecoder {
  readonly #limits: CodecLimits;
  /** The part of a header block that earlier chunks brought: the first `#heldBytes` of `#held`. */
  #held: Uint8Array = NO_BYTES;
  #heldBytes = 0;
  /** True when nothing of the current line has been read: a line feed here closes the block. */
  #atLineStart = true;
  #open: OpenFrame | undefined;
  #broken: EslDesyncError | undefined;

  constructor(limits: CodecLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Takes the next bytes and gives the frames that they complete, in order.
   *
   * @throws EslDesyncError when the framing is broken, with the frames of this chunk that were complete before the fault;
   *   again on every later call.
   */
  push(chunk: Uint8Array): Frame[] {
    if (this.#broken !== undefined) throw new EslDesyncError(this.#broken.reason);
    const frames: Frame[] = [];
    try {
      let at = 0;
      while (at < chunk.length) {
        const open = this.#open;
        at = open === undefined ? this.#takeHead(chunk, at, frames) : this.#takeBody(chunk, open, at, frames);
      }
    } catch (error) {
      if (!(error instanceof EslDesyncError)) throw error;
      this.#broken = new EslDesyncError(error.reason, frames);
      throw this.#broken;
    }
    return frames;
  }

  /** Takes header bytes from `from` on; returns where it stopped. */
  #takeHead(chunk: Uint8Array, from: number, frames: Frame[]): number {
    const end = this.#findBlankLine(chunk, from);
    const stop = end === -1 ? chunk.length : end;
    if (this.#heldBytes + stop - from > this.#limits.headerBlockBytes) {
      throw new EslDesyncError('header-block-too-long');
    }
    if (end === -1) {
      this.#hold(chunk.subarray(from));
      return chunk.length;
    }
    this.#beginFrame(this.#takeBlock(chunk.subarray(from, end)), frames);
    return end;
  }

  /** The index after the line feed that closes the block, or -1; remembers how the chunk ends. */
  #findBlankLine(chunk: Uint8Array, from: number): number {
    let lineStart = from;
    for (;;) {
      const lineEnd = chunk.indexOf(LF, lineStart);
      if (lineEnd === -1) {
        this.#atLineStart = lineStart === chunk.length;
        return -1;
      }
      if (this.#atLineStart && lineEnd === lineStart) return lineEnd + 1;
      lineStart = lineEnd + 1;
      this.#atLineStart = true;
    }
  }

  #hold(bytes: Uint8Array): void {
    const needed = this.#heldBytes + bytes.length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(256, needed, this.#held.length * 2));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    this.#held.set(bytes, this.#heldBytes);
    this.#heldBytes = needed;
  }

  /** The whole block, of which `rest` is the last part, as text without its blank line. */
  #takeBlock(rest: Uint8Array): string {
    let block = rest;
    if (this.#heldBytes > 0) {
      this.#hold(rest);
      block = this.#held.subarray(0, this.#heldBytes);
      this.#heldBytes = 0;
    }
    return Buffer.from(block.buffer, block.byteOffset, block.length - 1).toString('utf8');
  }

  #beginFrame(block: string, frames: Frame[]): void {
    const headers = parseBlock(block);
    const type = headers.get('content-type');
    if (type === undefined) throw new EslDesyncError('missing-content-type');
    if (!isContentType(type)) throw new EslDesyncError('unknown-content-type');
    const length = bodyLength(headers, this.#limits);
    if (length === 0) frames.push({ type, headers, body: NO_BYTES });
    else this.#open = { type, headers, length, partial: undefined, filled: 0 };
  }

  /** Takes body bytes from `from` on; returns where it stopped. A body that is wholly in the chunk is not copied. */
  #takeBody(chunk: Uint8Array, open: OpenFrame, from: number, frames: Frame[]): number {
    const end = Math.min(chunk.length, from + open.length - open.filled);
    const bytes = chunk.subarray(from, end);
    const complete = open.filled + bytes.length === open.length;
    if (open.partial !== undefined || !complete) {
      open.partial ??= new Uint8Array(open.length);
      open.partial.set(bytes, open.filled);
      open.filled += bytes.length;
    }
    if (complete) {
      this.#open = undefined;
      frames.push({ type: open.type, headers: open.headers, body: open.partial ?? bytes });
    }
    return end;
  }
}

/** Lines of a block by lower-case name, the first of each name. */
function parseBlock(block: string): Map<string, string> {
  if (block === '') throw new EslDesyncError('empty-header-block');
  const headers = new Map<string, string>();
  for (const line of block.slice(0, -1).split('\n')) {
    const header = parseHeaderLine(line);
    if (header === undefined) throw new EslDesyncError('malformed-header');
    const name = header.name.toLowerCase();
    const earlier = headers.get(name);
    if (earlier === undefined) headers.set(name, header.value);
    // Two lengths that differ would let one side see a message where the other sees none.
    else if (name === 'content-length' && earlier !== header.value)
      throw new EslDesyncError('malformed-content-length');
  }
  return headers;
}

function bodyLength(headers: ReadonlyMap<string, string>, limits: CodecLimits): number {
  const text = headers.get('content-length');
  if (text === undefined) return 0;
  if (!/^[0-9]{1,15}$/.test(text)) throw new EslDesyncError('malformed-content-length');
  const length = Number(text);
  if (length > limits.bodyBytes) throw new EslDesyncError('body-too-long');
  return length;
}
