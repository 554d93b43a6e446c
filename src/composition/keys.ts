import type { MasterKey } from '../adapters/sealing/master-key.ts';
import { rotateKeyFile } from '../adapters/sqlite/keyed-store.ts';
import type { SqliteBindingStore } from '../adapters/sqlite/sqlite-binding-store.ts';
import { type KeyOrigin, readGivenKeys } from '../adapters/system/given-keys.ts';
import type { StoreSettings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';

/** Where the key is kept, in words; `null` for the key file. */
export function keyPlace({ key, keyCommand, keyFd }: StoreSettings): string | null {
  if (key !== null) return 'the environment';
  if (keyCommand !== null) return `the output of ${keyCommand[0]}`;
  return keyFd === null ? null : `file descriptor ${keyFd}`;
}

/** The key, and perhaps the one before, the newer first; `null` when they are in the key file. @throws StoreError */
export async function givenKeys(settings: StoreSettings): Promise<readonly MasterKey[] | null> {
  const origin = originOf(settings);
  return origin === null ? null : readGivenKeys(origin);
}

/** Seals all numbers anew: under a key that is made for it, or where keys are kept elsewhere under the newer one of them. */
export async function rotateKey(
  store: SqliteBindingStore,
  settings: StoreSettings,
): Promise<{ readonly bindings: number }> {
  let bindings = 0;
  const onProgress = (sealed: number): void => {
    bindings = sealed;
  };
  const given = await givenKeys(settings);
  if (given === null) await rotateKeyFile(store, settings.keyFile, onProgress);
  else {
    if (!store.rotationPending()) await store.beginRotation(newest(store, given));
    await store.continueRotation(onProgress);
  }
  return { bindings };
}

function newest(store: SqliteBindingStore, [first]: readonly MasterKey[]): MasterKey {
  if (first !== undefined && !store.isCurrentKey(first)) return first;
  throw new AxbridgeError(
    'config-invalid',
    'the key that is given is the one of the database: put a new one before it where it is kept',
  );
}

function originOf({ key, keyCommand, keyFd }: StoreSettings): KeyOrigin | null {
  if (key !== null) return { kind: 'text', text: key.reveal() };
  if (keyCommand !== null) return { kind: 'command', words: keyCommand };
  return keyFd === null ? null : { kind: 'descriptor', fd: keyFd };
}
