import type { Command } from 'commander';
import { bindingFields } from '../binding-words.ts';
import { UsageError } from '../error-report.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';

interface UnbindOptions {
  readonly party?: string;
  readonly x?: string;
}

export function addUnbindCommand(program: Command, context: Context): void {
  program
    .command('unbind')
    .description('release a binding; calls that are up go on')
    .argument('[id]', 'id of the binding', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--party <number>', 'instead of the id: one of its parties, with --x')
    .option('--x <number>', 'instead of the id: its privacy number, with --party')
    .addHelpText(
      'after',
      examples(
        ['axbridge unbind 7', 'by its id'],
        ['axbridge unbind --party +8613800138000 --x +8617000000001', 'by a party and its privacy number'],
      ),
    )
    .action(async (id: number | undefined, { party, x }: UnbindOptions, command) => {
      checkOneWay(id, party, x);
      const session = new Session(context, command);
      const released = await session.withStore((operations) => operations.unbind({ id, party, x }));
      await session.show(released, () => bindingFields(released, 'released'));
    });
}

function checkOneWay(id: number | undefined, party: string | undefined, x: string | undefined): void {
  const byParty = party !== undefined && x !== undefined;
  const byEither = party !== undefined || x !== undefined;
  if (id === undefined ? !byParty : byEither)
    throw new UsageError('name the binding by its id, or by --party and --x');
}
