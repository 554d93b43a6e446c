import type { Channel } from '../channel.ts';
import { causeFromText } from '../hangup-cause.ts';
import { waitInChannel, wholeSecondsFrom } from '../waiting.ts';

/**
 * Waits for orders. `park_timeout` (`secs[:CAUSE]`) is read once and then gone, before the event tells of it (`switch_ivr.c:985`);
 * it counts whole seconds of the clock, so 4 are over after 3 to 4 (seen: 3.0 s).
 */
export async function park(channel: Channel): Promise<void> {
  const timeout = channel.variables.take('park_timeout');
  channel.fire('CHANNEL_PARK');
  await waitInChannel(channel, expiry(channel, timeout));
  if (channel.ready) channel.hangup(timeoutCause(timeout));
  channel.fire('CHANNEL_UNPARK');
}

function expiry(channel: Channel, timeout: string | undefined): number | null {
  const seconds = Number.parseInt(timeout ?? '', 10);
  return Number.isNaN(seconds) ? null : wholeSecondsFrom(channel.core.clock.now(), seconds);
}

function timeoutCause(timeout: string | undefined): string {
  return causeFromText(timeout?.split(':')[1]);
}
