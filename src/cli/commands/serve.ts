import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

export function addServeCommand(program: Command, context: Context): void {
  program
    .command('serve')
    .description('run the daemon in the foreground; SIGTERM drains, a second one ends it at once')
    .addHelpText(
      'after',
      examples(
        ['axbridge serve', 'run with ./axbridge.yaml'],
        ['axbridge serve --config /etc/axbridge/axbridge.yaml', 'run with another configuration'],
      ),
    )
    .action(async (_options, command) => {
      const session = new Session(context, command);
      session.exitWith(await session.environment.serve(session.configPath));
    });
}
