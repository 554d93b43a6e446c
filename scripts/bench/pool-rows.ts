import { z } from 'zod';
import type { CurvePoint } from './curve-plot.ts';
import { atMost, type Measured, measured } from './measured.ts';

const pool = z.object({
  rows: z.array(z.object({ shape: z.string(), order: z.string(), smallestAbovePeers: z.number() })),
  curve: z.array(
    z.object({ shape: z.string(), coolDown: z.string(), numbers: z.number(), lowerBound: z.number() }),
  ),
});

/** Beyond what the busiest party's peers ask for, with the cool-down off. */
const MOST_ABOVE = 2;

/** The figures of bench-pool.ts. */
export function poolRows(printed: unknown): readonly Measured[] {
  const { rows, curve } = pool.parse(printed);
  return [
    ...rows.map(({ shape, order, smallestAbovePeers }) =>
      measured(
        `above the busiest party's peers: ${shape}, ${order}`,
        smallestAbovePeers,
        'numbers',
        atMost(MOST_ABOVE),
      ),
    ),
    ...curve.flatMap(({ shape, coolDown, numbers, lowerBound }) => [
      measured(
        `numbers needed: ${shape}, cool-down ${coolDown}`,
        numbers,
        'numbers',
        coolDown === 'off' ? atMost(lowerBound + MOST_ABOVE) : null,
      ),
      measured(`the lower bound of that: ${shape}, cool-down ${coolDown}`, lowerBound, 'numbers'),
    ]),
  ];
}

/** How many numbers a pool needs by its cool-down. */
export function poolCurve(printed: unknown): readonly CurvePoint[] {
  return pool.parse(printed).curve.map(({ shape, coolDown, numbers, lowerBound }) => ({
    series: shape,
    at: `cool-down ${coolDown}`,
    value: numbers,
    least: lowerBound,
  }));
}
