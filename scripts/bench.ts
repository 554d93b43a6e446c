/*
 * Runs benchmarks and prints a table: what was measured, and the bound that was promised.
 * usage: npm run bench                   all of them, one after the other; needs a real FreeSWITCH and a machine that does nothing else
 *        npm run bench -- pdd store      some of them
 *        npm run bench -- soak --hours 8 hours at half of the capacity: only when it is named; stopped with Ctrl-C it goes on when named again
 *        npm run bench -- --list         what there is
 * Writes docs/bench/NAME.json (machine, commit, rows of metric, value, unit, bound, holds) and a plot, NAME.svg, as each of them ends: after
 * Ctrl-C what was measured is there, and the others can be run by name.
 * Options: --out DIRECTORY, --json (all rows on standard output), --help.
 * Exit code: 0 when every bound holds, 1 when one is missed or a program broke; 64 for words that it does not know.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchPlot } from './bench/bench-plot.ts';
import { BENCHES, type Bench } from './bench/benches.ts';
import { type CurvePoint, curvePlot } from './bench/curve-plot.ts';
import { boundText, type Measured } from './bench/measured.ts';
import { machine } from './prove/machine.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(ROOT, 'docs/bench') },
    json: { type: 'boolean', default: false },
    hours: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage());
else if (values.list) for (const { id, what } of BENCHES) console.log(`${id.padEnd(8)} ${what}`);
else await bench();

async function bench(): Promise<void> {
  const unknown = positionals.filter((word) => !BENCHES.some(({ id }) => id === word));
  if (unknown.length > 0) {
    console.error(
      `no such benchmark: ${unknown.join(', ')}. There are: ${BENCHES.map(({ id }) => id).join(', ')}`,
    );
    process.exitCode = 64;
    return;
  }
  const wanted = BENCHES.filter(({ id, isLong }) =>
    positionals.length === 0 ? isLong !== true : positionals.includes(id),
  );
  for (const [place, one] of wanted.entries()) {
    console.error(`[${place + 1}/${wanted.length}] ${one.id}: ${one.what}`);
    const result = await measure(one);
    if (result === null || result.rows.some(({ holds }) => holds === false)) process.exitCode = 1;
    if (result !== null) report(one, result);
  }
}

interface Result {
  readonly rows: readonly Measured[];
  readonly curve: readonly CurvePoint[];
}

/** @returns `null` when the program broke; it has said why. */
async function measure({ id, script, isLong, rowsOf, curveOf }: Bench): Promise<Result | null> {
  const loadBefore = loadavg()[0] ?? 0;
  if (loadBefore > 0.5)
    console.error(`  the machine is busy already (load ${loadBefore.toFixed(2)}): figures will be worse`);
  // Ctrl-C reaches both: the program reports what it has.
  if (isLong === true) process.on('SIGINT', () => undefined);
  const hours = isLong === true && values.hours !== undefined ? ['--hours', values.hours] : [];
  const program = spawn(process.execPath, [...script, ...hours], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const printed: unknown = JSON.parse(await text(program.stdout));
    return { rows: rowsOf(printed), curve: curveOf?.(printed) ?? [] };
  } catch (error) {
    console.error(`  ${id} broke: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function report({ id, what, draws }: Bench, { rows, curve }: Result): void {
  mkdirSync(values.out, { recursive: true });
  const figures = { bench: id, what, at: new Date().toISOString(), machine: machine(ROOT), rows };
  writeFileSync(join(values.out, `${id}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  if (draws !== true) writeFileSync(join(values.out, `${id}.svg`), benchPlot(what, rows));
  if (curve.length > 0) writeFileSync(join(values.out, `${id}-curve.svg`), curvePlot(what, curve));
  if (values.json) console.log(JSON.stringify(figures));
  else console.log(table(rows));
}

function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ metric }) => metric.length));
  const lines = rows.map(({ metric, value, unit, bound, holds }) => {
    const verdict = holds === null ? '' : holds ? 'holds' : 'MISSED';
    const figure = `${value.toLocaleString('en').padStart(9)} ${unit.padEnd(9)}`;
    return `  ${metric.padEnd(width)} ${figure} ${boundText(bound).padEnd(17)} ${verdict}`.trimEnd();
  });
  return lines.join('\n');
}

function usage(): string {
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  return source
    .slice(source.indexOf('usage:'), source.indexOf('*/'))
    .replaceAll(/\n \* ?/g, '\n')
    .trimEnd();
}
