import { answerChannel } from '../answer-channel.ts';
import type { Channel } from '../channel.ts';

export function answer(channel: Channel): void {
  answerChannel(channel);
}

/** SIP 183 with sound. */
export function preAnswer(channel: Channel): void {
  channel.progressMedia();
}

/** SIP 180. */
export function ringReady(channel: Channel): void {
  channel.progress();
}
