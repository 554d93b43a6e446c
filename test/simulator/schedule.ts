import type { Channel } from './channel.ts';
import { causeFromText } from './hangup-cause.ts';
import { wholeSecondsFrom } from './waiting.ts';

/** Hangs the channel up at `+SECS` from now or at an epoch second (`switch_ivr_schedule_hangup`). */
export function scheduleHangup(channel: Channel, when: string, cause: string | undefined): void {
  at(channel, when, 'switch_ivr_schedule_hangup', () =>
    channel.hangup(cause === undefined ? 'ALLOTTED_TIMEOUT' : causeFromText(cause)),
  );
}

/** Plays a file to the channel, to its peer or to both, on top of whatever they do (`switch_ivr_schedule_broadcast`). */
export function scheduleBroadcast(channel: Channel, when: string, path: string, legs: string): void {
  at(channel, when, 'switch_ivr_schedule_broadcast', () => broadcast(channel, path, legs));
}

export function broadcast(channel: Channel, path: string, legs: string): void {
  const peer = channel.times.bridged === 0 ? undefined : channel.other?.leg;
  if (legs !== 'bleg') playOver(channel, path);
  if (legs !== 'aleg' && peer !== undefined) playOver(peer, path);
}

function playOver(channel: Channel, path: string): void {
  const { clock, settings } = channel.core;
  const lengthMs = settings.soundLengthMs(path);
  if (lengthMs === null || channel.hungUp) return;
  const about = ['Playback-File-Path', path] as const;
  channel.fire('PLAYBACK_START', [about]);
  channel.far?.hears(path);
  clock.after(lengthMs, () => {
    if (!channel.hungUp) channel.fire('PLAYBACK_STOP', [about, ['Playback-Status', 'done']]);
  });
}

function at(channel: Channel, when: string, description: string, act: () => void): void {
  const { clock } = channel.core;
  const seconds = Number.parseInt(when, 10);
  if (Number.isNaN(seconds)) return;
  const instantMs = when.startsWith('+') ? wholeSecondsFrom(clock.now(), seconds) : seconds * 1000;
  const about = [
    ['Task-ID', String(instantMs)],
    ['Task-Desc', description],
    ['Task-Group', channel.uuid],
    ['Task-Runtime', String(Math.floor(instantMs / 1000))],
  ] as const;
  channel.core.fire('ADD_SCHEDULE', about);
  clock.after(Math.max(0, instantMs - clock.now()), () => {
    channel.core.fire('DEL_SCHEDULE', about);
    if (!channel.hungUp) act();
  });
}
