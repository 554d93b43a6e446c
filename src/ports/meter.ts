/** One value for each label of a metric. Never a telephone number, and nothing that a caller chooses. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** What a metric is called, and what it means. Names end in their unit. */
export interface MetricDescription<Name extends string> {
  /** `axbridge_…_seconds`, `…_total` for a counter. */
  readonly name: string;
  /** One sentence for whoever reads the exposition. */
  readonly help: string;
  readonly labels: readonly Name[];
}

export interface HistogramDescription<Name extends string> extends MetricDescription<Name> {
  /** Upper bounds of the buckets, in seconds, ascending; the one without a bound is added. */
  readonly bounds: readonly number[];
}

/** Only grows, until the daemon ends. */
export interface Counter<Name extends string> {
  /** @param by default: 1 */
  add(labels: Labels<Name>, by?: number): void;
}

/** How long things took. */
export interface Histogram<Name extends string> {
  observe(labels: Labels<Name>, seconds: number): void;
}

/** A value at this moment. */
export interface Reading<Name extends string> {
  readonly labels: Labels<Name>;
  readonly value: number;
}

/** Takes what is measured. Costs calls less than a microsecond a measurement, and never fails them. */
export interface Meter {
  /** Monotone seconds; two of them give a time that no change of the clock distorts. */
  now(): number;
  counter<Name extends string = never>(description: MetricDescription<Name>): Counter<Name>;
  histogram<Name extends string = never>(description: HistogramDescription<Name>): Histogram<Name>;
  /** Read whenever somebody looks. @param type `counter` for a value that only grows; default: `gauge` */
  gauge<Name extends string = never>(
    description: MetricDescription<Name>,
    read: () => readonly Reading<Name>[],
    type?: 'gauge' | 'counter',
  ): void;
}
