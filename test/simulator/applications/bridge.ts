import { answerChannel } from '../answer-channel.ts';
import type { Channel } from '../channel.ts';
import { parseDialString } from '../dial-string.ts';
import { causeNumber } from '../hangup-cause.ts';
import { originate } from '../originate.ts';
import { isTrue } from '../variables.ts';

/** Calls the dial string and joins the two legs until one ends. */
export async function bridge(channel: Channel, data: string): Promise<void> {
  const result = await originate(channel.core, parseDialString(data), channel);
  if (!result.ok) return handleFailure(channel, result.cause);
  await join(channel, result.leg);
}

/**
 * `switch_channel_handle_cause` (`switch_channel.c:4875`). With `continue_on_fail` the list goes on always (true) or for the causes
 * listed; without it after NO_ANSWER, NO_USER_RESPONSE and ORIGINATOR_CANCEL only; else the caller is hung up with the cause.
 */
function handleFailure(channel: Channel, cause: string): void {
  if (!channel.ready) return;
  const wish = channel.variables.get('continue_on_fail');
  if (!continues(wish, cause)) channel.hangup(cause);
}

function continues(wish: string | undefined, cause: string): boolean {
  if (wish === undefined) return ['NO_ANSWER', 'NO_USER_RESPONSE', 'ORIGINATOR_CANCEL'].includes(cause);
  if (isTrue(wish)) return true;
  const listed = wish.split(',').map((one) => one.trim().toUpperCase());
  return listed.includes(cause) || listed.includes(String(causeNumber(cause)));
}

/** `switch_ivr_multi_threaded_bridge`. */
async function join(channel: Channel, leg: Channel): Promise<void> {
  if (leg.answered) answerChannel(channel);
  else channel.progressMedia();
  if (channel.ready && !leg.hungUp) {
    begin(channel, leg);
    await whileJoined(channel, leg);
    end(channel, leg);
  } else if (!leg.hungUp) leg.hangup('ORIGINATOR_CANCEL');
  if (channel.variables.isTrue('hangup_after_bridge')) channel.hangup(leg.cause ?? 'NORMAL_CLEARING');
}

function begin(channel: Channel, leg: Channel): void {
  const nowUs = channel.core.nowUs();
  for (const one of [channel, leg]) one.times.bridged = nowUs;
  leg.variables.set('bridge_channel', channel.name);
  leg.variables.set('bridge_uuid', channel.uuid);
  leg.variables.set('last_bridge_to', channel.uuid);
  channel.variables.set('last_bridge_to', leg.uuid);
  channel.variables.set('bridge_channel', leg.name);
  channel.variables.set('bridge_uuid', leg.uuid);
  channel.fire('CHANNEL_BRIDGE', bridgeHeaders(channel, leg));
  leg.enter('CS_EXCHANGE_MEDIA');
}

/** Joined before the answer (early media), the caller's leg is answered when the callee's is. */
async function whileJoined(channel: Channel, leg: Channel): Promise<void> {
  while (!channel.hungUp && !leg.hungUp) {
    if (leg.answered) answerChannel(channel);
    await channel.wakeup.until(channel.core.clock, null);
  }
}

/** The leg that is left ends too: seen with NORMAL_CLEARING after an answer, with ORIGINATOR_CANCEL before. */
function end(channel: Channel, leg: Channel): void {
  if (!leg.hungUp) {
    leg.hangup(leg.answered ? 'NORMAL_CLEARING' : 'ORIGINATOR_CANCEL');
    leg.conclude();
  }
  channel.variables.set('bridge_hangup_cause', leg.cause ?? 'NORMAL_CLEARING');
  channel.fire('CHANNEL_UNBRIDGE', bridgeHeaders(channel, leg));
}

function bridgeHeaders(channel: Channel, leg: Channel): readonly (readonly [string, string])[] {
  return [
    ['Bridge-A-Unique-ID', channel.uuid],
    ['Bridge-B-Unique-ID', leg.uuid],
  ];
}
