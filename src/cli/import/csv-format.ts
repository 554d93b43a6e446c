import { AxbridgeError } from '../../domain/error-catalogue.ts';

/** What a line says, or why it is no line of this file. The reason does not repeat what the line holds. */
export type RowReading<Row> =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly reason: string };

/** Reads the cells of a line. */
export type ReadRow<Row> = (cells: readonly string[]) => RowReading<Row>;

/** Reads the header row. @returns how the lines below it are read @throws AxbridgeError `input-invalid` that names the line */
export type CsvFormat<Row> = (header: readonly string[], line: number) => ReadRow<Row>;

/** The cells of a line that are not empty, by column. */
export type Cells<Name> = ReadonlyMap<Name, string>;

/** Longest field that can be meant, in characters. */
const MAX_FIELD = 256;
const CONTROL = /\p{Cc}/u;
/** More of them could be somebody's number. */
const MOST_DIGITS_SHOWN = 3;

/**
 * A format whose header names its columns, in any order.
 * @param names of all columns
 * @param needed those that have to be there
 * @param read never gets an overlong cell, nor one with control characters
 */
export function csvFormat<Name extends string, Row>(
  names: readonly Name[],
  needed: readonly Name[],
  read: (cells: Cells<Name>) => RowReading<Row>,
): CsvFormat<Row> {
  return (header, line) => {
    const columns = header.map((cell, at) => columnOf(cell, at, names, line));
    if (new Set(columns).size !== columns.length) throw headerError(line, 'a column stands there twice');
    if (!needed.every((name) => columns.includes(name)))
      throw headerError(line, `the first line must name the columns, ${inWords(needed)} among them`);
    return (cells) => {
      const reading = cellsOf(columns, cells);
      return reading.ok ? read(reading.row) : reading;
    };
  };
}

export function bad(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** A word that is no column is repeated; what may be a number is not: the file may have no header, and begin with people. */
function columnOf<Name extends string>(cell: string, at: number, names: readonly Name[], line: number): Name {
  const written = cell.trim().toLowerCase();
  const found = names.find((name) => name === written);
  if (found !== undefined) return found;
  const digits = cell.replaceAll(/\P{Nd}/gu, '').length;
  const shown =
    digits > MOST_DIGITS_SHOWN ? `of the name that column ${at + 1} has` : `'${cell.slice(0, 40)}'`;
  throw headerError(line, `there is no column ${shown}; columns are ${names.join(',')}`);
}

function cellsOf<Name>(columns: readonly Name[], cells: readonly string[]): RowReading<Cells<Name>> {
  if (cells.length !== columns.length)
    return bad(`${columns.length} fields are needed, there are ${cells.length}`);
  const row = new Map<Name, string>();
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    if (cell.length > MAX_FIELD) return bad(`${String(column)}: longer than ${MAX_FIELD} characters`);
    if (CONTROL.test(cell)) return bad(`${String(column)}: there is a control character in it`);
    row.set(column, cell);
  }
  return { ok: true, row };
}

/** `a, b and c`. */
function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function headerError(line: number, problem: string): AxbridgeError {
  return new AxbridgeError('input-invalid', `line ${line}: ${problem}`);
}
