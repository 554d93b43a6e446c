import type {
  Counter,
  Histogram,
  HistogramDescription,
  Labels,
  Meter,
  MetricDescription,
  Reading,
} from '../../ports/meter.ts';

const METRIC_NAME = /^[a-z][a-z0-9_]*$/;
const LABEL_NAME = /^(?!le$)[a-z][a-z0-9_]*$/;
/** Between the values of a series' key: no value of ours holds it, and one that does only shares a series. */
const SEPARATOR = '\u0000';

interface Family {
  readonly type: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  /** The samples' lines, without line ends. */
  readonly lines: () => readonly string[];
}

/** Measurements in memory, shown in the text format of Prometheus, version 0.0.4. */
export class PrometheusMeter implements Meter {
  readonly #families = new Map<string, Family>();

  now(): number {
    return performance.now() / 1000;
  }

  counter<Name extends string = never>(description: MetricDescription<Name>): Counter<Name> {
    const { name, labels } = description;
    const series = new Map<string, { readonly text: string; value: number }>();
    this.#add(description, 'counter', () =>
      [...series.values()].map(({ text, value }) => `${name}${braced(text)} ${print(value)}`),
    );
    return {
      add: (values, by = 1) => {
        const key = keyOf(labels, values);
        const known = series.get(key);
        if (known === undefined) series.set(key, { text: labelText(labels, values), value: by });
        else known.value += by;
      },
    };
  }

  histogram<Name extends string = never>(description: HistogramDescription<Name>): Histogram<Name> {
    const { labels, bounds } = description;
    if (bounds.some((bound, place) => bound <= (bounds[place - 1] ?? 0)))
      throw new Error(`${description.name}: the bounds do not ascend`);
    const series = new Map<string, Distribution>();
    this.#add(description, 'histogram', () =>
      [...series.values()].flatMap((one) => one.lines(description.name)),
    );
    return {
      observe: (values, seconds) => {
        const key = keyOf(labels, values);
        let known = series.get(key);
        if (known === undefined) {
          known = new Distribution(labelText(labels, values), bounds);
          series.set(key, known);
        }
        known.observe(seconds);
      },
    };
  }

  gauge<Name extends string = never>(
    description: MetricDescription<Name>,
    read: () => readonly Reading<Name>[],
    type: 'gauge' | 'counter' = 'gauge',
  ): void {
    const { name, labels } = description;
    this.#add(description, type, () =>
      read().map((one) => `${name}${braced(labelText(labels, one.labels))} ${print(one.value)}`),
    );
  }

  /** Everything as it is now. */
  text(): string {
    const families = [...this.#families].sort(([one], [other]) => (one < other ? -1 : 1));
    return families
      .flatMap(([name, { help, type, lines }]) => [
        `# HELP ${name} ${escapeHelp(help)}`,
        `# TYPE ${name} ${type}`,
        ...lines(),
      ])
      .map((line) => `${line}\n`)
      .join('');
  }

  #add(description: MetricDescription<string>, type: Family['type'], lines: Family['lines']): void {
    const { name, help, labels } = description;
    if (!METRIC_NAME.test(name) || !labels.every((label) => LABEL_NAME.test(label)))
      throw new Error(`${name}: not the name of a metric, or of a label`);
    if (this.#families.has(name)) throw new Error(`${name} is there already`);
    this.#families.set(name, { type, help, lines });
  }
}

/** One series of a histogram. */
class Distribution {
  readonly #text: string;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  constructor(text: string, bounds: readonly number[]) {
    this.#text = text;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    const place = this.#bounds.findIndex((bound) => value <= bound);
    if (place >= 0) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  lines(name: string): readonly string[] {
    let upTo = 0;
    const buckets = this.#bounds.map((bound, place) => {
      upTo += this.#counts[place] ?? 0;
      return `${name}_bucket${this.#within(print(bound))} ${upTo}`;
    });
    return [
      ...buckets,
      `${name}_bucket${this.#within('+Inf')} ${this.#count}`,
      `${name}_sum${braced(this.#text)} ${print(this.#sum)}`,
      `${name}_count${braced(this.#text)} ${this.#count}`,
    ];
  }

  #within(bound: string): string {
    return braced(`${this.#text}${this.#text === '' ? '' : ','}le="${bound}"`);
  }
}

function keyOf<Name extends string>(labels: readonly Name[], values: Labels<Name>): string {
  let key = '';
  for (const label of labels) key += values[label] + SEPARATOR;
  return key;
}

function labelText<Name extends string>(labels: readonly Name[], values: Labels<Name>): string {
  return labels.map((label) => `${label}="${escapeValue(values[label])}"`).join(',');
}

function braced(text: string): string {
  return text === '' ? '' : `{${text}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

/** Numbers as Go reads them. */
function print(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
