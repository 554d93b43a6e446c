import { dirname, join } from 'node:path';
import { SqliteAccessStore } from '../adapters/access/sqlite-access-store.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { AccessDesk } from '../app/tenancy/access-desk.ts';
import { AuditTrail } from '../app/tenancy/audit-trail.ts';
import type { Settings } from '../config/settings.ts';
import type { AccessStore } from '../ports/access-store.ts';
import type { KeyMaterial } from '../ports/key-material.ts';
import { openKeyMaterial } from './key-material.ts';
import { inCatalogue } from './site.ts';

/** Tenants and keys of a site: for the HTTP API, and for the command line, which makes the first key. */
export interface Access {
  readonly store: AccessStore;
  readonly material: KeyMaterial;
  readonly trail: AuditTrail;
  readonly desk: AccessDesk;
  close(): Promise<void>;
}

/** Opens `access.db` beside the bindings, making it when it is new. @throws AxbridgeError `store-…` and `key-…` */
export async function openAccess({ store: place }: Settings): Promise<Access> {
  return inCatalogue(async () => {
    const material = openKeyMaterial(place);
    const store = await SqliteAccessStore.open(join(dirname(place.file), 'access.db'));
    const clock = new SystemClock();
    const trail = new AuditTrail(store, clock);
    const desk = new AccessDesk({ store, material, trail, clock });
    return { store, material, trail, desk, close: () => store.close() };
  });
}
