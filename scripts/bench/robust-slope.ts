/** What was seen at a time. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The median of the slopes between any two points (Theil and Sen): a few that stand out do not move it. 0 of fewer than two. */
export function robustSlope(points: readonly Point[]): number {
  const slopes = points.flatMap((one, place) =>
    points.slice(place + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  );
  const sorted = slopes.filter(Number.isFinite).sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return 0;
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
