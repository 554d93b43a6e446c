/*
 * Faults on a real FreeSWITCH while callers call and a platform binds: what callers heard, what was lost, how soon the next call is
 * answered. usage: node scripts/prove-faults.ts [--only WORDS] [--rate 10] [--stop-seconds 30] [--restart-calls 2000] [--json]
 * Last line: {"tried": calls and binds, "failed": what must not be, "note": "..."}. Needs FreeSWITCH; a full disk needs to be root.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Seen, tryFault } from '../test/faults/faults.ts';
import { FaultSite } from '../test/faults/support/fault-site.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rate: { type: 'string', default: '10' },
    'stop-seconds': { type: 'string', default: '30' },
    'restart-calls': { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const HELP = `usage: node scripts/prove-faults.ts [--only WORDS] [--rate 10] [--stop-seconds 30] [--restart-calls 2000] [--json]

Faults on a real FreeSWITCH while callers call and a platform binds. Prints for each what callers heard, what was lost, and how many
seconds after everything was back the next call was answered.
  --only           only faults whose name has these words
  --rate           calls a second; a rolling restart has 25
  --stop-seconds   how long a process stands still
  --restart-calls  calls of the rolling restart
  --json           one JSON text for each fault
`;

async function main(): Promise<void> {
  const chosen = FAULTS.filter(({ name }) => name.includes(values.only));
  const seen: Seen[] = [];
  const skipped: string[] = [];
  await using site = await FaultSite.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void site[Symbol.asyncDispose]().finally(() => process.exit(1)));
  for (const fault of chosen) {
    const size = {
      rate: fault.name.startsWith('a rolling') ? 25 : Number(values.rate),
      stoppedMs: Number(values['stop-seconds']) * 1000,
      restartCalls: Number(values['restart-calls']),
      calmMs: 2_000,
    };
    process.stderr.write(`${fault.name} ...\n`);
    const one = await tryFault(site, fault, size);
    if (one === null) skipped.push(fault.name);
    else {
      seen.push(one);
      process.stdout.write(values.json ? `${JSON.stringify(one)}\n` : textOf(one));
    }
  }
  const tried = seen.reduce((sum, one) => sum + one.tried, 0);
  const failed = seen.reduce((sum, one) => sum + one.failures.length, 0);
  process.stdout.write(`${JSON.stringify({ tried, failed, note: noteOf(seen, skipped) })}\n`);
}

function textOf({ fault, tried, failures, seconds, heard, note }: Seen): string {
  const soon = seconds === null ? 'nothing was away' : `next good call after ${seconds.toFixed(2)} s`;
  const what = Object.entries(heard)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
  return [
    `${fault}${note === '' ? '' : ` (${note})`}`,
    `  tried ${tried}, failed ${failures.length}; ${soon}; heard: ${what}`,
    ...failures.map((one) => `  FAILED: ${one}`),
    '',
  ].join('\n');
}

function noteOf(seen: readonly Seen[], skipped: readonly string[]): string {
  const latest = Math.max(0, ...seen.map(({ seconds }) => seconds ?? 0));
  const first = seen.flatMap(({ fault, failures }) => failures.map((one) => `${fault}: ${one}`))[0];
  return [
    `${seen.length} faults, next good call after ${latest.toFixed(1)} s at most`,
    ...(skipped.length === 0 ? [] : [`not tried: ${skipped.join(', ')}`]),
    ...(first === undefined ? [] : [first]),
  ].join('; ');
}

if (values.help) process.stdout.write(HELP);
else await main();
process.exit();
