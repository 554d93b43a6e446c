import type { Command } from 'commander';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

interface InitOptions {
  readonly dataDir?: string;
}

export function addInitCommand(program: Command, context: Context): void {
  program
    .command('init')
    .description('write a configuration and a key; nothing is overwritten')
    .argument('[dir]', 'directory to write into', '.')
    .option('--data-dir <dir>', 'directory of store and key (default: data, in the other one)')
    .addHelpText(
      'after',
      examples(
        ['axbridge init', 'write into this directory'],
        ['axbridge init /etc/axbridge --data-dir /var/lib/axbridge', 'write where the daemon looks for it'],
      ),
    )
    .action(async (directory: string, { dataDir }: InitOptions, command) => {
      const session = new Session(context, command);
      const { written } = await session.environment.initialise(directory, dataDir ?? null);
      await session.show({ written }, () => written.map((path) => `wrote ${printable(path)}\n`).join(''));
      session.tell('Keep a copy of the key in a safe place: without it nobody can read the store.');
    });
}
