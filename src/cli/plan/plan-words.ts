import type { PlannedAreaView, PlanView } from '../../app/plan-view.ts';
import type { AreaProgress } from '../../domain/planning/plan-areas.ts';
import { type Column, fields, table } from '../table.ts';
import { counted, grouped, shortInstant } from '../wording.ts';

const AREA_COLUMN: Column<PlannedAreaView> = { title: 'AREA', cell: ({ areaCode }) => areaCode ?? '-' };

const AREA_COLUMNS: readonly Column<PlannedAreaView>[] = [
  AREA_COLUMN,
  { title: 'NEEDED', align: 'right', cell: ({ numbers }) => grouped(numbers) },
  {
    title: 'PRESENT',
    align: 'right',
    cell: ({ presentNumbers: there }) => (there === null ? '-' : grouped(there)),
  },
  { title: 'LOWER BOUND', align: 'right', cell: ({ lowerBound }) => grouped(lowerBound) },
  { title: 'FOR STRANGERS', align: 'right', cell: ({ numbersForStrangers }) => grouped(numbersForStrangers) },
  { title: 'BINDS', align: 'right', cell: ({ binds }) => grouped(binds) },
  { title: 'PARTIES', align: 'right', cell: ({ parties }) => grouped(parties) },
  { title: 'LIVE AT MOST', align: 'right', cell: ({ peakBindings }) => grouped(peakBindings) },
  { title: 'FROM', cell: ({ firstAt }) => (firstAt === null ? '' : shortInstant(firstAt)) },
  { title: 'TO', cell: ({ lastAt }) => (lastAt === null ? '' : shortInstant(lastAt)) },
];

interface Point {
  readonly area: PlannedAreaView;
  readonly numbers: number;
  readonly refused: number;
  readonly refusalRate: number;
}

const POINT_COLUMNS: readonly Column<Point>[] = [
  { title: 'AREA', cell: ({ area }) => area.areaCode ?? '-' },
  { title: 'NUMBERS', align: 'right', cell: ({ numbers }) => grouped(numbers) },
  { title: 'REFUSED', align: 'right', cell: ({ refused }) => grouped(refused) },
  { title: 'SHARE', align: 'right', cell: ({ refusalRate }) => percent(refusalRate) },
  { title: '', cell: noteOf },
];

/** A plan as people read it. */
export function planText(plan: PlanView): string {
  const { areas, numbers, coolDown, refusalRate } = plan;
  const head = fields([
    ['numbers needed', grouped(numbers)],
    ['refusals allowed', percent(refusalRate)],
    ['cool-down', coolDown],
  ]);
  const points = areas.flatMap((area) => area.curve.map((point) => ({ area, ...point })));
  return [head, table(AREA_COLUMNS, areas), table(POINT_COLUMNS, points), ...areas.map(areaText)]
    .filter((part) => part !== '')
    .join('\n');
}

/** `area 10: 4 trials done, now 1,234 numbers  45%` */
export function planProgressText({ areaCode, trials, numbers, done }: AreaProgress): string {
  const area = areaCode === null ? '' : `area ${areaCode}: `;
  const trial = `${counted(trials, 'trial')} done, now ${counted(numbers, 'number')}`;
  return `${area}${trial}  ${Math.floor(done * 100)}%`;
}

function noteOf({ area, numbers }: Point): string {
  const notes = [
    numbers === area.numbers ? 'needed' : '',
    numbers === area.presentNumbers ? 'present' : '',
  ].filter(Boolean);
  return notes.join(', ');
}

function areaText({ areaCode, busiestParty, shorterCoolDowns }: PlannedAreaView): string {
  const area = areaCode === null ? '' : `area ${areaCode}: `;
  const busiest =
    busiestParty === null
      ? ''
      : `${area}the busiest party (${busiestParty.party}) held ${counted(busiestParty.holds, 'number')} at ` +
        `${shortInstant(busiestParty.at)}: ${grouped(busiestParty.live)} bound, ${grouped(busiestParty.cooling)} cooling\n`;
  const shorter = shorterCoolDowns.map(
    ({ coolDown, lowerBound }) => `${grouped(lowerBound)} with ${coolDown}`,
  );
  return shorter.length === 0
    ? busiest
    : `${busiest}${area}lower bound with a shorter cool-down: ${shorter.join(', ')}\n`;
}

/** `0.5%`: of a share from 0 to 1. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
