/** What a figure must be: at least, or at most, this. */
export interface Bound {
  readonly is: 'least' | 'most';
  readonly value: number;
}

/** One figure of a benchmark. */
export interface Measured {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** `null`: nobody has promised anything. */
  readonly bound: Bound | null;
  /** `null` without a bound. */
  readonly holds: boolean | null;
}

export function measured(metric: string, value: number, unit: string, bound: Bound | null = null): Measured {
  return {
    metric,
    value: Number(value.toPrecision(4)),
    unit,
    bound,
    holds: bound === null ? null : isWithin(value, bound),
  };
}

export function isWithin(value: number, bound: Bound): boolean {
  return bound.is === 'least' ? value >= bound.value : value <= bound.value;
}

export function atLeast(value: number): Bound {
  return { is: 'least', value };
}

export function atMost(value: number): Bound {
  return { is: 'most', value };
}

/** For people: `at most 22`. */
export function boundText(bound: Bound | null): string {
  return bound === null ? '' : `at ${bound.is} ${bound.value.toLocaleString('en')}`;
}
