import type { BindInput } from '../../app/operations.ts';
import { BINDING_MODES, isBindingMode, isOpenMode } from '../../domain/binding/binding-mode.ts';
import { bad, type Cells, type CsvFormat, csvFormat, type RowReading } from './csv-format.ts';
import type { CsvLine } from './csv-lines.ts';

type TextFields = Omit<BindInput, 'extensionDigits' | 'rememberCallers' | 'areaFallback' | 'policy'>;

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

/** The format of an import file. */
export const BINDING_FORMAT: CsvFormat<BindInput> = csvFormat(COLUMN_NAMES, ['a', 'b'], readBinding);

export type BindingLine = CsvLine<BindInput>;

function readBinding(cells: Cells<ColumnName>): RowReading<BindInput> {
  const row: { -readonly [K in keyof TextFields]?: string } = {};
  for (const [column, cell] of cells) row[COLUMN_FIELDS[column]] = cell;
  const { a, b, mode, ...terms } = row;
  if (a === undefined) return bad('a: is empty');
  if (mode !== undefined && !isBindingMode(mode)) return bad(`mode: one of ${BINDING_MODES.join(', ')}`);
  if (b === undefined && (mode === undefined || !isOpenMode(mode))) return bad('b: is empty');
  return { ok: true, row: { ...terms, a, b, mode } };
}

function isColumn(name: string): name is ColumnName {
  return Object.hasOwn(COLUMN_FIELDS, name);
}
