import { readAreaCode } from '../../app/area-reading.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { parseInstant } from '../../domain/instant-text.ts';
import { bad, type Cells, type CsvFormat, csvFormat, type RowReading } from '../import/csv-format.ts';

/** Who needed a number with whom. Parties are told apart as they are written: numbers, or any names that stand for them. */
export interface PlannedRow {
  readonly a: string;
  readonly b: string;
  readonly from: EpochMs;
  /** `Infinity` where no end is known. */
  readonly to: EpochMs;
  readonly areaCode: string | null;
}

export const PLAN_COLUMNS = ['a', 'b', 'from', 'to', 'area_code'] as const;

type PlanColumn = (typeof PLAN_COLUMNS)[number];

/** The format of a file to plan from. */
export const PLAN_FORMAT: CsvFormat<PlannedRow> = csvFormat(
  PLAN_COLUMNS,
  ['a', 'b', 'from', 'to'],
  readPlanned,
);

const NO_INSTANT = 'is no instant; write it such as 2026-01-31T08:00:00Z or 2026-01-31T16:00:00+08:00';

function readPlanned(cells: Cells<PlanColumn>): RowReading<PlannedRow> {
  const [a, b, from] = [cells.get('a'), cells.get('b'), cells.get('from')];
  if (a === undefined) return bad('a: is empty');
  if (b === undefined) return bad('b: is empty');
  if (a === b) return bad('a and b are the same');
  if (from === undefined) return bad('from: is empty');
  const [begin, end] = [instantOf(from), endOf(cells.get('to'))];
  if (begin === undefined) return bad(`from: ${NO_INSTANT}`);
  if (end === undefined) return bad(`to: ${NO_INSTANT}`);
  if (end < begin) return bad('to: is before from');
  const areaCode = cells.get('area_code');
  if (!isAreaCode(areaCode)) return bad('area_code: 1 to 8 digits');
  return { ok: true, row: { a, b, from: begin, to: end, areaCode: areaCode ?? null } };
}

function endOf(text: string | undefined): EpochMs | undefined {
  return text === undefined ? Number.POSITIVE_INFINITY : instantOf(text);
}

/** Databases write microseconds; a plan has no use for them. */
function instantOf(text: string): EpochMs | undefined {
  return parseInstant(text.replace(/(\.[0-9]{3})[0-9]{1,6}/, '$1'));
}

function isAreaCode(text: string | undefined): boolean {
  try {
    readAreaCode(text);
    return true;
  } catch (error) {
    if (error instanceof AxbridgeError) return false;
    throw error;
  }
}
