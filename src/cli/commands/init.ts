import type { Command } from 'commander';
import { examples } from '../help.ts';
import { printable } from '../printable.ts';
import { type Context, Session } from '../session.ts';

export function addInitCommand(program: Command, context: Context): void {
  program
    .command('init')
    .description('write a configuration and a key; nothing is overwritten')
    .argument('[dir]', 'directory to write into', '.')
    .addHelpText(
      'after',
      examples(
        ['axbridge init', 'write into this directory'],
        ['axbridge init /etc/axbridge', 'write where the daemon looks for it'],
      ),
    )
    .action(async (directory: string, _options, command) => {
      const session = new Session(context, command);
      const { written } = await session.environment.initialise(directory);
      await session.show({ written }, () => written.map((path) => `wrote ${printable(path)}\n`).join(''));
      session.tell('Keep a copy of the key in a safe place: without it nobody can read the store.');
    });
}
