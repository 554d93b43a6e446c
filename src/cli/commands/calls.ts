import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { CallView } from '../../app/operations.ts';
import { CallWatch } from '../follow/call-watch.ts';
import { ChangeLines } from '../follow/change-lines.ts';
import { LiveTable } from '../follow/live-table.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { counted, shortInstant } from '../wording.ts';

interface CallsOptions {
  readonly follow?: true;
}

/** How often a followed list is asked for. */
const FOLLOW_MS = 500;

const COLUMNS: readonly Column<CallView>[] = [
  { title: 'CALL', cell: ({ call }) => call },
  { title: 'FLOW', cell: ({ flow }) => flow },
  { title: 'STAGE', cell: ({ stage }) => stage },
  { title: 'CALLER', cell: ({ caller }) => caller ?? '-' },
  { title: 'X', cell: ({ x }) => x ?? '-' },
  { title: 'CALLEE', cell: ({ callee }) => callee ?? '-' },
  { title: 'SINCE', cell: ({ beganAt }) => shortInstant(beganAt) },
  { title: 'SWITCH', cell: ({ node }) => node },
];

export function addCallsCommand(program: Command, context: Context): void {
  program
    .command('calls')
    .description('list the live calls')
    .option(
      '-f, --follow',
      'go on until interrupted: a live table on a terminal, else a line for each change',
    )
    .addHelpText(
      'after',
      examples(
        ['axbridge calls', 'who talks now, masked'],
        ['axbridge calls --follow', 'watch them'],
        ['axbridge calls --follow --json', 'each change, for a program'],
      ),
    )
    .action(async ({ follow }: CallsOptions, command) => {
      const session = new Session(context, command);
      if (follow === true) await followCalls(session);
      else await session.withDaemon((operations) => listCalls(session, operations));
    });
}

async function listCalls(
  session: Session,
  operations: { calls(input: { readonly showNumbers: boolean }): Promise<readonly CallView[]> },
): Promise<void> {
  const { showNumbers } = session;
  await session.showAll(await operations.calls({ showNumbers }), COLUMNS, 'No live calls.');
}

/** An interruption does not wait for a daemon that does not answer. */
async function followCalls(session: Session): Promise<void> {
  const interrupted = session.terminal.interruption();
  const ended = new Promise<'ended'>((resolve) => {
    interrupted.addEventListener('abort', () => resolve('ended'), { once: true });
  });
  const watch = new CallWatch({
    connect: () => session.environment.connectDaemon(session.configPath),
    showNumbers: session.showNumbers,
  });
  const show = viewOf(session);
  try {
    while (!interrupted.aborted) {
      const calls = await Promise.race([watch.look(), ended]);
      if (calls === 'ended') break;
      await show(calls);
      await wait(FOLLOW_MS, undefined, { signal: interrupted }).catch(() => undefined);
    }
  } finally {
    await watch.close();
  }
}

function viewOf(session: Session): (calls: readonly CallView[] | null) => Promise<void> {
  const { stdout } = session.terminal;
  if (session.json || stdout.isTTY !== true) {
    const lines = new ChangeLines(session);
    return (calls) => lines.show(calls);
  }
  const live = new LiveTable(stdout, COLUMNS);
  let known: readonly CallView[] = [];
  return async (calls) => {
    known = calls ?? known;
    const count = known.length === 0 ? 'No live calls.' : `${counted(known.length, 'live call')}.`;
    await live.draw(calls === null ? `The daemon is away: waiting for it. Before: ${count}` : count, known);
  };
}
