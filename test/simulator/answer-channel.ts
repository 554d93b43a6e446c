import type { Channel } from './channel.ts';
import { executeOn } from './execution.ts';

/** SIP 200, and whatever was to run at it (`execute_on_answer*`). */
export function answerChannel(channel: Channel): void {
  if (channel.answered || channel.hungUp) return;
  channel.answer();
  executeOn(channel, 'execute_on_answer');
  channel.callState = 'ACTIVE';
  channel.changed();
}
