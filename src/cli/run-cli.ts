import { CommanderError } from 'commander';
import { EXIT_CODES } from '../domain/error-catalogue.ts';
import type { Environment } from './environment.ts';
import { errorJson, errorText, exitCodeOf, reportOf, UsageError } from './error-report.ts';
import { buildProgram, usageMessage } from './program.ts';
import type { Context } from './session.ts';
import type { Terminal } from './terminal.ts';

/**
 * Carries out one command line.
 * @param words what follows the name of the program
 * @returns the exit code; never rejects
 */
export async function runCli(
  words: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  const context: Context = { environment, terminal, exitCode: 0 };
  try {
    await buildProgram(context).parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
    return complain(error, words.includes('--json'), terminal);
  }
}

function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.helpDisplayed' || code === 'commander.help' || code === 'commander.version';
}

function complain(error: unknown, json: boolean, terminal: Terminal): number {
  const report = reportOf(
    error instanceof CommanderError ? new UsageError(usageMessage(error.message)) : error,
  );
  terminal.stderr.write(json ? errorJson(report) : errorText(report));
  return exitCodeOf(report);
}
