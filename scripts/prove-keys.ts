/*
 * Rotates the key of a daemon again and again while callers call on a real FreeSWITCH and a platform binds.
 * usage: node scripts/prove-keys.ts [--rate 10] [--rotations 12] [--bindings 8000] [--json]
 *   --rate       calls a second, as long as it takes
 *   --rotations  of the key, one after the other
 *   --bindings   that are sealed anew by each, besides those of the callers
 * Every call has to be answered, by whom it was meant for; every record and every acknowledged binding has to open, before and after a new
 * start, and with the key of the beginning nothing. The last line is {"tried": n, "failed": n, "note": "..."}.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tryRotations } from '../test/faults/key-rotation.ts';
import { FaultSite } from '../test/faults/support/fault-site.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10' },
    rotations: { type: 'string', default: '12' },
    bindings: { type: 'string', default: '8000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage());
else await main();

async function main(): Promise<void> {
  await using site = await FaultSite.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void site[Symbol.asyncDispose]().finally(() => process.exit(1)));
  const beganAt = performance.now();
  const { calls, rotations, binds, sealed, failures } = await tryRotations(site, {
    rate: Number(values.rate),
    rotations: Number(values.rotations),
    bindings: Number(values.bindings),
    pauseMs: 500,
  });
  const seconds = Math.round((performance.now() - beganAt) / 1000);
  for (const failure of failures) process.stderr.write(`FAILED: ${failure}\n`);
  const note = [
    `${calls} calls, ${binds} binds, ${rotations} rotations that sealed ${sealed} bindings anew, in ${seconds} s`,
    ...failures.slice(0, 1),
  ].join('; ');
  console.log(JSON.stringify({ tried: calls + binds, failed: failures.length, note }));
}

function usage(): string {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n * ') + 1, text.indexOf('\n */')).replaceAll(/^ \* /gm, '');
}
