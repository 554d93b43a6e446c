import type { NumberedEvent } from '../event/event.ts';

/**
 * Events of one lane are delivered one after the other, in their order: those of a call, or, where no call is concerned, of a binding.
 * What concerns neither has a lane of its own and waits for nothing.
 */
export function laneOf({
  call,
  binding,
  number,
}: Pick<NumberedEvent, 'call' | 'binding' | 'number'>): string {
  if (call !== null) return `call ${call}`;
  return binding === null ? `event ${number}` : `binding ${binding}`;
}
