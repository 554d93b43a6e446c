const LINE_FEED = 0x0a;

/** A line is longer than what is taken for meant. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/** Cuts a stream of bytes into lines. Every byte is looked at once; a line that does not end is held up to the limit only. */
export class LineSplitter {
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** @param maxBytes longest line, without its line feed */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that are whole now, without their line feeds. @throws LineTooLongError */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    let end = chunk.indexOf(LINE_FEED);
    while (end !== -1) {
      yield this.#take(chunk.subarray(start, end));
      start = end + 1;
      end = chunk.indexOf(LINE_FEED, start);
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  #take(end: Buffer): Buffer {
    this.#hold(end);
    const line = this.#held.length === 1 ? end : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }

  #hold(part: Buffer): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#maxBytes)
      throw new LineTooLongError(`a line is longer than ${this.#maxBytes} bytes`);
    this.#held.push(part);
  }
}
