import type { TenantId } from '../../domain/access/tenant.ts';
import type { DeadLetter, Delivery } from '../../domain/delivery/delivery.ts';
import type { DeliveryProgress } from '../../domain/delivery/delivery-queue.ts';
import type { DisabledBecause, EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { AuditNote } from '../../ports/access-store.ts';
import type {
  DeadLetterChoice,
  EndpointProgress,
  EventEndpointStore,
} from '../../ports/event-endpoint-store.ts';

interface Kept {
  endpoint: EventEndpoint;
  position: number;
  wanted: number | null;
  readonly open: Map<number, Delivery>;
  readonly dead: Map<number, DeadLetter>;
}

/** What endpoints share with the access store that they are part of. */
export interface EndpointSurroundings {
  version(): number;
  /** Counts a change and writes its line. */
  changed(note: AuditNote): Promise<true>;
}

/** Endpoints of events for as long as the process lives: for tests and demonstrations. */
export class MemoryEndpointStore implements EventEndpointStore {
  readonly #around: EndpointSurroundings;
  readonly #kept = new Map<string, Kept>();

  constructor(around: EndpointSurroundings) {
    this.#around = around;
  }

  version(): number {
    return this.#around.version();
  }

  endpoint(id: string): EventEndpoint | null {
    return this.#kept.get(id)?.endpoint ?? null;
  }

  endpoints(tenant?: TenantId): readonly EventEndpoint[] {
    const all = [...this.#kept.values()].map(({ endpoint }) => endpoint);
    return tenant === undefined ? all : all.filter((one) => one.tenant === tenant);
  }

  progress(id: string): DeliveryProgress | null {
    const kept = this.#kept.get(id);
    return kept === undefined ? null : { position: kept.position, open: inOrder(kept.open) };
  }

  wantedPosition(id: string): number | null {
    return this.#kept.get(id)?.wanted ?? null;
  }

  deadLetters(id: string, after: number, limit: number): readonly DeadLetter[] {
    const letters = inOrder(this.#kept.get(id)?.dead ?? new Map<number, DeadLetter>());
    return letters.filter(({ number }) => number > after).slice(0, limit);
  }

  deadLetterCount(id: string): number {
    return this.#kept.get(id)?.dead.size ?? 0;
  }

  async add(endpoint: EventEndpoint, position: number, note: AuditNote): Promise<boolean> {
    if (this.#kept.has(endpoint.id)) return false;
    const kept = { endpoint, position, wanted: null, open: new Map(), dead: new Map() };
    this.#kept.set(endpoint.id, kept);
    return this.#around.changed(note);
  }

  async change(endpoint: EventEndpoint, note: AuditNote): Promise<boolean> {
    const kept = this.#kept.get(endpoint.id);
    if (kept === undefined) return false;
    kept.endpoint = endpoint;
    return this.#around.changed(note);
  }

  async disable(id: string, disabledBecause: DisabledBecause, note: AuditNote): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.endpoint.disabledBecause !== null) return false;
    kept.endpoint = { ...kept.endpoint, disabledBecause };
    return this.#around.changed(note);
  }

  async remove(id: string, note: AuditNote): Promise<boolean> {
    return this.#kept.delete(id) && this.#around.changed(note);
  }

  async moveTo(id: string, position: number, note: AuditNote): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return false;
    kept.wanted = position;
    for (const number of kept.dead.keys()) if (number > position) kept.dead.delete(number);
    return this.#around.changed(note);
  }

  async redeliver(id: string, choice: DeadLetterChoice, at: EpochMs, note: AuditNote): Promise<number> {
    const kept = this.#kept.get(id);
    const chosen = [...(kept?.dead.values() ?? [])].filter((letter) =>
      'number' in choice ? letter.number === choice.number : letter.deadAt >= choice.since,
    );
    for (const { deadAt: _, ...letter } of chosen) {
      kept?.dead.delete(letter.number);
      kept?.open.set(letter.number, { ...letter, attempts: 0, firstAt: at, dueAt: at });
    }
    if (chosen.length > 0) await this.#around.changed(note);
    return chosen.length;
  }

  async keepProgress(changes: readonly EndpointProgress[]): Promise<void> {
    for (const { endpoint, position, open, dead, done } of changes) {
      const kept = this.#kept.get(endpoint);
      if (kept === undefined) continue;
      kept.position = position;
      for (const delivery of open) put(kept.open, kept.dead, delivery);
      for (const letter of dead) put(kept.dead, kept.open, letter);
      for (const number of done) {
        kept.open.delete(number);
        kept.dead.delete(number);
      }
    }
  }

  async moved(id: string, position: number): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept?.wanted === position) kept.wanted = null;
  }

  async forgetDead(id: string, upTo: number): Promise<number> {
    const { dead } = this.#kept.get(id) ?? { dead: new Map<number, DeadLetter>() };
    const old = [...dead.keys()].filter((number) => number <= upTo);
    for (const number of old) dead.delete(number);
    return old.length;
  }
}

/** A number is in one of the two. */
function put<Thing extends { readonly number: number }>(
  to: Map<number, Thing>,
  from: Map<number, unknown>,
  thing: Thing,
): void {
  from.delete(thing.number);
  to.set(thing.number, thing);
}

function inOrder<Thing extends { readonly number: number }>(things: Map<number, Thing>): readonly Thing[] {
  return [...things.values()].sort((one, other) => one.number - other.number);
}
