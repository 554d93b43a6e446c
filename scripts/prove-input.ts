/*
 * Tries bad input: everything that takes bytes from outside gets the corpus of test/fuzz/corpus and changed inputs, for some seconds each;
 * then a real FreeSWITCH with the daemon gets the messages of RFC 4475 and calls with hostile values.
 * usage: node scripts/prove-input.ts [--seconds 12] [--count 300] [--seed 4475] [--only esl-frames,...] [--save]
 *   --seconds  for each target; --count: hostile calls on the switch, and as many to hostile callees; 0 for none; --only: targets by name, and `sip`
 *   --save     keep inputs that were not handled in the corpus, so that the tests try them from then on
 *   --json     nothing but the last line on standard output, as always
 * The last line is {"tried": n, "failed": n, "note": "..."}.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FuzzResult, fuzz, keep } from '../test/fuzz/fuzz.ts';
import { SipInput } from '../test/fuzz/sip-input.ts';
import { TARGETS } from '../test/fuzz/targets/all-targets.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '12' },
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '4475' },
    only: { type: 'string' },
    save: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const only = values.only?.split(',') ?? null;

if (values.help) console.log(usage());
else await main();

async function main(): Promise<void> {
  const notes: string[] = [];
  const sums = { tried: 0, failed: 0 };
  const count = (name: string, tried: number, failed: number): void => {
    sums.tried += tried;
    sums.failed += failed;
    notes.push(`${name} ${tried}`);
    say(`${name}: tried ${tried}, failed ${failed}`);
  };
  for (const target of TARGETS.filter(({ name }) => only?.includes(name) ?? true)) {
    const forMs = Number(values.seconds) * 1_000;
    const { tried, findings } = await fuzz(target, { seed, count: Number.POSITIVE_INFINITY, forMs });
    tell(findings);
    count(target.name, tried, findings.length);
  }
  if (Number(values.count) > 0 && (only?.includes('sip') ?? true)) {
    const { tried, failed } = await sip(Number(values.count));
    count('sip', tried, failed);
  }
  console.log(JSON.stringify({ ...sums, note: `inputs: ${notes.join(', ')}; seed ${seed}` }));
}

async function sip(calls: number): Promise<{ readonly tried: number; readonly failed: number }> {
  await using input = await SipInput.start();
  await input.strangers();
  await input.torture((name) => say(`  ${name}`));
  await input.callers(calls, seed, (done) => say(`  ${done} of ${calls} hostile calls`));
  await input.callees(calls, seed, (done) => say(`  ${done} of ${calls} calls to hostile callees`));
  await input.judge();
  for (const finding of input.findings) say(`  FAILED ${finding}`);
  return { tried: input.tried, failed: input.findings.length };
}

function tell(findings: FuzzResult['findings']): void {
  for (const finding of findings) {
    const shown = finding.input.subarray(0, 3_000).toString('base64');
    say(`  FAILED ${finding.because}\n  input (base64): ${shown}`);
    if (values.save) say(`  kept as test/fuzz/corpus/${keep(finding)}`);
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function usage(): string {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n * ') + 1, text.indexOf('\n */')).replaceAll(/^ \* /gm, '');
}
