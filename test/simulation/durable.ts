import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MemoryCdrStore } from '../../src/adapters/memory/memory-cdr-store.ts';
import { MemoryEventLog } from '../../src/adapters/memory/memory-event-log.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { CdrStore } from '../../src/ports/cdr-store.ts';
import type { DueBindings } from '../../src/ports/due-bindings.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { BINDING_WRITES, CDR_WRITES, type Disk, EVENT_WRITES, onDisk } from './disk.ts';
import type { Life } from './life.ts';
import type { Sabotage } from './sabotage.ts';

/** What is on the disk, and outlives every daemon. Its contract is that of SQLite (`test/contract`). */
export class Durable {
  readonly bindings: BindingStore;
  readonly cdrs: CdrStore;
  readonly events: EventLog = new MemoryEventLog();
  readonly #disk: Disk;

  constructor(disk: Disk, { storeOf = same, cdrsOf = same }: Sabotage) {
    this.#disk = disk;
    this.bindings = storeOf(new MemoryBindingStore());
    this.cdrs = cdrsOf(new MemoryCdrStore());
  }

  /** As one life of the daemon sees it. */
  seenBy(life: Life): {
    readonly store: BindingStore;
    readonly cdrs: CdrStore;
    readonly events: EventLog & DueBindings;
  } {
    const events = onDisk(this.events, EVENT_WRITES, this.#disk, life);
    return {
      store: onDisk(this.bindings, BINDING_WRITES, this.#disk, life),
      cdrs: onDisk(this.cdrs, CDR_WRITES, this.#disk, life),
      events: Object.assign(Object.create(events), { tellDue: async () => 0 }),
    };
  }
}

function same<Thing>(thing: Thing): Thing {
  return thing;
}
