import type { Channel } from './channel.ts';
import { drainPrivateEvents } from './execution.ts';

/**
 * Waits until the instant (`null`: without end), until the condition holds or until the channel has something else to do,
 * obeying what is asked of the channel meanwhile.
 */
export async function waitInChannel(
  channel: Channel,
  untilMs: number | null,
  until: () => boolean = () => false,
): Promise<void> {
  const { clock } = channel.core;
  for (;;) {
    await drainPrivateEvents(channel);
    if (!channel.ready || until() || (untilMs !== null && clock.now() >= untilMs)) return;
    await channel.wakeup.until(clock, untilMs);
  }
}

/** The instant at which the switch's clock of whole seconds has gone on by so many: up to a second less than asked. */
export function wholeSecondsFrom(nowMs: number, seconds: number): number {
  return (Math.floor(nowMs / 1000) + seconds) * 1000;
}
