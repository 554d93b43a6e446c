/*
 * Tries toll fraud and abuse against the daemon on a real FreeSWITCH: spoofed callers, loops, redirects, transfers, numbers that are not
 * called, scans, floods.
 * usage: node scripts/prove-abuse.ts [--count 400] [--seed 7] [--only spoof,loop,...] [--json]
 *   --count  attacks that are drawn, in each kind that has such; the fixed ones come on top
 *   --only   kinds: spoof, unverified, source, loop, transfer, redirect, barred, scan, pumping
 * The last line is {"tried": n, "failed": n, "note": "..."}.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AbuseStage } from '../test/abuse/abuse-stage.ts';
import { FAMILIES } from '../test/abuse/all-attacks.ts';
import { drawFrom } from '../test/abuse/attack.ts';
import { runAttacks } from '../test/abuse/run-attacks.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '400' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage());
else await main(Number(values.seed), Number(values.count), values.only?.split(',') ?? null);

async function main(seed: number, count: number, only: readonly string[] | null): Promise<void> {
  const draw = drawFrom(seed);
  const sums = { tried: 0, failed: 0 };
  const kinds: string[] = [];
  await using stage = await AbuseStage.start();
  for (const family of FAMILIES.filter(({ name }) => only?.includes(name) ?? true)) {
    const attacks = family.attacks(draw, count);
    const beganAt = performance.now();
    const failures = await runAttacks(stage, attacks);
    for (const { attack, because } of failures) say(`  FAILED ${family.name}: ${attack}: ${because}`);
    const seconds = ((performance.now() - beganAt) / 1000).toFixed(1);
    say(`${family.name}: tried ${attacks.length}, failed ${failures.length}, ${seconds} s`);
    sums.tried += attacks.length;
    sums.failed += failures.length;
    kinds.push(`${family.name} ${attacks.length}`);
  }
  console.log(JSON.stringify({ ...sums, note: `attacks: ${kinds.join(', ')}; seed ${seed}` }));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function usage(): string {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n * ') + 1, text.indexOf('\n */')).replaceAll(/^ \* /gm, '');
}
