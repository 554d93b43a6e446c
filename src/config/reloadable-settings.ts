import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../domain/secret.ts';
import type { HttpSettings, Settings } from './settings.ts';
import { printPath, type SettingPath } from './settings-error.ts';

/** What SIGHUP changes in a running daemon: all that is looked up anew for each call or binding. */
const RELOADABLE: readonly string[] = [
  'gateways',
  'routing',
  'calls',
  'barring',
  'limits',
  'prompts',
  'bindings',
  'webhooks',
  'cdr.retentionDays',
  'events',
  'recordings.retentionDays',
  'recordings.encoder',
  'recordings.minFreeBytes',
  'http.tls.certFile',
  'http.tls.keyFile',
  'http.trustedProxies',
  'http.forwardedHeader',
  'log.level',
];

/** Paths of settings that differ, such as `gateways[0].host`. */
export interface SettingsChange {
  readonly reloadable: readonly string[];
  readonly needsRestart: readonly string[];
}

export function isReloadable(path: string): boolean {
  return RELOADABLE.some(
    (each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[`),
  );
}

/** What is different in `fresh`. A list whose length changed counts as one change. */
export function compareSettings(running: Settings, fresh: Settings): SettingsChange {
  const paths = differences(running, fresh, []).map(printPath);
  return {
    reloadable: paths.filter(isReloadable),
    needsRestart: paths.filter((path) => !isReloadable(path)),
  };
}

/** The settings after SIGHUP: of `fresh` what can change while the daemon runs, of `running` all the rest. */
export function reloadedSettings(running: Settings, fresh: Settings): Settings {
  const { gateways, routing, calls, barring, limits, prompts, bindings, events, webhooks } = fresh;
  const cdr = Object.freeze({ ...running.cdr, retentionDays: fresh.cdr.retentionDays });
  const { directory, spool } = running.recordings;
  const recordings = Object.freeze({ ...fresh.recordings, directory, spool });
  const http = reloadedHttp(running.http, fresh.http);
  const log = Object.freeze({ ...running.log, level: fresh.log.level });
  return Object.freeze({
    ...running,
    gateways,
    routing,
    calls,
    barring,
    limits,
    prompts,
    bindings,
    events,
    webhooks,
    cdr,
    recordings,
    http,
    log,
  });
}

/** A socket that speaks TLS goes on to do so, with the certificate that is named now; one that does not cannot begin. */
function reloadedHttp(running: HttpSettings, fresh: HttpSettings): HttpSettings {
  const { trustedProxies, forwardedHeader } = fresh;
  const tls = running.tls === null || fresh.tls === null ? running.tls : fresh.tls;
  return Object.freeze({ ...running, tls, trustedProxies, forwardedHeader });
}

function differences(one: unknown, other: unknown, path: SettingPath): SettingPath[] {
  if (one instanceof Secret && other instanceof Secret) return one.equals(other) ? [] : [path];
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length
      ? one.flatMap((each, at) => differences(each, other[at], [...path, at]))
      : [path];
  if (isSection(one) && isSection(other))
    return Object.keys({ ...one, ...other }).flatMap((key) =>
      differences(one[key], other[key], [...path, key]),
    );
  return isDeepStrictEqual(one, other) ? [] : [path];
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}
