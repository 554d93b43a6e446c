import { SystemClock } from '../adapters/system/system-clock.ts';
import { CallEvents } from '../app/event/call-events.ts';
import { EventKeeper } from '../app/event/event-keeper.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { diallingOf } from './dialling.ts';
import type { Site } from './site.ts';

const DAY_MS = 86_400_000;

/** What writes events that nothing else writes: of calls on their way, and of what happens by itself. */
export interface EventWriting {
  readonly seen: CallEvents;
  readonly events: EventKeeper;
}

export function eventWritingOf(parts: {
  readonly site: Pick<Site, 'store' | 'router'>;
  readonly log: Log;
  readonly settings: () => Settings;
}): EventWriting {
  const { site, log, settings } = parts;
  const policy = () => diallingOf(settings()).policy;
  const { store, router } = site;
  const { events } = store;
  const clock = new SystemClock();
  const seen = new CallEvents({ events, store, router, clock, log, policy });
  const keeper = new EventKeeper({
    events,
    calls: seen,
    clock,
    log,
    expiringMs: () => settings().events.expiringSeconds * 1000,
    historyMs: () => settings().events.retentionDays * DAY_MS,
  });
  return { seen, events: keeper };
}
