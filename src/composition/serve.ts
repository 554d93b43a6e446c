import {
  type ControlServer,
  type ControlServerOptions,
  serveControl,
} from '../adapters/control/control-server.ts';
import { type AdjustableLog, createLog } from '../adapters/system/log.ts';
import { RandomIdSource } from '../adapters/system/random-id-source.ts';
import { ServiceNotice } from '../adapters/system/service-notice.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { dnsResolve } from '../adapters/webhook/guarded-lookup.ts';
import { HttpRouteHook } from '../adapters/webhook/http-route-hook.ts';
import { CallDesk, type CallDeskOptions } from '../app/call-desk.ts';
import { CallFleet } from '../app/call-fleet.ts';
import { recordWitness } from '../app/cdr/record-witness.ts';
import { Consultations } from '../app/consultations.ts';
import { Daemon, type DaemonOptions } from '../app/daemon.ts';
import { LowWaterWatch } from '../app/low-water-watch.ts';
import type { Operations } from '../app/operations.ts';
import { OperationsDesk } from '../app/operations-desk.ts';
import { UsageSurvey } from '../app/tenancy/usage-survey.ts';
import { compareSettings, reloadedSettings } from '../config/reloadable-settings.ts';
import type { Settings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { cdrDeskOf } from './cdr.ts';
import { diallingOf } from './dialling.ts';
import { eventWritingOf } from './events.ts';
import { guardedBy } from './guard.ts';
import type { HttpApi, HttpParts } from './http.ts';
import { renewalOf, rotateKey } from './keys.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { keptRecordings, recordingOperations } from './recordings.ts';
import { inCatalogue, openSite, readSettings, type Site } from './site.ts';
import { switchesOf } from './switches.ts';

const DAY_MS = 86_400_000;

/** Settings that SIGHUP can exchange. */
interface LiveSettings {
  current: Settings;
}

/** Runs the daemon until it is told to stop. @returns the exit code. */
export async function serve(configPath: string, version: string): Promise<number> {
  const live = settingsToServe(configPath);
  const log = createLog(live.current.log);
  const metrics = metricsOf(version);
  const site = await openSite(() => live.current, metrics.store);
  const clock = new SystemClock();
  const hook = hookOf(site, live);
  const settings = () => live.current;
  const { seen, events } = eventWritingOf({ site, log, settings });
  const records = cdrDeskOf({ site, log, settings, seen, desk: () => desk, fleet: () => fleet });
  const recordings = keptRecordings({ site, log, settings, metrics: metrics.recordings, desk: () => desk });
  const desk: CallDesk = new CallDesk({
    ...site,
    clock,
    ids: new RandomIdSource(),
    log,
    ...callSettingsOf(live),
    consultations: new Consultations({ ...site, hook, clock, log }),
    ...guardedBy(site, settings, [recordWitness(records), seen]),
    recordingPermit: recordings.permit,
    metrics: metrics.calls,
  });
  const daemon = new Daemon({ ...keepingOf(site, live), records, recordings, events, desk, clock, log });
  const switches = await switchesOf(settings, log, metrics.links);
  const onRefused = (node: string, because: string): void => daemon.onSwitchRefused(node, because);
  const { nodes } = switches;
  const fleet: CallFleet = new CallFleet({ nodes, desk, log, metrics: metrics.links, onRefused });
  const calls = callsOf({ site, desk, fleet, daemon, live, version });
  const control = await controlOf(site, calls, { path: live.current.control.socket, log, version });
  const letGo = listenToSignals(daemon, () => reload(configPath, live, log, http));
  daemon.start(fleet);
  metrics.start(desk, fleet, site.store.events);
  const { survey, watch } = watchPools(site, metrics, log);
  const http = beginHttp(daemon, {
    site,
    calls,
    fleet,
    survey,
    metrics,
    log,
    version,
    settings,
    draining: () => daemon.draining,
  });
  const notice = noticeOf(http, log);
  log.info({ version, pid: process.pid, control: control.path }, 'axbridge is up');
  const because = await daemon.ended;
  notice.stopping();
  watch.stop();
  hook.close();
  metrics.stop();
  await Promise.all([control.close(), switches.stopAnswering(), http.then((api) => api?.close())]);
  letGo();
  log.info({ because: because?.code ?? null }, 'axbridge has stopped');
  if (because !== null) throw because;
  return 0;
}

function watchPools(site: Site, metrics: Metrics, log: AdjustableLog) {
  const survey = new UsageSurvey(async () => metrics.pools.surveyed(await site.bindings.pools()));
  const levels = site.store.events;
  const watch = new LowWaterWatch({ usages: () => survey.usages(), levels, clock: new SystemClock(), log });
  watch.start();
  return { survey, watch };
}

/** The service is ready when its API is: without one it ends. */
function noticeOf(http: Promise<HttpApi | null>, log: AdjustableLog): ServiceNotice {
  const notice = new ServiceNotice(new SystemClock(), log);
  void http.then((api) => api !== null && notice.ready());
  return notice;
}

function settingsToServe(configPath: string): LiveSettings {
  const current = readSettings(configPath);
  if (current.freeswitch.length === 0)
    throw new AxbridgeError('config-invalid', 'freeswitch: name at least one node');
  return { current };
}

/** After the switches, so that calls do not wait for it. A daemon whose API cannot be served stops: it would look healthy. */
async function beginHttp(daemon: Daemon, parts: HttpParts): Promise<HttpApi | null> {
  try {
    // Loaded here: neither the command line nor the first call waits for it.
    const { startHttp } = await import('./http.ts');
    const api = await startHttp(parts);
    daemon.beforeClose(() => api.stopTelling());
    return api;
  } catch (cause) {
    const error = cause instanceof AxbridgeError ? cause : new AxbridgeError('internal', 'http', { cause });
    daemon.requestStop(error);
    return null;
  }
}

async function controlOf(
  site: Site,
  calls: OperationsDesk,
  options: Omit<ControlServerOptions, 'operations'>,
): Promise<ControlServer> {
  return serveControl({ ...options, operations: operationsOf(site, calls) }).catch(async (error: unknown) => {
    // Its thread would keep the process alive.
    await site.store.close();
    throw error;
  });
}

function hookOf(site: Site, live: LiveSettings): HttpRouteHook {
  return new HttpRouteHook({
    secretOf: (id) => site.material().webhookSecret(id),
    rules: () => live.current.webhooks,
    clock: new SystemClock(),
    resolve: dnsResolve(),
  });
}

function keepingOf(
  { store }: Site,
  live: LiveSettings,
): Pick<DaemonOptions, 'store' | 'cdrs' | 'renewKeys' | 'historyMs' | 'cdrHistoryMs'> {
  return {
    store,
    renewKeys: renewalOf({ store, settings: () => live.current.store, clock: new SystemClock() }),
    cdrs: store.cdrs,
    historyMs: () => live.current.bindings.historyDays * DAY_MS,
    cdrHistoryMs: () => live.current.cdr.retentionDays * DAY_MS,
  };
}

/** Read anew for every call. */
function callSettingsOf(live: LiveSettings): Pick<CallDeskOptions, 'dialling' | 'language'> {
  return { dialling: () => diallingOf(live.current), language: () => live.current.prompts.language };
}

function callsOf(parts: {
  readonly site: Site;
  readonly desk: CallDesk;
  readonly fleet: CallFleet;
  readonly daemon: Daemon;
  readonly live: LiveSettings;
  readonly version: string;
}): OperationsDesk {
  const { site, live, daemon } = parts;
  return new OperationsDesk({
    ...parts,
    bindings: site.bindings,
    startedAt: Date.now(),
    gateways: () => live.current.routing.gateways,
    draining: () => daemon.draining,
    rotateKey: () => inCatalogue(() => rotateKey(site.store, live.current.store)),
    mayShowRealNumbers: () => live.current.calls.allowRealNumberDisplay,
  });
}

function operationsOf(site: Site, calls: OperationsDesk): Operations {
  return {
    addPool: (input) => site.bindings.addPool(input),
    pools: () => site.bindings.pools(),
    lockPool: (input) => site.bindings.lockPool(input),
    removePool: (input) => site.bindings.removePool(input),
    setWebhook: (input) => site.bindings.setWebhook(input),
    rotateWebhookSecret: (input) => site.bindings.rotateWebhookSecret(input),
    removeWebhook: (input) => site.bindings.removeWebhook(input),
    bind: (input) => site.bindings.bind(input),
    bindMany: (input) => site.bindings.bindMany(input),
    amend: (input) => site.bindings.amend(input),
    unbind: (input) => site.bindings.unbind(input),
    bindings: (input) => site.bindings.bindings(input),
    putGroup: (input) => site.bindings.putGroup(input),
    changeGroup: (input) => site.bindings.changeGroup(input),
    groups: () => site.bindings.groups(),
    group: (input) => site.bindings.group(input),
    removeGroup: (input) => site.bindings.removeGroup(input),
    setCallee: (input) => site.bindings.setCallee(input),
    clearCallee: (input) => site.bindings.clearCallee(input),
    route: (input) => site.bindings.route(input),
    tenantPolicy: (input) => site.bindings.tenantPolicy(input),
    changeTenantPolicy: (input) => site.bindings.changeTenantPolicy(input),
    callback: (input) => calls.callback(input),
    calls: (input) => calls.calls(input),
    hangUp: (input) => calls.hangUp(input),
    status: () => calls.status(),
    askNodes: (input) => calls.askNodes(input),
    rotateKey: () => calls.rotateKey(),
    cdrs: (input) => site.cdrs.cdrs(input),
    ...recordingOperations(site.recordings),
  };
}

function listenToSignals(daemon: Daemon, onHangup: () => void): () => void {
  const stop = (): void => daemon.requestStop();
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.on(signal, stop);
  process.on('SIGHUP', onHangup);
  return () => {
    for (const signal of signals) process.off(signal, stop);
    process.off('SIGHUP', onHangup);
  };
}

/** Takes over what can change while calls go on; a configuration that is not valid changes nothing. */
function reload(
  configPath: string,
  live: LiveSettings,
  log: AdjustableLog,
  http: Promise<HttpApi | null>,
): void {
  try {
    const fresh = readSettings(configPath);
    const change = compareSettings(live.current, fresh);
    live.current = reloadedSettings(live.current, fresh);
    log.level = live.current.log.level;
    log.info({ ...change }, 'settings reloaded');
    void http.then((api) => api?.renewTls());
  } catch (error) {
    log.error({ err: error }, 'settings not reloaded: the running ones stay');
  }
}
