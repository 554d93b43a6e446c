import { MemoryAccessStore } from '../../../src/adapters/access/memory-access-store.ts';
import { NodeKeyMaterial } from '../../../src/adapters/access/node-key-material.ts';
import { AccessDesk } from '../../../src/app/tenancy/access-desk.ts';
import { AuditTrail } from '../../../src/app/tenancy/audit-trail.ts';
import { LocalAccess } from '../../../src/app/tenancy/local-access.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** Tenants and keys in memory, on the last day of January. */
export function memoryAccess(): LocalAccess {
  const store = new MemoryAccessStore();
  const clock: Clock = {
    now: () => Date.UTC(2026, 0, 31, 8),
    after: () => ({ cancel: () => undefined }),
  };
  const trail = new AuditTrail(store, clock);
  const material = new NodeKeyMaterial(new Uint8Array(32));
  return new LocalAccess(new AccessDesk({ store, material, trail, clock }), 'test');
}
