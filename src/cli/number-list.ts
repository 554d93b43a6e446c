import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { UsageError } from './error-report.ts';
import type { Session } from './session.ts';

/** More lines are read from no file: a group has fewer members. */
const MAX_LINES = 100_000;

export interface NumberListOptions {
  readonly file?: string;
}

/** Numbers as arguments, or by `--file`. */
export function withNumberList(command: Command): Command {
  return command
    .argument('[numbers...]', 'numbers of parties')
    .option('--file <file>', "instead of them: a file with one number a line, or '-' for standard input");
}

/** The numbers that a command was given. @throws UsageError, AxbridgeError `file-unreadable`, `too-large` */
export async function numberList(
  session: Session,
  numbers: readonly string[],
  { file }: NumberListOptions,
): Promise<readonly string[]> {
  if (file === undefined) return numbers;
  if (numbers.length > 0) throw new UsageError('name the numbers or a file with them, not both');
  return linesOf(file === '-' ? session.terminal.stdin : createReadStream(file), file);
}

/** Empty lines do not count, nor what stands behind a `#`. */
async function linesOf(source: Readable, name: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const failed = Promise.withResolvers<never>();
  source.once('error', failed.reject);
  const read = async (): Promise<void> => {
    for await (const line of createInterface({ input: source, crlfDelay: Infinity })) {
      const text = line.replace(/#.*$/, '').trim();
      if (text !== '') lines.push(text);
      if (lines.length > MAX_LINES) throw new AxbridgeError('too-large', `more than ${MAX_LINES} numbers`);
    }
  };
  try {
    await Promise.race([read(), failed.promise]);
  } catch (error) {
    if (error instanceof AxbridgeError) throw error;
    throw new AxbridgeError('file-unreadable', name, { cause: error });
  }
  return lines;
}
