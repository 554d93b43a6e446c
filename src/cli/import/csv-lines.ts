import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { CsvFormat, ReadRow } from './csv-format.ts';
import { type FileFault, MAX_LINE_BYTES, type WholeLines } from './whole-lines.ts';

/** One line of a CSV file. */
export type CsvLine<Row> = { readonly kind: 'row'; readonly line: number; readonly row: Row } | BadLine;

interface BadLine {
  readonly kind: 'bad';
  /** Counted from 1. */
  readonly line: number;
  /** Does not repeat what the line holds. */
  readonly reason: string;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** A quote inside a field without quotes: the line ends where it ends. After any other fault nobody knows where that is. */
const HARMLESS: readonly string[] = ['INVALID_OPENING_QUOTE'];

/**
 * Reads the lines of a CSV file (RFC 4180, UTF-8, a header row first). A bad line is told and left out; where the file
 * as such cannot be read on, `fault` says so afterwards, and all lines before that were given out.
 */
export class CsvLines<Row> {
  readonly #source: WholeLines;
  readonly #format: CsvFormat<Row>;
  /** Line on which the parser lost its way, and why. */
  #csvFault: FileFault | null = null;
  #badQuotes: BadLine[] = [];
  #lastLine = 0;

  constructor(source: WholeLines, format: CsvFormat<Row>) {
    this.#source = source;
    this.#format = format;
  }

  get fault(): FileFault | null {
    if (this.#csvFault === null) return this.#source.fault;
    return { line: this.#lastLine + 1, reason: this.#csvFault.reason };
  }

  /** @throws AxbridgeError `input-invalid` for a header that cannot be read; no line was given out then. */
  async *of(source: AsyncIterable<Buffer>): AsyncGenerator<CsvLine<Row>> {
    const parser = parse({
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\n', '\r\n'],
      max_record_size: MAX_LINE_BYTES,
      skip_records_with_error: true,
      on_skip: (error) => {
        this.#skipped(error);
        return undefined;
      },
    });
    const read = pipeline(this.#source.of(source), parser).catch((error: unknown) =>
      parser.destroy(asError(error)),
    );
    let readRow: ReadRow<Row> | null = null;
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      yield* this.#takeBadQuotes(info.lines);
      if (this.#isBeyondFault(info.lines)) break;
      this.#lastLine = info.lines;
      if (readRow === null) readRow = this.#format(record, info.lines);
      else yield lineOf(readRow, record, info.lines);
    }
    await read;
    yield* this.#takeBadQuotes(Number.POSITIVE_INFINITY);
    if (readRow === null && this.fault === null)
      throw new AxbridgeError('input-invalid', 'line 1: the file is empty');
  }

  #skipped(error: CsvError | undefined): void {
    if (error === undefined || this.#csvFault !== null) return;
    const line = Number(error['lines']);
    if (!HARMLESS.includes(error.code)) {
      this.#csvFault = { line, reason: faultReason(error.code) };
    } else if (this.#badQuotes.at(-1)?.line !== line) {
      this.#badQuotes.push({ kind: 'bad', line, reason: 'a quote stands inside a field without quotes' });
    }
  }

  *#takeBadQuotes(before: number): Generator<BadLine> {
    while ((this.#badQuotes[0]?.line ?? Number.POSITIVE_INFINITY) < before) {
      const bad = this.#badQuotes.shift();
      if (bad === undefined) return;
      this.#lastLine = bad.line;
      yield bad;
    }
  }

  /** A parser that lost its way gives out nothing more today; were it to find one again, it would not be believed. */
  #isBeyondFault(line: number): boolean {
    return this.#csvFault !== null && line >= this.#csvFault.line;
  }
}

function lineOf<Row>(readRow: ReadRow<Row>, record: readonly string[], lastLine: number): CsvLine<Row> {
  const reading = readRow(record);
  if (reading.ok) return { kind: 'row', line: lastLine, row: reading.row };
  return { kind: 'bad', line: lastLine - lineFeedsIn(record), reason: reading.reason };
}

/** A record that spans lines is told by its first one. */
function lineFeedsIn(record: readonly string[]): number {
  return record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

function faultReason(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and not closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `the line is longer than ${MAX_LINE_BYTES} bytes, or a quote is opened here and not closed`;
    default:
      return 'something stands behind a closing quote';
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
