/*
 * Tries every claim of test/prove/claims.ts and prints a table: claim, tried, failed.
 * usage: npm run prove                      all of them; writes docs/proof.md and docs/proof.json
 *        npm run prove -- leak crash        some of them; writes nothing unless --out names a directory
 *        npm run prove -- --list            what there is
 * Options: --out DIRECTORY, --json (the proof as JSON on standard output), --quiet (no output of the programs), --help.
 * Exit code: 0 when every claim was tried and none failed, else 1; 64 for words that it does not know. Ctrl-C stops it; what was tried is
 * printed, nothing is written.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CLAIMS, type Claim } from '../test/prove/claims.ts';
import { machine, missing } from './prove/machine.ts';
import { type Row, untried } from './prove/outcome.ts';
import { isProven, type Proof, proofOf, proofPage, proofTable } from './prove/proof.ts';
import { runClaim } from './prove/run-claim.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage());
else if (values.list) for (const { id, claim } of CLAIMS) console.log(`${id.padEnd(16)} ${claim}`);
else await prove();

async function prove(): Promise<void> {
  const unknown = positionals.filter((word) => !CLAIMS.some(({ id }) => isMeant(id, word)));
  if (unknown.length > 0) {
    console.error(
      `no such claim: ${unknown.join(', ')}. There are: ${CLAIMS.map(({ id }) => id).join(', ')}`,
    );
    process.exitCode = 64;
    return;
  }
  const wanted =
    positionals.length === 0
      ? CLAIMS
      : CLAIMS.filter(({ id }) => positionals.some((word) => isMeant(id, word)));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const startedAt = performance.now();
  const rows = await tryAll(wanted, stop.signal);
  const proof = proofOf(rows, machine(ROOT), new Date(), (performance.now() - startedAt) / 60_000);
  console.log(values.json ? JSON.stringify(proof) : proofTable(proof));
  const directory = values.out ?? (positionals.length === 0 ? join(ROOT, 'docs') : null);
  if (directory !== null && !stop.signal.aborted) write(proof, directory);
  process.exitCode = isProven(proof) ? 0 : 1;
}

/** `leak` means `leak-wire` as well. */
function isMeant(id: string, word: string): boolean {
  return id === word || id.startsWith(`${word}-`);
}

async function tryAll(claims: readonly Claim[], stop: AbortSignal): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [index, claim] of claims.entries()) {
    const absent = missing(claim.needs);
    console.error(`[${index + 1}/${claims.length}] ${claim.id}: ${claim.claim}`);
    const row = stop.aborted
      ? untried(claim, 'stopped')
      : absent.length > 0
        ? untried(claim, `needs ${absent.join(' and ')}`)
        : await runClaim(claim, ROOT, stop, (text) => (values.quiet ? true : process.stderr.write(text)));
    rows.push({ ...row, note: row.note.replaceAll(`${ROOT}/`, '') });
    console.error(
      `  ${row.outcome}: tried ${row.tried}, failed ${row.failed}, ${row.seconds} s. ${row.note}`,
    );
  }
  return rows;
}

function write(proof: Proof, directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'proof.json'), `${JSON.stringify(proof, null, 2)}\n`);
  writeFileSync(join(directory, 'proof.md'), proofPage(proof));
}

function usage(): string {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n * ') + 1, text.indexOf('\n */')).replaceAll(/^ \* /gm, '');
}
