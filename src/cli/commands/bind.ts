import type { Command } from 'commander';
import type { BindInput } from '../../app/operations.ts';
import { bindingFields, modeOption } from '../binding-words.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

type BindOptions = Omit<BindInput, 'a' | 'b'>;

export function addBindCommand(program: Command, context: Context): void {
  program
    .command('bind')
    .description('bind two parties to a privacy number')
    .argument('<a>', 'number of a party, such as +8613800138000')
    .argument('<b>', 'number of the other party')
    .option('--x <number>', 'the privacy number to use (default: the pool chooses)')
    .option('--pool <pool>', 'the pool to take it from (needed when there are several)')
    .option('--area-code <code>', 'only a number of this area')
    .addOption(modeOption())
    .option('--expires <when>', 'duration such as 24h, an instant, or none (default: as configured)')
    .option('--after-call <duration>', 'release so long after a call on it has ended')
    .option('--sliding <duration>', 'each call sets the expiry to so long from then')
    .option('--reference <text>', 'your own mark, such as an order number')
    .addHelpText(
      'after',
      examples(
        ['axbridge bind +8613800138000 +8613800138001', 'for 24 hours, on a number of the only pool'],
        [
          'axbridge bind 13800138000 13800138001 --pool cars --expires 2h --after-call 10m',
          'for a ride: two hours, or ten minutes after the call',
        ],
      ),
    )
    .action(async (a: string, b: string, options: BindOptions, command) => {
      const session = new Session(context, command);
      const input = { ...bindOptions(options), a, b, showNumbers: session.showNumbers };
      const bound = await session.withStore((operations) => operations.bind(input));
      await session.show(bound, () =>
        bindingFields(bound, bound.existing ? 'was there, terms renewed' : 'new'),
      );
    });
}

/** Commander hands over the global options too. */
function bindOptions(options: BindOptions): BindOptions {
  const { x, pool, areaCode, mode, expires, afterCall, sliding, reference } = options;
  return { x, pool, areaCode, mode, expires, afterCall, sliding, reference };
}
