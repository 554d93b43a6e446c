import type { Core } from '../core.ts';
import { broadcast, scheduleHangup } from '../schedule.ts';

export function schedHangupCommand(core: Core, argument: string): string {
  const [when = '', uuid = '', cause] = argument.trim().split(' ');
  const channel = core.channels.get(uuid);
  if (channel === undefined) return '-ERR No such channel!\n';
  scheduleHangup(channel, when, cause);
  return '+OK\n';
}

/** `uuid_broadcast UUID FILE [aleg|bleg|both]`. */
export function uuidBroadcast(core: Core, argument: string): string {
  const [uuid = '', path = '', legs = 'aleg'] = argument.trim().split(' ');
  const channel = core.channels.get(uuid);
  if (channel === undefined) return '-ERR invalid uuid\n';
  broadcast(channel, path, legs);
  return '+OK Message sent\n';
}
