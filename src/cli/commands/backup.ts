import type { Command } from 'commander';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { ProgressBar } from '../import/progress.ts';
import { type Context, Session } from '../session.ts';
import { grouped } from '../wording.ts';

interface RestoreOptions {
  readonly check?: true;
}

export function addBackupCommand(program: Command, context: Context): void {
  program
    .command('backup')
    .description('copy the databases while the daemon runs; the keys are not in the copy')
    .argument('<directory>', 'where to put the copy; must not be there')
    .addHelpText(
      'after',
      examples(
        ['axbridge backup /var/backups/axbridge-2026-01-31', 'all that was acknowledged before this'],
        ['axbridge restore --check /var/backups/axbridge-2026-01-31', 'see whether a backup is of use'],
      ),
    )
    .action(async (directory: string, _options, command) => {
      await backUp(new Session(context, command), directory);
    });
}

export function addRestoreCommand(program: Command, context: Context): void {
  program
    .command('restore')
    .description('put a backup in the place of the databases; what was there is set aside')
    .argument('<directory>', 'what `axbridge backup` wrote')
    .option('--check', 'only look whether it is whole and the key opens it; a daemon may run')
    .addHelpText(
      'after',
      examples(
        ['axbridge restore /var/backups/axbridge-2026-01-31', 'with the daemon stopped'],
        ['axbridge restore --check /var/backups/axbridge-2026-01-31', 'change nothing'],
      ),
    )
    .action(async (directory: string, { check }: RestoreOptions, command) => {
      await restore(new Session(context, command), directory, check === true);
    });
}

async function backUp(session: Session, directory: string): Promise<void> {
  const began = performance.now();
  const bar = new ProgressBar(session.terminal.stderr, !session.json);
  const onPages = (done: number, of: number) =>
    bar.draw(() => `${Math.floor((100 * done) / Math.max(1, of))}%`, performance.now() - began);
  const request = { configPath: session.configPath, directory };
  const made = await session.environment.backUp(request, onPages).finally(() => bar.clear());
  await session.show({ directory, ...made }, () =>
    [
      `backup   ${printable(directory)}`,
      `taken    ${made.takenAt}`,
      ...made.files.map(({ name, bytes }) => `         ${name}, ${grouped(bytes)} bytes`),
      '',
    ].join('\n'),
  );
  session.tell('The keys (axbridge.key, access.key) are not in it, and neither are recordings:');
  session.tell('keep a copy of each elsewhere. Without its key a backup is worth nothing.');
}

async function restore(session: Session, directory: string, checkOnly: boolean): Promise<void> {
  const request = { configPath: session.configPath, directory, checkOnly };
  const done = await session.environment.restore(request);
  await session.show({ directory, ...done }, () =>
    [
      checkOnly
        ? `whole     ${printable(directory)}, and the key opens it`
        : `restored  ${printable(directory)}`,
      `taken     ${done.takenAt}`,
      ...done.setAside.map((path) => `set aside ${printable(path)}`),
      '',
    ].join('\n'),
  );
  if (!checkOnly) session.tell('Start the daemon. What was bound or released after the backup is not in it.');
}
