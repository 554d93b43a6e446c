import type { Command } from 'commander';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { counted } from '../wording.ts';

interface FreeswitchConfOptions {
  readonly force?: true;
}

export function addFreeswitchConfCommand(program: Command, context: Context): void {
  program
    .command('freeswitch-conf')
    .description('write a FreeSWITCH configuration that is made from the settings')
    .argument('<dir>', 'directory to write')
    .option('--force', 'replace a directory that axbridge did not write; it is kept beside the new one')
    .addHelpText(
      'after',
      examples(
        ['axbridge freeswitch-conf /etc/freeswitch', 'for a FreeSWITCH that serves axbridge alone'],
        ['axbridge freeswitch-conf ./conf', 'look at it first'],
      ),
    )
    .action(async (directory: string, { force }: FreeswitchConfOptions, command) => {
      const session = new Session(context, command);
      const { configPath } = session;
      const request = { configPath, directory, force: force === true };
      const written = await session.environment.writeFreeswitchConf(request);
      await session.show({ directory, ...written }, () => {
        const aside = written.setAside === null ? '' : `kept what was there as ${written.setAside}\n`;
        return `wrote ${counted(written.files.length, 'file')} to ${printable(directory)}\n${aside}`;
      });
      for (const warning of written.warnings) session.tell(`warning: ${printable(warning)}`);
    });
}
