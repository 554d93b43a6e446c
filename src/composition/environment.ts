import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectControl } from '../adapters/control/control-client.ts';
import { FreeswitchConfError, type FreeswitchConfInput } from '../adapters/freeswitch-conf/conf-input.ts';
import { writeFreeswitchConf } from '../adapters/freeswitch-conf/write-freeswitch-conf.ts';
import { SqliteNumberPlanner } from '../adapters/sqlite/sqlite-number-planner.ts';
import { createKeyFile } from '../adapters/system/key-file.ts';
import type { CdrInput, CdrOperations } from '../app/cdr-operations.ts';
import { EventInquiry } from '../app/delivery/event-inquiry.ts';
import { LocalEvents } from '../app/delivery/local-events.ts';
import type { Operations, StoreOperations } from '../app/operations.ts';
import type { RecordingOperations } from '../app/recordings/recording-operations.ts';
import { LocalAccess } from '../app/tenancy/local-access.ts';
import type { Environment, Initialised, Opened } from '../cli/environment.ts';
import { type Settings, toGateway } from '../config/settings.ts';
import { writeSettingsFile } from '../config/settings-file.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { PoolPlan } from '../ports/number-planner.ts';
import { openAccess } from './access.ts';
import { diagnose } from './doctor.ts';
import { endpointDeskOf } from './endpoint-desk.ts';
import { rotateKey } from './keys.ts';
import { leakTest } from './leak-test.ts';
import { recordingOperations } from './recordings.ts';
import { serve } from './serve.ts';
import { inCatalogue, openSite, readSettings } from './site.ts';

/** What the command line is given by the rest of the program. */
export function environment(version: string): Environment {
  return {
    version,
    serve: (configPath) => serve(configPath, version),
    initialise: (directory, dataDir) =>
      inCatalogue(async () => initialise(resolve(directory), resolve(dataDir ?? join(directory, 'data')))),
    connectDaemon: (configPath) => connectDaemon(readSettings(configPath)),
    openStore: (configPath) => openStore(readSettings(configPath)),
    rotateKeyOffline: (configPath) => rotateKeyOffline(readSettings(configPath)),
    openAccess: (configPath) => openLocalAccess(readSettings(configPath)),
    openEvents: (configPath) => openLocalEvents(readSettings(configPath)),
    planPool: ({ configPath, ...request }, onProgress) =>
      planPool(readSettings(configPath), request, onProgress),
    // Loaded here: the first call of a daemon does not wait for it.
    backUp: async ({ configPath, directory }, onPages) =>
      (await import('./backup.ts')).backUp(readSettings(configPath), directory, version, onPages),
    restore: async ({ configPath, directory, checkOnly }) =>
      (await import('./backup.ts')).restore(readSettings(configPath), directory, checkOnly),
    writeFreeswitchConf: ({ configPath, directory, force }) =>
      writeConf(readSettings(configPath), directory, force),
    diagnosis: (configPath, deep) => diagnose(configPath, version, deep),
    leakTest,
  };
}

/** Both files or none. */
function initialise(directory: string, dataDir: string): Initialised {
  const config = join(directory, 'axbridge.yaml');
  const key = join(dataDir, 'axbridge.key');
  for (const path of [config, key]) if (existsSync(path)) throw new AxbridgeError('file-exists', path);
  const freeswitchPassword = randomBytes(24).toString('base64url');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  createKeyFile(key);
  writeSettingsFile(config, { dataDir, country: 'CN', homeAreaCode: null, freeswitchPassword });
  handOver(dataDir, config, key);
  return { written: [config, key] };
}

/** What root wrote is of use to who runs the daemon: its key, and settings that it reads and cannot change. */
function handOver(dataDir: string, config: string, key: string): void {
  const { uid, gid } = statSync(dataDir);
  if (process.getuid?.() !== 0 || uid === 0) return;
  chownSync(key, uid, gid);
  chownSync(config, 0, gid);
  chmodSync(config, 0o640);
}

function connectDaemon(settings: Settings): Promise<Opened<Operations> | null> {
  return connectControl(settings.control.socket);
}

async function openStore(
  settings: Settings,
): Promise<Opened<StoreOperations & CdrOperations & RecordingOperations>> {
  const { bindings, cdrs, recordings, store } = await openSite(() => settings);
  return Object.assign(bindings, {
    cdrs: (input: CdrInput) => cdrs.cdrs(input),
    ...recordingOperations(recordings),
    close: () => store.close(),
  });
}

async function openLocalAccess(settings: Settings): Promise<Opened<LocalAccess>> {
  const access = await openAccess(settings);
  return Object.assign(new LocalAccess(access.desk, randomUUID()), { close: () => access.close() });
}

async function openLocalEvents(settings: Settings): Promise<Opened<LocalEvents>> {
  const { store } = await openSite(() => settings);
  try {
    const access = await openAccess(settings);
    const { events } = store;
    const endpoints = endpointDeskOf(events, access, () => settings);
    const inquiry = new EventInquiry(events);
    const local = new LocalEvents({ endpoints, inquiry, access: access.desk, request: randomUUID() });
    return Object.assign(local, {
      close: () => Promise.all([access.close(), store.close()]).then(() => undefined),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

function planPool(
  settings: Settings,
  ...[request, onProgress]: Parameters<SqliteNumberPlanner['plan']>
): Promise<PoolPlan> {
  const planner = new SqliteNumberPlanner({ path: settings.store.file });
  return inCatalogue(() => planner.plan(request, onProgress));
}

async function rotateKeyOffline(settings: Settings): Promise<{ readonly bindings: number }> {
  const { store } = await openSite(() => settings);
  try {
    return await inCatalogue(() => rotateKey(store, settings.store));
  } finally {
    await store.close();
  }
}

async function writeConf(settings: Settings, directory: string, force: boolean) {
  try {
    return await writeFreeswitchConf(confInput(settings), directory, { replaceForeign: force });
  } catch (error) {
    if (error instanceof FreeswitchConfError)
      throw new AxbridgeError('config-invalid', error.message, { cause: error });
    throw error;
  }
}

function confInput(settings: Settings): FreeswitchConfInput {
  const [node] = settings.freeswitch;
  if (node === undefined) throw new AxbridgeError('config-invalid', 'freeswitch: name at least one node');
  const { sip } = settings;
  return {
    gateways: settings.gateways.map(toGateway),
    sip,
    tls: sip.tls,
    eventSocket: { host: node.host, port: node.port, password: node.password.reveal() },
    planLookup: settings.dialplan.port === null ? null : { port: settings.dialplan.port, user: node.name },
    soundsDirectory: settings.prompts.directory,
    logLevel: 'err',
    coreDatabase: '/dev/shm/axbridge-core.db',
    cdrSpool: settings.cdr.spool,
    gatewayPingSeconds: sip.gatewayPingSeconds,
  };
}
