import type { Channel } from '../channel.ts';
import { causeFromText } from '../hangup-cause.ts';
import { causeOfStatus } from '../sip-status.ts';

/** `hangup [CAUSE]`: without a cause, or with one that nobody knows, NORMAL_CLEARING. */
export function hangup(channel: Channel, data: string): void {
  channel.hangup(causeFromText(data));
}

/** `respond CODE [phrase]`: refuses the caller with this very status (seen: 404 as UNALLOCATED_NUMBER, 403 as CALL_REJECTED). */
export function respond(channel: Channel, data: string): void {
  const status = Number.parseInt(data, 10);
  channel.respondStatus = status;
  channel.hangup(causeOfStatus(status));
}
