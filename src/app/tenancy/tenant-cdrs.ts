import { callId } from '../../domain/call/leg.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { tenantOfPool } from '../../domain/pool/tenant-of-pool.ts';
import type { CdrInquiry } from '../cdr/cdr-inquiry.ts';
import type { CdrInput, CdrPage, CdrView } from '../cdr-operations.ts';
import type { Fence } from './fence.ts';
import { poolKey } from './pool-key.ts';

export interface TenantCdrsOptions {
  readonly cdrs: CdrInquiry;
}

/** Call records of one tenant: of calls on numbers that were in its pools then. */
export class TenantCdrs {
  readonly #fence: Fence;
  readonly #cdrs: CdrInquiry;

  constructor(fence: Fence, { cdrs }: TenantCdrsOptions) {
    this.#fence = fence;
    this.#cdrs = cdrs;
  }

  /** A pool that is there no more has its records all the same. */
  async page({ pool, ...wish }: CdrInput): Promise<CdrPage> {
    const { tenant } = this.#fence;
    const fence = pool === undefined ? { tenant } : { tenant, pool: poolKey(tenant, pool) };
    const { records, next } = await this.#cdrs.cdrsOf(wish, fence);
    return { records: records.map((record) => this.#own(record)), next };
  }

  /** @throws AxbridgeError `cdr-not-found`, for another tenant's too */
  one(call: string, showNumbers: boolean): CdrView {
    const id = callId(call);
    const found = id === undefined ? null : this.#cdrs.one(id, showNumbers);
    if (found === null || found.pool === null || tenantOfPool(found.pool) !== this.#fence.tenant)
      throw new AxbridgeError('cdr-not-found');
    return this.#own(found);
  }

  #own(record: CdrView): CdrView {
    return { ...record, pool: record.pool === null ? null : this.#fence.nameOf(record.pool) };
  }
}
