/*
 * Whether a number or an address of one party comes to the other, in anything, on a real FreeSWITCH. See --help.
 */
import { parseArgs } from 'node:util';
import { ENDINGS, FLOWS, planCalls } from '../src/adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../src/adapters/leak-kit/leak-run.ts';
import { PLACES } from '../src/adapters/leak-kit/places.ts';
import type { LeakTestProgress, LeakTestReport } from '../src/ports/leak-test.ts';
import { controlRun, LEAKING, missedPlaces } from '../test/leak/support/control-run.ts';
import { LeakSite } from '../test/leak/support/leak-site.ts';
import { coreLimit, TalkativeSite } from '../test/leak/support/written-search.ts';

const HELP = `usage: node scripts/prove-leak.ts [--part wire|asking|written|control] [--count CALLS] [--seed N] [--at-once N] [--json]

  wire     plays calls between hostile callers and callees, and searches every byte that either side received
           (tried: combinations of place, direction, flow and ending; 3,600 calls unless told)
  asking   the same on a switch whose dialplan asks the daemon by mod_xml_curl (dialplan.port; 900 calls unless told)
  written  plays calls, and then searches everything that daemon and switch have written, and that can be read of their
           processes (tried: places; 400 calls unless told)
  control  plays the same calls on switches that protect nobody, and counts the places in which the search should have
           found a number and did not

Needs FreeSWITCH (FREESWITCH=its binary). Without --part all four. The last line is {"tried":N,"failed":N,"note":"..."};
--json prints nothing else on standard output. Exit code 0 when it could run, whatever it found.
`;

interface Outcome {
  readonly tried: number;
  readonly failed: number;
  readonly note: string;
}

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const seed = Number(values.seed);
const lanes = Number(values['at-once']);

function callsOr(standard: number): number {
  return values.count === undefined ? standard : Number(values.count);
}

function say(line: string): void {
  if (!values.json) console.log(line);
}

function progress({ done, calls, leaked }: LeakTestProgress): void {
  if (done % 250 === 0) console.error(`${done} of ${calls} calls, ${leaked} leaked`);
}

async function played(site: LeakSite, calls: number): Promise<LeakTestReport> {
  const planned = planCalls({ flows: FLOWS, endings: ENDINGS, places: PLACES, calls, seed });
  const report = await runLeakCalls(site.stage, planned, { lanes, onProgress: progress });
  for (const leak of report.leaks) say(`leak: ${JSON.stringify(leak)}`);
  for (const odd of report.odd) say(`not as planned: ${JSON.stringify(odd)}`);
  return report;
}

async function wire(dialplanAsks = false): Promise<Outcome> {
  await using site = await LeakSite.start({ settings: { log: { level: 'info' } }, dialplanAsks });
  const { calls, tried, leaked, odd, places, flows } = await played(
    site,
    callsOr(dialplanAsks ? 900 : 3_600),
  );
  const note = `${calls} calls, ${places.length} places, ${flows.length} flows, ${odd.length} not as planned`;
  return { tried, failed: leaked + odd.length, note };
}

async function written(): Promise<Outcome> {
  await using site = await TalkativeSite.start();
  const { calls, odd } = await played(site.leaks, callsOr(400));
  const places = await site.search();
  const found = places.filter(({ leaks }) => leaks.length > 0);
  for (const { name, leaks } of found) say(`in ${name}: ${leaks.length} times, such as ${leaks[0]}`);
  const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
  const { pid } = site.leaks.site.daemon;
  const core = pid === undefined ? null : await coreLimit(pid);
  const note = `${Math.round(bytes / 1e6)} MB after ${calls} calls; core file limit of the daemon ${core}`;
  return { tried: places.length, failed: found.length + odd.length, note };
}

async function control(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const laxness of ['bare', 'lax'] as const) {
    const report = await controlRun(laxness, { rounds: 6, lanes: Math.min(lanes, 20), seed });
    const missed = missedPlaces(laxness, report);
    const leaking = report.places.filter(({ leaked }) => leaked > 0).map(({ name }) => name);
    for (const name of missed) say(`not found on a ${laxness} switch: ${name}`);
    say(`a ${laxness} switch hands on: ${leaking.join('; ')}`);
    const note = `${laxness}: ${report.leaked} of ${report.tried} leaked, ${leaking.length} of ${report.places.length} places`;
    outcomes.push({ tried: LEAKING[laxness].length, failed: missed.length, note });
  }
  return together(outcomes);
}

function together(outcomes: readonly Outcome[]): Outcome {
  const sum = (part: 'tried' | 'failed'): number => outcomes.reduce((total, one) => total + one[part], 0);
  return { tried: sum('tried'), failed: sum('failed'), note: outcomes.map(({ note }) => note).join('; ') };
}

const PARTS: Readonly<Record<string, () => Promise<Outcome>>> = {
  wire: () => wire(),
  asking: () => wire(true),
  written,
  control,
};

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(HELP);
  const parts = values.part === undefined ? Object.keys(PARTS) : [values.part];
  const outcomes: Outcome[] = [];
  for (const part of parts) {
    const run = PARTS[part];
    if (run === undefined) throw new Error(`there is no part ${part}: ${Object.keys(PARTS).join(', ')}`);
    outcomes.push(await run());
  }
  console.log(JSON.stringify(together(outcomes)));
}

await main();
