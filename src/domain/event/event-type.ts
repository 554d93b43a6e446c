/**
 * What a platform is told of, in the order of a thing's life. A closed list: a word never changes its meaning, and the list only grows.
 * What each means and carries is in `event-data.ts`.
 */
export const EVENT_TYPES = [
  'call.incoming',
  'call.routed',
  'call.blocked',
  'call.ringing',
  'call.answered',
  'call.prompt',
  'call.digits',
  'call.pin',
  'call.hop',
  'call.ending-soon',
  'call.ended',
  'binding.created',
  'binding.updated',
  'binding.expiring',
  'binding.expired',
  'binding.released',
  'pool.low',
  'pool.exhausted',
  'recording.ready',
  'cdr.created',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text);
}
