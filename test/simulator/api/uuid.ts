import { channelHeaders } from '../channel-headers.ts';
import type { Core } from '../core.ts';
import { causeFromText } from '../hangup-cause.ts';

const NO_CHANNEL = '-ERR No such channel!\n';

export function uuidExists(core: Core, argument: string): string {
  return String(core.channels.has(argument.trim()));
}

/** `uuid_dump UUID [json|plain]`: the channel as a CHANNEL_DATA event. */
export function uuidDump(core: Core, argument: string): string {
  const [uuid = '', format] = argument.trim().split(' ');
  if (uuid === '') return '-USAGE: <uuid> [format]\n';
  const channel = core.channels.get(uuid);
  if (channel === undefined) return NO_CHANNEL;
  const event = core.event('CHANNEL_DATA', channelHeaders(channel));
  return format?.toLowerCase() === 'json' ? event.serialised('json') : event.serialised('plain');
}

export function uuidGetvar(core: Core, argument: string): string {
  const [uuid = '', name] = argument.trim().split(' ');
  if (name === undefined) return '-USAGE: <uuid> <var>\n';
  return core.channels.get(uuid)?.variables.get(name) ?? (core.channels.has(uuid) ? '_undef_' : NO_CHANNEL);
}

export function uuidSetvar(core: Core, argument: string): string {
  const [uuid = '', name, ...value] = argument.trim().split(' ');
  if (name === undefined) return '-USAGE: <uuid> <var> [value]\n';
  const channel = core.channels.get(uuid);
  if (channel === undefined) return NO_CHANNEL;
  channel.variables.set(name, value.join(' '));
  return '+OK\n';
}

export function uuidKill(core: Core, argument: string): string {
  const [uuid = '', cause] = argument.trim().split(' ');
  if (uuid === '') return '-USAGE: <uuid> [cause]\n';
  const channel = core.channels.get(uuid);
  if (channel === undefined) return NO_CHANNEL;
  channel.hangup(causeFromText(cause));
  return '+OK\n';
}

/** There is no dialplan to transfer into. */
export function uuidTransfer(core: Core, argument: string): string {
  const [uuid = '', destination] = argument.trim().split(' ');
  if (destination === undefined)
    return '-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n';
  if (!core.channels.has(uuid)) return NO_CHANNEL;
  core.settings.notSimulated('api uuid_transfer');
  return '-ERR not simulated\n';
}

export function hupall(core: Core, argument: string): string {
  const [wish] = argument.trim().split(' ');
  const cause = wish === undefined || wish === '' ? 'MANAGER_REQUEST' : causeFromText(wish);
  for (const channel of core.channels.values()) channel.hangup(cause);
  return `+OK hangup all channels with cause ${cause}\n`;
}
