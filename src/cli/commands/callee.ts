import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';
import { shortInstant } from '../wording.ts';

const readId = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export function addCalleeCommand(program: Command, context: Context): void {
  const callee = program
    .command('callee')
    .description('whom A of a binding of the modes ax, axe, axg reaches for a while');
  callee
    .command('set')
    .description('A calling X reaches this party before whoever called last')
    .argument('<id>', 'id of the binding', readId)
    .argument('<number>', 'number of the party, who sees X')
    .requiredOption('--for <when>', 'duration such as 30m, or the instant of its end')
    .addHelpText('after', examples(['axbridge callee set 7 +8613800138001 --for 30m', 'for half an hour']))
    .action(async (id: number, number: string, options: { readonly for: string }, command) => {
      const session = new Session(context, command);
      const input = { id, callee: number, until: options.for };
      const set = await session.withStore((operations) => operations.setCallee(input));
      await session.show(set, () =>
        fields([
          ['binding', String(set.id)],
          ['callee', set.callee],
          ['until', shortInstant(set.until)],
        ]),
      );
    });
  callee
    .command('clear')
    .description('end that')
    .argument('<id>', 'id of the binding', readId)
    .addHelpText('after', examples(['axbridge callee clear 7', 'A reaches whoever called last again']))
    .action(async (id: number, _options, command) => {
      const session = new Session(context, command);
      await session.withStore((operations) => operations.clearCallee({ id }));
      await session.show({ id, callee: null }, () => `binding ${id} has no callee for a while any more\n`);
    });
}
