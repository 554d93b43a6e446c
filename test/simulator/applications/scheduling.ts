import type { Channel } from '../channel.ts';
import { scheduleBroadcast, scheduleHangup } from '../schedule.ts';

/** `sched_hangup +SECS [CAUSE]`: ends the channel later, whatever it does then. */
export function schedHangup(channel: Channel, data: string): void {
  const [when = '', cause] = data.split(' ');
  scheduleHangup(channel, when, cause);
}

/** `sched_broadcast +SECS FILE [aleg|bleg|both]`. */
export function schedBroadcast(channel: Channel, data: string): void {
  const [when = '', path = '', legs = 'aleg'] = data.split(' ');
  scheduleBroadcast(channel, when, path, legs);
}

/** No file is written; the events are. */
export function recordSession(channel: Channel, data: string): void {
  const path = data.split(' +')[0] ?? data;
  channel.progressMedia();
  channel.variables.set('record_path', path);
  channel.fire('RECORD_START', [['Record-File-Path', path]]);
}

export function stopRecordSession(channel: Channel): void {
  const path = channel.variables.take('record_path');
  if (path !== undefined) channel.fire('RECORD_STOP', [['Record-File-Path', path]]);
}
