import { readFileSync } from 'node:fs';

/*
 * Prints `N passed, N failed, N skipped` over all suites. usage: node scripts/sum-results.ts REPORT.json FAILED_CHECKS [EXIT_CODE]
 * Fails when anything failed, when a suite could not be loaded, or when no test ran; and when the tests' program failed by its exit code
 * although each of them passed: something was thrown outside of all of them.
 */

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const [file = '', failedChecks = '0', exitCode = '0'] = process.argv.slice(2);
const report = read(file);
const unloaded = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
).length;
const inTests = report.numFailedTests + unloaded;
const outside = inTests === 0 && exitCode !== '0' ? 1 : 0;
const failed = inTests + outside + Number(failedChecks);
const skipped = report.numPendingTests + report.numTodoTests;
console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && report.numPassedTests > 0 ? 0 : 1;

function read(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}
