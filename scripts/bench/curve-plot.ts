import { escaped } from './bench-plot.ts';

/** A figure at a setting, beside what it cannot be below. */
export interface CurvePoint {
  readonly series: string;
  /** The setting, in words. */
  readonly at: string;
  readonly value: number;
  readonly least: number;
}

const WIDTH = 760;
const ROW = 34;
const LEFT = 20;
const BAR_WIDTH = 560;

/** Two bars for each point, on the scale of its series: the figure, and under it the least that it could be. */
export function curvePlot(title: string, points: readonly CurvePoint[]): string {
  const series = [...new Set(points.map((point) => point.series))];
  const height = 50 + (points.length + series.length) * ROW;
  const parts: string[] = [];
  let y = 44;
  for (const name of series) {
    const own = points.filter((point) => point.series === name);
    const most = Math.max(1, ...own.map(({ value, least }) => Math.max(value, least)));
    parts.push(`<text x="${LEFT}" y="${y + 14}" font-size="13">${escaped(name)}</text>`);
    y += ROW;
    for (const point of own) {
      parts.push(...barsOf(point, most, y));
      y += ROW;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="15">${escaped(title)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function barsOf({ at, value, least }: CurvePoint, most: number, y: number): readonly string[] {
  const width = (figure: number): string => Math.max(1, (figure / most) * BAR_WIDTH).toFixed(1);
  const label = `${at}: ${value.toLocaleString('en')}, at least ${least.toLocaleString('en')}`;
  return [
    `<text x="${LEFT}" y="${y + 9}" fill="#333">${escaped(label)}</text>`,
    `<rect x="${LEFT}" y="${y + 13}" width="${width(value)}" height="8" fill="#27a"/>`,
    `<rect x="${LEFT}" y="${y + 21}" width="${width(least)}" height="4" fill="#999"/>`,
  ];
}
