import type { MasterKey } from '../adapters/sealing/master-key.ts';
import { finishRenewal, rotateKeyFile } from '../adapters/sqlite/keyed-store.ts';
import type { SqliteBindingStore } from '../adapters/sqlite/sqlite-binding-store.ts';
import { type KeyOrigin, readGivenKeys } from '../adapters/system/given-keys.ts';
import type { StoreSettings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { Clock } from '../ports/clock.ts';

const DAY_MS = 86_400_000;
/** Between two batches of about 10 ms of the writer. */
const RENEWAL_PAUSE_MS = 40;

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
    await finishRenewal(store);
    if (!store.rotationPending()) await store.beginRotation(newest(store, given));
    await store.continueRotation(onProgress);
  }
  return { bindings };
}

/** What the daemon does when it keeps house: exchanges the keys of the database when they are old enough. */
export function renewalOf(parts: {
  readonly store: SqliteBindingStore;
  readonly settings: () => StoreSettings;
  readonly clock: Clock;
}): () => Promise<boolean> {
  const { store, settings, clock } = parts;
  const pause = (): Promise<void> => new Promise((resolve) => clock.after(RENEWAL_PAUSE_MS, resolve));
  return async () => {
    const { renewDays } = settings();
    if (!store.rotationPending()) {
      if (renewDays === null || clock.now() - store.keyState().begunAt < renewDays * DAY_MS) return false;
      await store.beginRenewal();
    }
    await store.continueRotation(pause);
    return true;
  };
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
