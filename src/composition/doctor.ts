import { type ControlClient, connectControl } from '../adapters/control/control-client.ts';
import { coreCheck } from '../adapters/diagnosis/core-check.ts';
import { recordingsCheck } from '../adapters/diagnosis/recordings-check.ts';
import {
  configurationCheck,
  daemonCheck,
  deepCheck,
  keyCheck,
  spaceCheck,
  storeCheck,
} from '../adapters/diagnosis/site-checks.ts';
import { spoolCheck } from '../adapters/diagnosis/spool-check.ts';
import type { AskSwitch } from '../adapters/diagnosis/switch-answers.ts';
import { switchChecks } from '../adapters/diagnosis/switch-checks.ts';
import type { FreeswitchSwitch } from '../adapters/freeswitch/freeswitch-switch.ts';
import type { PoolView } from '../app/operations.ts';
import type { Diagnosis, Opened } from '../cli/environment.ts';
import type { FreeswitchNodeSettings, Settings } from '../config/settings.ts';
import { keyPlace } from './keys.ts';
import { openSite, readSettings } from './site.ts';
import { attachForQuestions } from './switch-question.ts';

/** What `axbridge doctor` looks at. Store and switches are asked through the daemon, or directly where none runs. */
export async function diagnose(
  configPath: string,
  version: string,
  deep: boolean,
): Promise<Opened<Diagnosis>> {
  try {
    return await diagnosisOf(configPath, readSettings(configPath), { version, deep });
  } catch (error) {
    const check = { name: 'configuration', run: () => Promise.reject(error) };
    return { checks: [check], close: async () => undefined };
  }
}

async function diagnosisOf(
  configPath: string,
  settings: Settings,
  { version, deep }: { readonly version: string; readonly deep: boolean },
): Promise<Opened<Diagnosis>> {
  const { store, dataDir, control, cdr, recordings, freeswitch, gateways } = settings;
  const daemon = await connectControl(control.socket).catch((error: unknown) => asError(error));
  const client = daemon instanceof Error ? null : daemon;
  const switches = freeswitch.map((node) => switchOf(node, settings, client));
  const scope = { gateways: gateways.map(({ name }) => name) };
  return {
    checks: [
      configurationCheck(configPath),
      keyCheck({
        keyFile: store.keyFile,
        storeFile: store.file,
        elsewhere: keyPlace(store),
      }),
      storeCheck(store.file, () => (client === null ? poolsOf(settings) : client.pools())),
      ...(deep ? [deepCheck(async () => (await import('./backup.ts')).checkDatabases(settings))] : []),
      spaceCheck(dataDir),
      coreCheck(),
      spoolCheck(cdr.spool, Date.now),
      recordingsCheck(recordings, Date.now),
      daemonCheck(control.socket, version, async () => {
        if (daemon instanceof Error) throw daemon;
        return daemon === null ? null : (await daemon.status()).version;
      }),
      ...switches.flatMap(({ name, ask }) => switchChecks(name, ask, scope, Date.now)),
    ],
    close: async () => {
      await Promise.all(switches.map((one) => one.close()));
      await client?.close();
    },
  };
}

function switchOf(
  node: FreeswitchNodeSettings,
  settings: Settings,
  client: ControlClient | null,
): Opened<{ readonly name: string; readonly ask: AskSwitch }> {
  const { name } = node;
  if (client !== null) {
    const ask: AskSwitch = async (command) => {
      const answers = await client.askNodes({ command });
      return answers.find((one) => one.node === name)?.answer ?? null;
    };
    return { name, ask, close: async () => undefined };
  }
  let link: Promise<FreeswitchSwitch> | null = null;
  const ask: AskSwitch = async (command) => {
    link ??= attachForQuestions(node, settings);
    return (await link).query(command);
  };
  return { name, ask, close: async () => link?.then((one) => one.stop()).catch(() => undefined) };
}

async function poolsOf(settings: Settings): Promise<readonly PoolView[]> {
  const { bindings, store } = await openSite(() => settings);
  try {
    return await bindings.pools();
  } finally {
    await store.close();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
