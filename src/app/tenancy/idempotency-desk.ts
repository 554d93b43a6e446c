import type { TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError, ERROR_CATALOGUE } from '../../domain/error-catalogue.ts';
import type { AccessStore, IdempotencyRecord } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';
import type { Log } from '../../ports/log.ts';

/** How long a request is remembered, in milliseconds. */
export const IDEMPOTENCY_LIFE_MS = 24 * 3_600_000;

/** A creating request that may come again. */
export interface RepeatedRequest {
  readonly tenant: TenantId;
  /** As the platform chose it. */
  readonly key: string;
  /** Operation and input as one text: another text under the same key is another request. */
  readonly content: string;
  /** Done twice it does no harm, as a binding that is there already is found. A telephone that rings twice does. */
  readonly repeatable: boolean;
}

/** What was answered, without secrets and real numbers: it is kept. */
export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

export interface IdempotencyDeskOptions {
  readonly store: AccessStore;
  readonly material: KeyMaterial;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Carries a creating request out once, however often it comes. What was done is remembered with its answer; a refusal changed
 * nothing and is not remembered, so that the same key may try again. Of what cannot be repeated a note is on stable storage before
 * it begins: after a crash nobody knows what became of it, and that is what the next one with its key is told.
 */
export class IdempotencyDesk {
  readonly #options: IdempotencyDeskOptions;
  readonly #running = new Map<string, string>();

  constructor(options: IdempotencyDeskOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `idempotency-conflict`, `idempotency-running`, `outcome-unknown`, and what the work rejects with */
  async once(
    request: RepeatedRequest,
    work: () => Promise<Answer>,
  ): Promise<Answer & { readonly replayed: boolean }> {
    const { tenant, key } = request;
    const fingerprint = this.#options.material.fingerprint(request.content);
    const name = `${tenant} ${key}`;
    const runningNow = this.#running.get(name);
    if (runningNow !== undefined)
      throw new AxbridgeError(runningNow === fingerprint ? 'idempotency-running' : 'idempotency-conflict');
    const earlier = this.#earlier(tenant, key);
    if (earlier !== null) return { ...answerOf(earlier, fingerprint), replayed: true };
    this.#running.set(name, fingerprint);
    try {
      const startedAt = this.#options.clock.now();
      return {
        ...(await this.#carryOut(request, { tenant, key, fingerprint, startedAt, answer: null }, work)),
        replayed: false,
      };
    } finally {
      this.#running.delete(name);
    }
  }

  /** Forgets what is too old to be repeated; `once` does not look at it any more. */
  async forgetOld(): Promise<number> {
    return this.#options.store.forgetBefore(this.#options.clock.now() - IDEMPOTENCY_LIFE_MS);
  }

  async #carryOut(
    { repeatable }: RepeatedRequest,
    record: IdempotencyRecord,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const { store } = this.#options;
    if (!repeatable) await store.remember(record);
    const answer = await work().catch(async (error: unknown) => {
      if (!repeatable && changedNothing(error)) await store.forget(record.tenant, record.key);
      throw error;
    });
    const kept = store.remember({ ...record, answer });
    if (repeatable) await kept;
    else await kept.catch((error: unknown) => this.#lost(error));
    return answer;
  }

  /** The act is done and its note is there, so that it is not repeated: the one who asked shall have the answer. */
  #lost(error: unknown): void {
    this.#options.log.error({ err: error }, 'the answer to a request is not remembered');
  }

  #earlier(tenant: TenantId, key: string): IdempotencyRecord | null {
    const record = this.#options.store.idempotency(tenant, key);
    const oldest = this.#options.clock.now() - IDEMPOTENCY_LIFE_MS;
    return record === null || record.startedAt < oldest ? null : record;
  }
}

function answerOf(record: IdempotencyRecord, fingerprint: string): Answer {
  if (record.fingerprint !== fingerprint) throw new AxbridgeError('idempotency-conflict');
  if (record.answer === null) throw new AxbridgeError('outcome-unknown');
  return record.answer;
}

/** True when the error itself says that nothing was done; a `never` may hide an act. */
function changedNothing(error: unknown): boolean {
  if (!(error instanceof AxbridgeError)) return false;
  const { retry, class: kind } = ERROR_CATALOGUE[error.code];
  return retry !== 'never' || kind === 'refused';
}
