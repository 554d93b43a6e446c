import tab from '@bomb.sh/tab/commander';
import { Command, Option } from 'commander';
import { printable } from '../domain/printable.ts';
import { addAmendCommand } from './commands/amend.ts';
import { addApiKeyCommand } from './commands/api-key.ts';
import { addBackupCommand, addRestoreCommand } from './commands/backup.ts';
import { addBindCommand } from './commands/bind.ts';
import { addBindingsCommand } from './commands/bindings.ts';
import { addCallCommand } from './commands/call.ts';
import { addCalleeCommand } from './commands/callee.ts';
import { addCallsCommand } from './commands/calls.ts';
import { addCdrCommand } from './commands/cdr.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventEndpointCommand } from './commands/event-endpoint.ts';
import { addEventsCommand } from './commands/events.ts';
import { addExportCommand } from './commands/export.ts';
import { addFreeswitchConfCommand } from './commands/freeswitch-conf.ts';
import { addGroupCommand } from './commands/group.ts';
import { addHangupCommand } from './commands/hangup.ts';
import { addImportCommand } from './commands/import.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeyCommand } from './commands/key.ts';
import { addLeakTestCommand } from './commands/leak-test.ts';
import { addPoolCommand } from './commands/pool.ts';
import { addRecordingsCommand } from './commands/recordings.ts';
import { addRouteCommand } from './commands/route.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTenantCommand } from './commands/tenant.ts';
import { addUnbindCommand } from './commands/unbind.ts';
import { addVersionCommand } from './commands/version.ts';
import { addWebhookCommand } from './commands/webhook.ts';
import { examples } from './help.ts';
import type { Context } from './session.ts';

const COMMANDS = [
  addServeCommand,
  addInitCommand,
  addPoolCommand,
  addBindCommand,
  addAmendCommand,
  addUnbindCommand,
  addBindingsCommand,
  addGroupCommand,
  addCalleeCommand,
  addWebhookCommand,
  addImportCommand,
  addExportCommand,
  addRouteCommand,
  addCallCommand,
  addCallsCommand,
  addHangupCommand,
  addCdrCommand,
  addRecordingsCommand,
  addEventsCommand,
  addEventEndpointCommand,
  addStatusCommand,
  addFreeswitchConfCommand,
  addDoctorCommand,
  addBackupCommand,
  addRestoreCommand,
  addLeakTestCommand,
  addKeyCommand,
  addTenantCommand,
  addApiKeyCommand,
  addVersionCommand,
];

/** The command line of axbridge. Ends by throwing a `CommanderError` instead of ending the process. */
export function buildProgram(context: Context): Command {
  const { terminal } = context;
  const program = new Command('axbridge')
    .description('Number masking for FreeSWITCH: A and B talk, and both see only X.')
    .version(context.environment.version, '-V, --version', 'print the version')
    .option(
      '-c, --config <file>',
      'settings file (default: ./axbridge.yaml, then /etc/axbridge/axbridge.yaml)',
    )
    .addOption(new Option('--json', 'print JSON, one value a line, for programs'))
    .option('--show-numbers', 'print real numbers in full instead of masked')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true, helpWidth: terminal.stdout.columns ?? 100 })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      examples(
        ['axbridge init', 'write a configuration and a key here'],
        ['axbridge serve', 'run the daemon'],
        ['axbridge bind +8613800138000 +8613800138001', 'bind two parties to a number of the pool'],
        ['axbridge route +8613800138000 +8617000000001', 'see where a call would go, and why'],
      ),
    );
  for (const addCommand of COMMANDS) addCommand(program, context);
  addCompletion(program);
  return program;
}

/** `axbridge complete SHELL` prints a script, which asks `axbridge complete -- WORDS` for suggestions. */
function addCompletion(program: Command): void {
  tab(program);
  const complete = program.commands.find((command) => command.name() === 'complete');
  complete
    ?.description('print a completion script for bash, zsh, fish or powershell')
    .addHelpText('after', examples(['source <(axbridge complete bash)', 'complete words in this shell']));
}

/** What commander says about a wrong command line, in our form. */
export function usageMessage(message: string): string {
  return printable(message.replace(/^error: /, '').replaceAll('\n', ' '));
}
