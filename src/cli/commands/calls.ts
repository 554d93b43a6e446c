import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { CallView, Operations } from '../../app/operations.ts';
import { examples } from '../help.ts';
import { printable, printableJson } from '../printable.ts';
import { type Context, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { writeOut } from '../terminal.ts';
import { shortInstant } from '../wording.ts';

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
    .option('-f, --follow', 'go on and print each change until interrupted')
    .addHelpText(
      'after',
      examples(
        ['axbridge calls', 'who talks now, masked'],
        ['axbridge calls --follow --json', 'each change, for a program'],
      ),
    )
    .action(async ({ follow }: CallsOptions, command) => {
      const session = new Session(context, command);
      const { showNumbers } = session;
      await session.withDaemon(async (operations) => {
        if (follow === true) await followCalls(session, operations);
        else await session.showAll(await operations.calls({ showNumbers }), COLUMNS, 'No live calls.');
      });
    });
}

/** A line for each call that begins, changes its stage, or is gone. */
async function followCalls(session: Session, operations: Operations): Promise<void> {
  const interrupted = session.terminal.interruption();
  let before: ReadonlyMap<string, CallView> = new Map();
  while (!interrupted.aborted) {
    const calls = await operations.calls({ showNumbers: session.showNumbers });
    const now = new Map(calls.map((call) => [call.call, call]));
    for (const call of calls)
      if (before.get(call.call)?.stage !== call.stage) await printChange(session, call, call.stage);
    for (const call of before.values()) if (!now.has(call.call)) await printChange(session, call, 'gone');
    before = now;
    await wait(FOLLOW_MS, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

async function printChange(session: Session, call: CallView, stage: string): Promise<void> {
  const { caller, x, callee } = call;
  const line = session.json
    ? printableJson({ ...call, stage })
    : printable(`${call.call}  ${stage.padEnd(13)}  ${caller ?? '-'}  ${x ?? '-'}  ${callee ?? '-'}`);
  await writeOut(session.terminal.stdout, `${line}\n`);
}
