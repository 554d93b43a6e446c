import { boundText, type Measured } from './measured.ts';

const WIDTH = 760;
const ROW = 34;
const BAR = { left: 20, width: 560 };
/** Of the bound. */
const MOST_SHARE = 2;

/** A bar for each figure that has a bound: how much of it is used up. What is beyond the line misses it. */
export function benchPlot(title: string, rows: readonly Measured[]): string {
  const bars = rows.flatMap((row) =>
    row.bound === null ? [] : [{ row, share: shareOf(row.value, row.bound) }],
  );
  const height = 70 + bars.length * ROW;
  const lineAt = BAR.left + BAR.width / MOST_SHARE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${BAR.left}" y="24" font-size="15">${escaped(title)}</text>`,
    ...bars.flatMap(({ row, share }, place) => barOf(row, share, 44 + place * ROW)),
    `<line x1="${lineAt}" y1="36" x2="${lineAt}" y2="${height - 24}" stroke="#333" stroke-dasharray="3 3"/>`,
    `<text x="${lineAt + 4}" y="${height - 10}">the bound</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Above 1 it is missed. */
function shareOf(value: number, bound: NonNullable<Measured['bound']>): number {
  const share = bound.is === 'most' ? value / bound.value : bound.value / value;
  return Math.min(MOST_SHARE, Math.max(0, Number.isFinite(share) ? share : MOST_SHARE));
}

function barOf(row: Measured, share: number, y: number): readonly string[] {
  const label = `${row.metric}: ${row.value.toLocaleString('en')} ${row.unit} (${boundText(row.bound)})`;
  const width = Math.max(1, (share / MOST_SHARE) * BAR.width);
  return [
    `<text x="${BAR.left}" y="${y + 9}" fill="#333">${escaped(label)}</text>`,
    `<rect x="${BAR.left}" y="${y + 13}" width="${width.toFixed(1)}" height="10" fill="${row.holds === true ? '#2a7' : '#c43'}"/>`,
  ];
}

/** Text inside an element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
