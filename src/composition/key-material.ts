import { dirname, join } from 'node:path';
import { NodeKeyMaterial } from '../adapters/access/node-key-material.ts';
import { createKeyFile, readKeyFile } from '../adapters/system/key-file.ts';
import type { StoreSettings } from '../config/settings.ts';
import type { KeyMaterial } from '../ports/key-material.ts';

/** From `access.key` beside the store's key, made when there is none. @throws StoreError */
export function openKeyMaterial({ keyFile }: StoreSettings): KeyMaterial {
  const path = join(dirname(keyFile), 'access.key');
  const key = readKeyFile(path) ?? createKeyFile(path);
  return new NodeKeyMaterial(key.reveal());
}

/** Nobody who uses no webhook needs the file. */
export function lazyKeyMaterial(place: StoreSettings): () => KeyMaterial {
  let material: KeyMaterial | null = null;
  return () => {
    material ??= openKeyMaterial(place);
    return material;
  };
}
