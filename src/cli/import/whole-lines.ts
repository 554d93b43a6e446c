import { isUtf8 } from 'node:buffer';

const LINE_FEED = 0x0a;
const NUL = 0;
/** Longest line that can be meant. */
export const MAX_LINE_BYTES = 64 * 1024;

/** Why the rest of a file is not read. */
export interface FileFault {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/**
 * The bytes of a text file in pieces of whole lines, up to the first line that is no text: what comes before that is good, and
 * nothing of it is lost. `fault` says afterwards where and why it ended early.
 */
export class WholeLines {
  /** Bytes read so far. */
  bytes = 0;
  fault: FileFault | null = null;
  #lines = 0;
  #rest: Buffer = Buffer.alloc(0);

  async *of(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (this.bytes === 0 && isUtf16(chunk)) return this.#stop('the file is UTF-16: save it as UTF-8');
      this.bytes += chunk.length;
      yield* this.#take(chunk);
      if (this.fault !== null) return;
    }
    yield* this.#check(this.#rest);
  }

  *#take(chunk: Buffer): Generator<Buffer> {
    const text = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = text.lastIndexOf(LINE_FEED) + 1;
    this.#rest = text.subarray(end);
    yield* this.#check(text.subarray(0, end));
    if (this.#rest.length > MAX_LINE_BYTES) this.#stop(`the line is longer than ${MAX_LINE_BYTES} bytes`);
  }

  /** Whole lines in one go when all are well; else one by one up to the first bad one. */
  *#check(text: Buffer): Generator<Buffer> {
    if (this.fault !== null || text.length === 0) return;
    if (problemOf(text) === null) {
      this.#lines += countLines(text);
      yield text;
      return;
    }
    let start = 0;
    while (start < text.length) {
      const next = text.indexOf(LINE_FEED, start);
      const end = next === -1 ? text.length : next + 1;
      const line = text.subarray(start, end);
      const problem = problemOf(line);
      if (problem !== null) return this.#stop(problem);
      this.#lines += 1;
      yield line;
      start = end;
    }
  }

  #stop(reason: string): void {
    this.fault ??= { line: this.#lines + 1, reason };
  }
}

function problemOf(text: Buffer): string | null {
  if (text.includes(NUL)) return 'there is a NUL byte in the line: this is no CSV file';
  if (!isUtf8(text)) return 'the line is not UTF-8: save the file as UTF-8 (it may be GBK or Latin-1 now)';
  return null;
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(LINE_FEED); at !== -1; at = text.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** Byte order marks of UTF-16 (Unicode 15, section 23.8). */
function isUtf16(start: Buffer): boolean {
  const [first, second] = start;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
