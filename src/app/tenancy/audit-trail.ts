import type { TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { AccessStore, AuditEntry, AuditNote } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';

/** Who acts, for whom, by which request. */
export interface Actor {
  readonly tenant: TenantId;
  /** `key:<id>`, `operator:<id>` for a key of the default tenant that acts for another, or `local`. */
  readonly name: string;
  readonly request: string | null;
}

/** What is done to what. */
export interface Act {
  readonly action: string;
  readonly subject: string;
}

/** Writes the audit log. */
export class AuditTrail {
  readonly #store: AccessStore;
  readonly #clock: Clock;

  constructor(store: AccessStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** A line about an act whose own transaction takes it along. */
  line(actor: Actor, act: Act, outcome = 'done'): AuditNote {
    const { tenant, name, request } = actor;
    return { at: this.#clock.now(), tenant, actor: name, ...act, outcome, request };
  }

  /** Resolves when it is certain that the line stays. */
  async note(actor: Actor, act: Act): Promise<void> {
    await this.#store.note(this.line(actor, act));
  }

  /** An act in another store: one line before it, so that none is missing, and one that tells what came of it. */
  async around<Result>(actor: Actor, act: Act, work: () => Promise<Result>): Promise<Result> {
    await this.#store.note(this.line(actor, act, 'begun'));
    try {
      const result = await work();
      await this.#store.note(this.line(actor, act));
      return result;
    } catch (error) {
      const outcome = error instanceof AxbridgeError ? error.code : 'internal';
      await this.#store.note(this.line(actor, act, outcome));
      throw error;
    }
  }

  entries(tenant: TenantId, after: number, limit: number): readonly AuditEntry[] {
    return this.#store.audit(tenant, after, limit);
  }
}
