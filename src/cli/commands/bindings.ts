import type { Command } from 'commander';
import type { BindingView, StoreOperations } from '../../app/operations.ts';
import { BINDING_COLUMNS } from '../binding-words.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';

interface BindingsOptions {
  readonly party?: string;
  readonly x?: string;
  readonly pool?: string;
  readonly ended?: true;
  readonly after?: number;
  readonly limit: number;
}

export function addBindingsCommand(program: Command, context: Context): void {
  program
    .command('bindings')
    .description('list bindings')
    .option('--party <number>', 'of this party')
    .option('--x <number>', 'on this privacy number')
    .option('--pool <pool>', 'of this pool')
    .option('--ended', 'also those that expired or were released')
    .option('--after <id>', 'ids greater than this one', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--limit <count>', 'at most so many', wholeNumber(1, 1000), 100)
    .addHelpText(
      'after',
      examples(
        ['axbridge bindings --party +8613800138000 --show-numbers', 'whom a party can call, in full'],
        ['axbridge bindings --x +8617000000001 --ended', 'what a privacy number was used for'],
        ['axbridge bindings --json --limit 1000', 'for a program, one binding a line'],
      ),
    )
    .action(async (options: BindingsOptions, command) => {
      const session = new Session(context, command);
      const rows = await session.withStore((operations) => pageOf(operations, options, session.showNumbers));
      await session.showAll(rows, BINDING_COLUMNS, 'No bindings.');
      const last = rows.at(-1);
      if (rows.length === options.limit && last !== undefined)
        session.tell(`There may be more: --after ${last.id}`);
    });
}

function pageOf(
  operations: StoreOperations,
  options: BindingsOptions,
  showNumbers: boolean,
): Promise<readonly BindingView[]> {
  const { party, x, pool, ended, after, limit } = options;
  return operations.bindings({ party, x, pool, ended, after, limit, showNumbers });
}
