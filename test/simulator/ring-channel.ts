import { runApi } from './api/registry.ts';
import type { Channel } from './channel.ts';

/** SIP 180 from a callee, and whatever was to run at it (`api_on_ring*`). */
export function ringChannel(channel: Channel): void {
  if (channel.times.progress !== 0 || channel.hasMedia || channel.hungUp) return;
  channel.progress();
  apiOn(channel, 'api_on_ring');
}

/** SIP 183 with sound from a callee, and whatever was to run at it (`api_on_pre_answer*`). */
export function soundChannel(channel: Channel): void {
  if (channel.hasMedia || channel.hungUp) return;
  channel.progressMedia();
  apiOn(channel, 'api_on_pre_answer');
}

/** `switch_channel_api_on`: done before anything else that the callee's network sends is looked at. */
function apiOn(channel: Channel, prefix: string): void {
  for (const name of channel.variables.startingWith(prefix))
    void runApi(channel.core, channel.variables.get(name) ?? '');
}
