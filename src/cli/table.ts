import { printable } from '../domain/printable.ts';
import { displayWidth, padTo } from './display-width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

/** Rows under their titles, in columns of even width, each line ended. Cells are made printable. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => cellsOf(columns, row))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => displayWidth(line[at] ?? ''))));
  return lines.map((line) => `${alignLine(columns, line, widths)}\n`).join('');
}

/** `name  value` lines with the values in one column; those that are `null` are left out. */
export function fields(pairs: readonly (readonly [name: string, value: string | null])[]): string {
  const shown = pairs.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const]));
  const width = Math.max(...shown.map(([name]) => displayWidth(name)));
  return shown.map(([name, value]) => `${padTo(name, width, 'left')}  ${value}\n`).join('');
}

function cellsOf<Row>(columns: readonly Column<Row>[], row: Row): readonly string[] {
  return columns.map(({ cell }) => printable(cell(row)));
}

function alignLine<Row>(
  columns: readonly Column<Row>[],
  line: readonly string[],
  widths: readonly number[],
): string {
  const cells = columns.map(({ align }, at) => padTo(line[at] ?? '', widths[at] ?? 0, align ?? 'left'));
  return cells.join('  ').trimEnd();
}
