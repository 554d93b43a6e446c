import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';

interface CallOptions {
  readonly x?: string;
  readonly pool?: string;
  readonly showA?: true;
}

export function addCallCommand(program: Command, context: Context): void {
  program
    .command('call')
    .description('call A, and when A answers call B, and connect them; both see X')
    .argument('<a>', 'party who is called first')
    .argument('<b>', 'party who is called when A has answered')
    .option('--x <number>', 'the privacy number to show (default: that of their binding, or of the pool)')
    .option('--pool <pool>', 'the pool to take it from (needed when there are several)')
    .option('--show-a', "B sees A's real number instead (calls.allowRealNumberDisplay)")
    .addHelpText(
      'after',
      examples(
        ['axbridge call +8613800138000 +8613800138001', 'connect two parties'],
        ['axbridge call 13800138000 13800138001 --x +8617000000001', 'showing this number'],
        ['axbridge call 13800138000 13800138001 --show-a', 'A agreed that B sees the number'],
      ),
    )
    .action(async (a: string, b: string, { x, pool, showA }: CallOptions, command) => {
      const session = new Session(context, command);
      const input = { a, b, x, pool, display: showA === true ? ('real-a' as const) : undefined };
      const made = await session.withDaemon((operations) => operations.callback(input));
      await session.show(made, () =>
        fields([
          ['call', made.call],
          ['X', made.binding.x],
          ['binding', String(made.binding.id)],
        ]),
      );
    });
}
