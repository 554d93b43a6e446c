import type { Command } from 'commander';
import type { StatusView } from '../../app/operations.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';
import { counted, shortInstant } from '../wording.ts';

export function addStatusCommand(program: Command, context: Context): void {
  program
    .command('status')
    .description('how the running daemon and its switches are')
    .addHelpText('after', examples(['axbridge status --json', 'for a monitoring system']))
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const status = await session.withDaemon((operations) => operations.status());
      await session.show(status, () => statusFields(status));
    });
}

function statusFields(status: StatusView): string {
  return fields([
    ['version', status.version],
    ['since', shortInstant(status.startedAt)],
    ['state', status.draining ? 'draining: no new calls' : 'running'],
    ['calls', counted(status.liveCalls, 'live call')],
    ...status.nodes.map(
      ({ name, state, because }) =>
        [`switch ${name}`, because === null ? state : `${state}: ${because}`] as const,
    ),
  ]);
}
