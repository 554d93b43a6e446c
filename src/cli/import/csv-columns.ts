import type { BindInput } from '../../app/operations.ts';
import { BINDING_MODES, isBindingMode, isOpenMode } from '../../domain/binding/binding-mode.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';

type TextFields = Omit<BindInput, 'extensionDigits' | 'rememberCallers'>;

/** Columns of an import file and the parts of a binding that they give. `a` and `b` must be there. */
export const COLUMN_FIELDS = {
  a: 'a',
  b: 'b',
  x: 'x',
  pool: 'pool',
  area_code: 'areaCode',
  mode: 'mode',
  y: 'y',
  extension: 'extension',
  group: 'group',
  call_back: 'callBack',
  expires: 'expires',
  after_call: 'afterCall',
  sliding: 'sliding',
  reference: 'reference',
} as const satisfies Readonly<Record<string, keyof TextFields>>;

export type ColumnName = keyof typeof COLUMN_FIELDS;

export const COLUMN_NAMES = Object.keys(COLUMN_FIELDS).filter(isColumn);

/** Longest field that can be meant, in characters. */
const MAX_FIELD = 256;
const CONTROL = /\p{Cc}/u;

/** Reads the header row. @throws AxbridgeError `input-invalid` that names the line */
export function readHeader(cells: readonly string[], line: number): readonly ColumnName[] {
  const columns = cells.map((cell) => {
    const name = cell.trim().toLowerCase();
    if (isColumn(name)) return name;
    throw headerError(
      line,
      `there is no column '${cell.slice(0, 40)}'; columns are ${COLUMN_NAMES.join(',')}`,
    );
  });
  if (new Set(columns).size !== columns.length) throw headerError(line, 'a column stands there twice');
  if (!columns.includes('a') || !columns.includes('b'))
    throw headerError(line, 'the first line must name the columns, a and b among them');
  return columns;
}

/** What a line asks for, or why it is no line of this file. The reason does not repeat what the line holds. */
export type RowReading =
  | { readonly ok: true; readonly row: BindInput }
  | { readonly ok: false; readonly reason: string };

export function readRow(columns: readonly ColumnName[], cells: readonly string[]): RowReading {
  if (cells.length !== columns.length)
    return bad(`${columns.length} fields are needed, there are ${cells.length}`);
  const row: { -readonly [K in keyof TextFields]?: string } = {};
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    if (cell.length > MAX_FIELD) return bad(`${column}: longer than ${MAX_FIELD} characters`);
    if (CONTROL.test(cell)) return bad(`${column}: there is a control character in it`);
    row[COLUMN_FIELDS[column]] = cell;
  }
  const { a, b, mode, ...terms } = row;
  if (a === undefined) return bad('a: is empty');
  if (mode !== undefined && !isBindingMode(mode)) return bad(`mode: one of ${BINDING_MODES.join(', ')}`);
  if (b === undefined && (mode === undefined || !isOpenMode(mode))) return bad('b: is empty');
  return { ok: true, row: { ...terms, a, b, mode } };
}

function isColumn(name: string): name is ColumnName {
  return Object.hasOwn(COLUMN_FIELDS, name);
}

function headerError(line: number, problem: string): AxbridgeError {
  return new AxbridgeError('input-invalid', `line ${line}: ${problem}`);
}

function bad(reason: string): RowReading {
  return { ok: false, reason };
}
