import type { Channel } from '../channel.ts';
import { waitInChannel } from '../waiting.ts';
import { RESPONSE_VARIABLE } from './application.ts';

/** Plays a sound file to its end (seen: `FILE PLAYED`, and `FILE NOT FOUND` at once where there is none). */
export async function playback(channel: Channel, data: string): Promise<void> {
  const { clock, settings } = channel.core;
  const lengthMs = settings.soundLengthMs(data);
  channel.variables.set(RESPONSE_VARIABLE, lengthMs === null ? 'FILE NOT FOUND' : 'FILE PLAYED');
  if (lengthMs === null) return;
  const about = ['Playback-File-Path', data] as const;
  channel.fire('PLAYBACK_START', [about]);
  channel.far?.hears(data);
  const endMs = clock.now() + lengthMs;
  await waitInChannel(channel, endMs);
  channel.fire('PLAYBACK_STOP', [about, ['Playback-Status', clock.now() >= endMs ? 'done' : 'break']]);
}

/** `sleep MS`. */
export async function sleep(channel: Channel, data: string): Promise<void> {
  const ms = Number.parseInt(data, 10);
  await waitInChannel(channel, channel.core.clock.now() + (Number.isNaN(ms) ? 0 : ms));
}
