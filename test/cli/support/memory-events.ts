import { MemoryAccessStore } from '../../../src/adapters/access/memory-access-store.ts';
import { NodeKeyMaterial } from '../../../src/adapters/access/node-key-material.ts';
import { MemoryEventLog } from '../../../src/adapters/memory/memory-event-log.ts';
import { EndpointDesk } from '../../../src/app/delivery/endpoint-desk.ts';
import { EventInquiry } from '../../../src/app/delivery/event-inquiry.ts';
import { LocalEvents } from '../../../src/app/delivery/local-events.ts';
import { AccessDesk } from '../../../src/app/tenancy/access-desk.ts';
import { AuditTrail } from '../../../src/app/tenancy/audit-trail.ts';
import type { Clock } from '../../../src/ports/clock.ts';

export interface MemoryEvents {
  readonly local: LocalEvents;
  readonly log: MemoryEventLog;
  readonly store: MemoryAccessStore;
}

/** Events and endpoints in memory, on the last day of January. */
export function memoryEvents(): MemoryEvents {
  const store = new MemoryAccessStore();
  const log = new MemoryEventLog();
  const clock: Clock = {
    now: () => Date.UTC(2026, 0, 31, 8),
    after: () => ({ cancel: () => undefined }),
  };
  const trail = new AuditTrail(store, clock);
  const material = new NodeKeyMaterial(new Uint8Array(32));
  const rules = () => ({ allowPrivateAddresses: false, allowPlainHttp: false });
  const endpoints = new EndpointDesk({ store: store.endpoints, events: log, material, trail, clock, rules });
  const access = new AccessDesk({ store, material, trail, clock });
  const local = new LocalEvents({ endpoints, inquiry: new EventInquiry(log), access, request: 'test' });
  return { local, log, store };
}
