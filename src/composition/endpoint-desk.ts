import { SystemClock } from '../adapters/system/system-clock.ts';
import { EndpointDesk } from '../app/delivery/endpoint-desk.ts';
import type { Settings } from '../config/settings.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Access } from './access.ts';

/** Endpoints of events, for the daemon as for the command line. */
export function endpointDeskOf(
  events: Pick<EventLog, 'bounds'>,
  { store, material, trail }: Access,
  settings: () => Settings,
): EndpointDesk {
  const rules = () => settings().webhooks;
  return new EndpointDesk({
    store: store.endpoints,
    events,
    material,
    trail,
    clock: new SystemClock(),
    rules,
  });
}
