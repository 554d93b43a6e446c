import { EventFiles } from '../adapters/event-file/event-files.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { dnsResolve } from '../adapters/webhook/guarded-lookup.ts';
import { HttpEventSender } from '../adapters/webhook/http-event-sender.ts';
import { DeliveryDesk } from '../app/delivery/delivery-desk.ts';
import type { EndpointDesk } from '../app/delivery/endpoint-desk.ts';
import type { DeliveryMetrics } from '../app/metrics/delivery-metrics.ts';
import type { Settings } from '../config/settings.ts';
import { DEFAULT_SCHEDULE, type RetrySchedule } from '../domain/delivery/retry-schedule.ts';
import { EventStreams } from '../http/event-streams.ts';
import type { Log } from '../ports/log.ts';
import type { Access } from './access.ts';
import { endpointDeskOf } from './endpoint-desk.ts';
import type { Site } from './site.ts';

const MEGABYTE = 1_000_000;

export interface TellingParts {
  readonly site: Pick<Site, 'store'>;
  readonly access: Access;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly metrics: DeliveryMetrics;
}

/** The ways on which events leave the daemon. */
export interface Telling {
  readonly endpoints: EndpointDesk;
  readonly streams: EventStreams;
  /** Before the log of events is closed. */
  stop(): Promise<void>;
}

export function startTelling({ site, access, settings, log, metrics }: TellingParts): Telling {
  const clock = new SystemClock();
  const { events } = site.store;
  const rules = () => settings().webhooks;
  const store = access.store.endpoints;
  const sender = new HttpEventSender({
    secretOf: (id) => access.material.webhookSecret(id),
    rules,
    clock,
    resolve: dnsResolve(),
    timeoutMs: () => rules().eventTimeoutSeconds * 1000,
  });
  const random = Math.random;
  const schedule = () => scheduleOf(settings());
  const delivery = new DeliveryDesk({ store, events, sender, clock, log, random, schedule, metrics });
  const files = filesOf({ site, settings, log });
  const streams = new EventStreams();
  delivery.start();
  files.start();
  return {
    endpoints: endpointDeskOf(events, access, settings),
    streams,
    stop: async () => {
      streams.close();
      await Promise.all([delivery.stop(), files.stop()]);
    },
  };
}

function scheduleOf({ webhooks }: Settings): RetrySchedule {
  const { eventFirstRetryMilliseconds, eventGiveUpSeconds } = webhooks;
  return {
    ...DEFAULT_SCHEDULE,
    firstRetryMs: eventFirstRetryMilliseconds,
    giveUpMs: eventGiveUpSeconds * 1000,
  };
}

function filesOf({ site, settings, log }: Pick<TellingParts, 'site' | 'settings' | 'log'>): EventFiles {
  const directory = () => settings().events.file.directory;
  const rules = () => {
    const { maxMegabytes, keepDays } = settings().events.file;
    return { maxBytes: maxMegabytes * MEGABYTE, keepDays };
  };
  return new EventFiles({ events: site.store.events, directory, rules, clock: new SystemClock(), log });
}
