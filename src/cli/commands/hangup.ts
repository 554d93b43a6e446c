import type { Command } from 'commander';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

export function addHangupCommand(program: Command, context: Context): void {
  program
    .command('hangup')
    .description('end a live call')
    .argument('<call>', 'id of the call, from `axbridge calls`')
    .addHelpText('after', examples(['axbridge hangup c-0001', 'both parties are hung up']))
    .action(async (call: string, _options, command) => {
      const session = new Session(context, command);
      await session.withDaemon((operations) => operations.hangUp({ call }));
      await session.show({ call, hungUp: true }, () => `hanging up ${printable(call)}\n`);
    });
}
