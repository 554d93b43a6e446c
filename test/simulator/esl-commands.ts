import { runApi } from './api/registry.ts';
import type { Core } from './core.ts';
import type { EslCommand } from './esl-command.ts';
import type { EslConnection } from './esl-connection.ts';
import type { Faults } from './faults.ts';

export interface EslReply {
  readonly kind: 'command' | 'api';
  readonly text: string;
  readonly headers?: readonly (readonly [string, string])[];
  /** The connection ends after this reply. */
  readonly closes?: boolean;
}

export interface EslHost {
  readonly core: Core;
  readonly password: string;
  readonly faults: Faults;
  /** Every line a client sends after authentication, for tests. */
  readonly commandSeen: (line: string) => void;
}

const reply = (text: string): EslReply => ({ kind: 'command', text });

/** `parse_command` of `mod_event_socket.c`: texts as seen on the real switch. */
export async function answerCommand(
  host: EslHost,
  connection: EslConnection,
  command: EslCommand,
): Promise<EslReply> {
  const { line } = command;
  if (/^(exit|\.\.\.)/i.test(line)) return { ...reply('+OK bye'), closes: true };
  if (!connection.authenticated) return authenticate(host, connection, line);
  host.commandSeen(line);
  const fault = host.faults.takeReply(line);
  if (fault !== null) return reply(fault);
  const [word = '', ...rest] = line.trim().split(' ');
  const argument = line.trim().slice(word.length + 1);
  switch (word.toLowerCase()) {
    case 'event':
      return reply(connection.subscription.subscribe(rest.filter((one) => one !== '')));
    case 'nixevent':
      return reply(connection.subscription.unsubscribe(rest));
    case 'noevents':
      return reply(connection.subscription.silence());
    case 'filter':
      return argument === '' ? unknown() : reply(connection.subscription.filter(argument));
    case 'api':
      return argument === '' ? unknown() : { kind: 'api', text: await runApi(host.core, argument) };
    case 'bgapi':
      return argument === '' ? unknown() : inBackground(host, argument, command.header('job-uuid'));
    case 'sendmsg':
      return reply(sendMessage(host.core, argument, command));
    case 'sendevent':
      return reply(sendEvent(host.core, argument, command));
    case 'log':
      return reply(`+OK log level ${argument === '' ? 'debug' : argument} [7]`);
    case 'nolog':
      return reply('+OK no longer logging');
    case 'linger':
    case 'nolinger':
      return reply('-ERR not controlling a session');
    case 'divert_events':
      return reply('-ERR not controlling a session.');
    default:
      return unknown();
  }
}

function unknown(): EslReply {
  return reply('-ERR command not found');
}

/** Before authentication only `auth` is listened to; a wrong password ends the connection. */
function authenticate(host: EslHost, connection: EslConnection, line: string): EslReply {
  const given = /^auth (.*)$/i.exec(line)?.[1];
  if (given === undefined) return reply('-ERR command not found');
  if (host.faults.refusesAuthentication || given !== host.password)
    return { ...reply('-ERR invalid'), closes: true };
  connection.authenticated = true;
  return reply('+OK accepted');
}

/** The reply comes at once; the result as BACKGROUND_JOB under the id that the client chose or we did. */
function inBackground(host: EslHost, line: string, chosen: string | undefined): EslReply {
  const { core } = host;
  const job = chosen ?? core.settings.uuid();
  const name = line.split(' ')[0] ?? '';
  const argument = line.slice(name.length + 1);
  const about = [
    ['Job-UUID', job],
    ['Job-Command', name],
    ...(argument === '' ? [] : [['Job-Command-Arg', argument] as const]),
  ] as const;
  // The reply goes out before the command begins: a client knows the job's id before its first event.
  const { deaths } = core;
  core.settings.soon(() => {
    if (core.deaths !== deaths) return;
    void runApi(core, line).then((result) => {
      if (core.deaths === deaths) core.fire('BACKGROUND_JOB', about, result);
    });
  });
  return { ...reply(`+OK Job-UUID: ${job}`), headers: [['Job-UUID', job]] };
}

/** Only queued: whether and when the channel obeys is not told. */
function sendMessage(core: Core, argument: string, command: EslCommand): string {
  const uuid = argument.trim() === '' ? (command.header('session-id') ?? '') : argument.trim();
  const channel = core.channels.get(uuid);
  if (channel === undefined || uuid === '') return `-ERR invalid session id [${uuid}]`;
  channel.privateEvents.push(command);
  channel.changed();
  return '+OK';
}

function sendEvent(core: Core, name: string, command: EslCommand): string {
  const id = core.settings.uuid();
  core.fire(name === '' ? 'COMMAND' : name, [['Event-UUID', id]], command.body);
  return `+OK ${id}`;
}
