import type { CallFleet } from '../app/call-fleet.ts';
import type { OperationsDesk } from '../app/operations-desk.ts';
import type { UsageSurvey } from '../app/tenancy/usage-survey.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { openAccess } from './access.ts';
import type { Metrics } from './metrics.ts';
import type { Site } from './site.ts';
import { startTelling } from './telling.ts';

export interface HttpParts {
  readonly site: Site;
  readonly calls: OperationsDesk;
  readonly fleet: CallFleet;
  readonly survey: UsageSurvey;
  readonly metrics: Pick<Metrics, 'text' | 'deliveries'>;
  readonly draining: () => boolean;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly version: string;
}

/** The API that is served, where it is, and the ways on which events leave. */
export interface HttpApi {
  /** Reads the certificate again. One that cannot be served is logged, and the one before goes on. */
  renewTls(): void;
  /** Tells nobody of events any more: before the store is closed. */
  stopTelling(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the HTTP API where the settings want it, and tells of events. @throws AxbridgeError `config-invalid`, `store-…`, `key-…` */
export async function startHttp(parts: HttpParts): Promise<HttpApi> {
  const access = await openAccess(parts.settings());
  const telling = startTelling({ ...parts, access, metrics: parts.metrics.deliveries });
  try {
    const site = parts.settings().http.enabled ? await import('./http-site.ts') : null;
    const server = (await site?.serveSite(parts, access, telling)) ?? null;
    return {
      renewTls: () => (server === null ? undefined : site?.renewTls(server, parts)),
      stopTelling: () => telling.stop(),
      close: async () => {
        await server?.close();
        await access.close();
      },
    };
  } catch (error) {
    await telling.stop();
    await access.close();
    throw error;
  }
}
