import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { type BackupContents, type BackupPart, makeBackup } from '../adapters/backup/backup-directory.ts';
import { checkBackup, type Restored, restoreBackup } from '../adapters/backup/restore-backup.ts';
import { connectControl } from '../adapters/control/control-client.ts';
import type { MasterKey } from '../adapters/sealing/master-key.ts';
import { checkDeeply } from '../adapters/sqlite/deep-check.ts';
import { masterKeys } from '../adapters/sqlite/keyed-store.ts';
import type { Settings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { givenKeys } from './keys.ts';
import { inCatalogue } from './site.ts';

/** Beside a daemon or without one, in this process: the daemon is not asked. */
export function backUp(
  settings: Settings,
  directory: string,
  version: string,
  onPages: (done: number, of: number) => void,
): Promise<BackupContents> {
  // Calls and binds come first where there are few cores.
  setPriority(constants.priority.PRIORITY_LOW);
  const databases = databasesOf(settings);
  return inCatalogue(() => makeBackup({ directory, databases, version, now: Date.now(), onPages }));
}

/** @param checkOnly changes nothing, and a daemon may run @throws AxbridgeError `daemon-running` */
export async function restore(settings: Settings, directory: string, checkOnly: boolean): Promise<Restored> {
  const beforeChange = (): Promise<void> => refuseBesideDaemon(settings);
  if (!checkOnly) await beforeChange();
  return inCatalogue(async () => {
    const keys = await keysOf(settings);
    const request = { directory, databases: databasesOf(settings), keys, now: Date.now() };
    return checkOnly ? checkBackup(request) : restoreBackup({ ...request, beforeChange });
  });
}

/** Reads all of both databases; a daemon may run. @returns how many bindings the key opened */
export function checkDatabases(settings: Settings): Promise<number> {
  setPriority(constants.priority.PRIORITY_LOW);
  return inCatalogue(async () => {
    const { store, access } = databasesOf(settings);
    checkDeeply(access, null);
    return checkDeeply(store, await keysOf(settings));
  });
}

async function refuseBesideDaemon({ control }: Settings): Promise<void> {
  const daemon = await connectControl(control.socket);
  if (daemon === null) return;
  await daemon.close();
  throw new AxbridgeError('daemon-running', control.socket);
}

function databasesOf({ store }: Settings): Readonly<Record<BackupPart, string>> {
  return { store: store.file, access: join(dirname(store.file), 'access.db') };
}

async function keysOf({ store }: Settings): Promise<readonly MasterKey[]> {
  return masterKeys({ path: store.file, keyFile: store.keyFile, given: await givenKeys(store) });
}
