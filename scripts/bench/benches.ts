import { z } from 'zod';
import type { CurvePoint } from './curve-plot.ts';
import { eventRows } from './event-rows.ts';
import { atLeast, atMost, type Measured, measured } from './measured.ts';
import { poolCurve, poolRows } from './pool-rows.ts';

/** One benchmark: a program that prints JSON, and how its figures are read out of that. */
export interface Bench {
  readonly id: string;
  readonly what: string;
  /** Arguments of Node. */
  readonly script: readonly string[];
  /** Takes hours: it runs when it is named, reports when it is stopped with Ctrl-C, and goes on after that when it is named again. */
  readonly isLong?: true;
  /** The program draws `docs/bench/ID.svg` itself. */
  readonly draws?: true;
  /** @throws Error when it is not what the program prints */
  readonly rowsOf: (printed: unknown) => readonly Measured[];
  /** What is drawn beside what it cannot be below, where there is such a thing: in `NAME-curve.svg`. */
  readonly curveOf?: (printed: unknown) => readonly CurvePoint[];
}

const delays = z.array(z.object({ rank: z.string(), added: z.number(), bound: z.number() }));
const pdd = z.object({ rows: delays });
const binds = z.object({
  alone: delays,
  beside: delays,
  binds: z.object({
    bindsPerSecond: z.number(),
    requestP50Ms: z.number(),
    requestP99Ms: z.number(),
    daemonCpuUsPerBind: z.number(),
  }),
});
const start = z.object({ bindings: z.number(), medianMs: z.number(), maxMs: z.number() });
const store = z.object({
  rows: z.array(
    z.object({
      metric: z.string(),
      bindings: z.number(),
      value: z.number(),
      unit: z.string(),
      bound: z.string(),
    }),
  ),
});

/** Of programs that print their rows as they are to be reported. */
const ownRows = z.object({
  rows: z.array(
    z.object({
      metric: z.string(),
      value: z.number(),
      unit: z.string(),
      bound: z.object({ is: z.enum(['least', 'most']), value: z.number() }).nullable(),
      holds: z.boolean().nullable(),
    }),
  ),
});

/** Of what was asked for: the rest is the rounding of when it began and ended. */
const SUSTAINED_BINDS = 4_950;

/** In the order in which they run: those that need a quiet machine most come first. */
export const BENCHES: readonly Bench[] = [
  {
    id: 'pdd',
    what: 'post-dial delay over a static bridge of the same switch',
    script: ['scripts/bench-pdd.ts', '--json'],
    rowsOf: (printed) => delaysOf(pdd.parse(printed).rows, 'post-dial delay'),
  },
  {
    id: 'asks',
    what: 'the same where the dialplan asks the daemon (mod_xml_curl)',
    script: ['scripts/bench-pdd.ts', '--asks', '--json'],
    rowsOf: (printed) => delaysOf(pdd.parse(printed).rows, 'post-dial delay, the dialplan asks'),
  },
  {
    id: 'capacity',
    what: 'calls a second that are set up within one, beside a static bridge and other ways to route',
    script: ['scripts/bench-capacity.ts', '--json'],
    rowsOf: (printed) => ownRows.parse(printed).rows,
  },
  {
    id: 'memory',
    what: 'what live calls cost the switch and the daemon',
    script: ['scripts/bench-memory.ts', '--json'],
    rowsOf: (printed) => ownRows.parse(printed).rows,
  },
  {
    id: 'overload',
    what: 'two and three times the capacity for a minute, and the time after it',
    script: ['scripts/bench-overload.ts', '--json'],
    rowsOf: (printed) => ownRows.parse(printed).rows,
  },
  {
    id: 'soak',
    what: 'hours at half of the capacity',
    script: ['scripts/bench-soak.ts', '--json', '--journal', '.axbridge/soak.jsonl'],
    isLong: true,
    rowsOf: (printed) => ownRows.parse(printed).rows,
  },
  {
    id: 'binds',
    what: '5,000 binds a second over HTTP beside running calls',
    script: ['scripts/bench-binds-and-calls.ts', '--json'],
    rowsOf: (printed) => bindsOf(binds.parse(printed)),
  },
  {
    id: 'binds-batch',
    what: 'the same in batches of 50, a request each',
    script: ['scripts/bench-binds-and-calls.ts', '--batch', '50', '--json'],
    rowsOf: (printed) => bindsOf(binds.parse(printed)),
  },
  {
    id: 'start',
    what: 'from the start of the process to the first call that it routes',
    script: ['scripts/bench-start.ts', '--json'],
    rowsOf: (printed) => startOf(start.parse(printed)),
  },
  {
    id: 'store',
    what: 'durable binds, route decisions and disk',
    script: ['scripts/bench-store.ts', '--json'],
    rowsOf: (printed) => store.parse(printed).rows.map(storeRow),
  },
  {
    id: 'events',
    what: 'events of a switch, from the socket to what they mean for calls',
    script: ['scripts/bench-events.ts', '--json'],
    rowsOf: eventRows,
  },
  {
    id: 'profile',
    what: "where the daemon's processor time goes, and a flame graph of its main thread",
    script: ['scripts/bench-profile.ts', '--json'],
    draws: true,
    rowsOf: (printed) => ownRows.parse(printed).rows,
  },
  {
    id: 'pool',
    what: 'numbers that a pool needs so that nobody is refused',
    script: ['scripts/bench-pool.ts', '--json'],
    rowsOf: poolRows,
    curveOf: poolCurve,
  },
];

function delaysOf(rows: z.infer<typeof delays>, what: string): readonly Measured[] {
  return rows.map(({ rank, added, bound }) =>
    measured(`${what} over static, ${rank}`, added, 'ms', atMost(bound)),
  );
}

function bindsOf({ alone, beside, binds: done }: z.infer<typeof binds>): readonly Measured[] {
  return [
    measured('binds over HTTP', done.bindsPerSecond, 'a second', atLeast(SUSTAINED_BINDS)),
    measured('request, p50', done.requestP50Ms, 'ms'),
    measured('request, p99', done.requestP99Ms, 'ms', atMost(50)),
    measured('processor time of the daemon for a bind', done.daemonCpuUsPerBind, 'us'),
    ...delaysOf(alone, 'post-dial delay alone'),
    ...delaysOf(beside, 'post-dial delay beside the binds'),
  ];
}

function startOf({ bindings, medianMs, maxMs }: z.infer<typeof start>): readonly Measured[] {
  const many = `with ${bindings.toLocaleString('en')} bindings`;
  return [
    measured(`first call routed after the start, median, ${many}`, medianMs, 'ms', atMost(1_000)),
    measured(`first call routed after the start, slowest, ${many}`, maxMs, 'ms'),
  ];
}

function storeRow(row: z.infer<typeof store>['rows'][number]): Measured {
  const [sign = '', text = ''] = row.bound.split(' ');
  const limit = Number(text.replaceAll(',', ''));
  const bound = sign === '' ? null : sign === '>=' ? atLeast(limit) : atMost(limit);
  return measured(
    `${row.metric.trim()}, ${row.bindings.toLocaleString('en')} bindings`,
    row.value,
    row.unit,
    bound,
  );
}
