import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

export function addVersionCommand(program: Command, context: Context): void {
  program
    .command('version')
    .description('print the version of axbridge and of Node')
    .addHelpText('after', examples(['axbridge version --json', 'for a program']))
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const { version } = session.environment;
      const node = process.versions.node;
      await session.show({ version, node }, () => `axbridge ${version} (Node ${node})\n`);
    });
}
