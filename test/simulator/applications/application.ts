import type { Channel } from '../channel.ts';

/** What an application does with a channel. It may leave a word in RESPONSE_VARIABLE: the event's `Application-Response`. */
export type Application = (channel: Channel, data: string) => void | Promise<void>;

export const RESPONSE_VARIABLE = 'current_application_response';
