import { InvalidArgumentError } from 'commander';
import type { PoolInput, PoolView } from '../app/operations.ts';
import { policyFields } from './policy-words.ts';
import { type Column, fields } from './table.ts';
import { wholeNumber } from './whole-number.ts';
import { grouped } from './wording.ts';

export type Refusals = NonNullable<PoolInput['refusals']>;

/** Ranges that stand in a table before it becomes too wide. */
const SHOWN_RANGES = 2;
const REFUSAL = /^([a-z-]{1,64})=([A-Z_]{1,64})(?::([a-z0-9-]{1,64}))?$/;

/** How pools stand in a table. */
export const POOL_COLUMNS: readonly Column<PoolView>[] = [
  { title: 'POOL', cell: ({ pool }) => pool },
  { title: 'NUMBERS', align: 'right', cell: ({ numbers }) => grouped(numbers) },
  { title: 'LOCKED', align: 'right', cell: ({ lockedNumbers }) => grouped(lockedNumbers) },
  { title: 'LIVE', align: 'right', cell: ({ liveBindings }) => grouped(liveBindings) },
  { title: 'BUSIEST', align: 'right', cell: ({ busiestPartyPeers }) => grouped(busiestPartyPeers) },
  { title: 'HEADROOM', align: 'right', cell: headroomText },
  { title: 'COOL-DOWN', cell: ({ coolDown }) => coolDown },
  { title: 'STICKY', cell: ({ sticky }) => (sticky ? 'yes' : 'no') },
  { title: 'PROMPTS', cell: ({ language }) => language },
  { title: 'RANGES', cell: ({ ranges }) => shortRanges(ranges) },
];

/** One pool, a line a field. */
export function poolFields(pool: PoolView): string {
  return fields([
    ['pool', pool.pool],
    [
      'numbers',
      `${grouped(pool.numbers)}${pool.lockedNumbers > 0 ? `, ${grouped(pool.lockedNumbers)} locked` : ''}`,
    ],
    ['live bindings', grouped(pool.liveBindings)],
    ['headroom', headroomText(pool)],
    ['low water', pool.lowWaterPercent === null ? 'none' : `${pool.lowWaterPercent} %`],
    ['falls back on', pool.areaFallback.length === 0 ? null : `area ${pool.areaFallback.join(', ')}`],
    ['cool-down', pool.coolDown],
    ['sticky', pool.sticky ? 'yes' : 'no'],
    ['prompts', pool.language],
    ...policyFields(pool.calls),
    ['webhook', pool.routeWebhook?.url ?? 'none'],
    ...pool.ranges.map((range) => ['range', rangeText(range)] as const),
  ]);
}

/** `90`, or `1 (low)`: how many numbers the busiest party can still get. */
function headroomText({ headroom, low }: PoolView): string {
  return low ? `${grouped(headroom)} (low)` : grouped(headroom);
}

/** Reads `--low-water PERCENT`, or `none`. @throws InvalidArgumentError */
export function readLowWater(text: string): number | 'none' {
  return text === 'none' ? text : wholeNumber(0, 100)(text);
}

/** Reads `--refusal REASON=CAUSE[:PROMPT]` and adds it to those before. @throws InvalidArgumentError */
export function readRefusal(text: string, before: Refusals | undefined): Refusals {
  const [, reason, cause, prompt] = REFUSAL.exec(text) ?? [];
  if (reason === undefined || cause === undefined)
    throw new InvalidArgumentError('Write it as REASON=CAUSE or REASON=CAUSE:PROMPT.');
  return { ...before, [reason]: { cause, prompt: prompt ?? null } };
}

function shortRanges(ranges: PoolView['ranges']): string {
  const more = ranges.length - SHOWN_RANGES;
  const shown = ranges.slice(0, SHOWN_RANGES).map(rangeText).join(', ');
  return more > 0 ? `${shown}, and ${grouped(more)} more` : shown;
}

function rangeText({ first, last, areaCode, locked }: PoolView['ranges'][number]): string {
  const notes = [areaCode === null ? '' : `area ${areaCode}`, locked ? 'locked' : ''].filter(Boolean);
  const numbers = first === last ? first : `${first}-${last}`;
  return notes.length === 0 ? numbers : `${numbers} (${notes.join(', ')})`;
}
