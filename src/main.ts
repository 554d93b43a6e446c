import { readFileSync } from 'node:fs';
import { runCli } from './cli/run-cli.ts';
import { processTerminal } from './cli/terminal.ts';
import { lazyEnvironment } from './composition/lazy-environment.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

process.exitCode = await runCli(process.argv.slice(2), lazyEnvironment(version), processTerminal());
