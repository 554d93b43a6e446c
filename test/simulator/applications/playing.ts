import type { Channel } from '../channel.ts';
import { waitInChannel } from '../waiting.ts';
import { RESPONSE_VARIABLE } from './application.ts';

/** Plays a sound file to its end (seen: `FILE PLAYED`, and `FILE NOT FOUND` at once where there is none). */
export async function playback(channel: Channel, data: string): Promise<void> {
  const played = await play(channel, data);
  channel.variables.set(RESPONSE_VARIABLE, played ? 'FILE PLAYED' : 'FILE NOT FOUND');
}

/** @returns whether there is such a sound; it has been heard then, to its end or until the condition held. */
export async function play(channel: Channel, path: string, until?: () => boolean): Promise<boolean> {
  const { clock, settings } = channel.core;
  const lengthMs = settings.soundLengthMs(path);
  if (lengthMs === null) return false;
  const about = ['Playback-File-Path', path] as const;
  channel.fire('PLAYBACK_START', [about]);
  channel.far?.hears(path);
  const endMs = clock.now() + lengthMs;
  await waitInChannel(channel, endMs, until);
  channel.fire('PLAYBACK_STOP', [about, ['Playback-Status', clock.now() >= endMs ? 'done' : 'break']]);
  return true;
}

/** `sleep MS`. */
export async function sleep(channel: Channel, data: string): Promise<void> {
  const ms = Number.parseInt(data, 10);
  await waitInChannel(channel, channel.core.clock.now() + (Number.isNaN(ms) ? 0 : ms));
}
