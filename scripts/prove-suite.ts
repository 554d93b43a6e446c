/*
 * Runs test files as the trial of a claim, and counts tests. usage: node scripts/prove-suite.ts [--dialplan-asks] FILE.test.ts ...
 *   --dialplan-asks   with switches whose dialplan asks the daemon (mod_xml_curl), instead of having calls wait for it
 * The last line is {"tried": n, "failed": n, "note": "..."}. A file that cannot be loaded is a failure. Skipped tests are not counted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dialplan-asks': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals.length === 0) {
  console.error('usage: node scripts/prove-suite.ts [--dialplan-asks] FILE.test.ts ...');
  process.exitCode = values.help ? 0 : 64;
} else {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-prove-'));
  try {
    const report = await run(positionals, join(directory, 'report.json'));
    console.log(JSON.stringify(count(report)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(files: readonly string[], reportFile: string): Promise<Report> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...files,
  ];
  const env = values['dialplan-asks'] ? { ...process.env, AXBRIDGE_DIALPLAN_ASKS: 'yes' } : process.env;
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pipe(process.stderr, { end: false });
  const [code] = (await once(child, 'close')) as [number | null];
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  // An error outside of all tests, such as a rejection that nobody handled.
  const outside = code === 0 || report.numFailedTests > 0 ? 0 : 1;
  return { ...report, numFailedTests: report.numFailedTests + outside };
}

function count({ numPassedTests, numFailedTests, numPendingTests, testResults }: Report) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const absent = Math.max(0, positionals.length - testResults.length);
  const failed = numFailedTests + unloaded + absent;
  const skipped = numPendingTests === 0 ? '' : `, ${numPendingTests} skipped`;
  const note = `tests in ${positionals.length} ${positionals.length === 1 ? 'file' : 'files'}${skipped}`;
  return { tried: numPassedTests + failed, failed, note };
}
