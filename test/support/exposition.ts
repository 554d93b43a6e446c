/** One line of the text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const HEAD = /^# HELP ([a-z_0-9]+) (.+)\n# TYPE \1 (counter|gauge|histogram)$/;
const SAMPLE = /^([a-z_0-9]+)(?:\{(.*)\})? ([+-]?(?:\d\S*|Inf)|NaN)$/;
const LABEL = /([a-z_0-9]+)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/gy;

/** Reads the text format of Prometheus, version 0.0.4, as its description says. @throws Error where a line is none of it */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = text.slice(0, -1).split(/\n(?=# HELP )/);
  const read = families.map(readFamily);
  if (new Set(read.map(({ name }) => name)).size !== read.length) throw new Error('a metric comes twice');
  return new Map(read.map((family) => [family.name, family]));
}

function readFamily(text: string): Family {
  const [help = '', type = '', ...lines] = text.split('\n');
  const [, name, words, kind] = HEAD.exec(`${help}\n${type}`) ?? [];
  if (name === undefined || words === undefined || kind === undefined) throw new Error(`no head: ${help}`);
  const samples = lines.map(readSample);
  const suffixes = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  for (const sample of samples)
    if (!suffixes.some((suffix) => sample.name === name + suffix))
      throw new Error(`${sample.name} is no sample of ${name}`);
  return { name, type: kind, help: words, samples };
}

function readSample(line: string): Sample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
  const pairs = [...labels.matchAll(LABEL)];
  if (pairs.map(([pair]) => pair).join('') !== labels) throw new Error(`no labels: ${line}`);
  const read = pairs.map(([, key = '', text = '']): [string, string] => [key, unescaped(text)]);
  return { name, labels: Object.fromEntries(read), value: Number(value.replace('Inf', 'Infinity')) };
}

function unescaped(text: string): string {
  return text.replace(/\\([\\n"])/g, (_pair, one: string) => (one === 'n' ? '\n' : one));
}
