import type { Core } from '../core.ts';
import { originateCommand } from './originate.ts';
import { schedHangupCommand, uuidBroadcast } from './schedule.ts';
import { show } from './show.ts';
import { sofia } from './sofia.ts';
import { createUuid, echo, globalGetvar, globalSetvar, moduleExists, status, version } from './status.ts';
import { hupall, uuidDump, uuidExists, uuidGetvar, uuidKill, uuidSetvar, uuidTransfer } from './uuid.ts';

/** One command of the API: what it answers, text as the real switch's. */
export type ApiCommand = (core: Core, argument: string) => string | Promise<string>;

const COMMANDS: ReadonlyMap<string, ApiCommand> = new Map<string, ApiCommand>([
  ['status', status],
  ['version', version],
  ['hostname', (core) => core.settings.hostname],
  ['switchname', (core) => core.settings.hostname],
  ['create_uuid', createUuid],
  ['echo', echo],
  ['global_getvar', globalGetvar],
  ['global_setvar', globalSetvar],
  ['module_exists', moduleExists],
  ['reloadxml', () => '+OK [Success]\n'],
  ['reloadacl', () => '+OK acl reloaded\n'],
  ['show', show],
  ['sofia', sofia],
  ['originate', originateCommand],
  ['hupall', hupall],
  ['uuid_dump', uuidDump],
  ['uuid_exists', uuidExists],
  ['uuid_getvar', uuidGetvar],
  ['uuid_setvar', uuidSetvar],
  ['uuid_kill', uuidKill],
  ['uuid_transfer', uuidTransfer],
  ['uuid_broadcast', uuidBroadcast],
  ['sched_hangup', schedHangupCommand],
]);

/** Runs one line of the API. */
export async function runApi(core: Core, line: string): Promise<string> {
  const name = line.split(' ')[0] ?? '';
  const command = COMMANDS.get(name.toLowerCase());
  if (command !== undefined) return command(core, line.slice(name.length + 1));
  core.settings.notSimulated(`api ${name}`);
  return `-ERR ${name} Command not found!\n`;
}
