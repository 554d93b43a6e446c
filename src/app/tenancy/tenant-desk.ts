import type { TenantId } from '../../domain/access/tenant.ts';
import { Fence, type FenceOptions } from './fence.ts';
import { TenantBindings, type TenantBindingsOptions } from './tenant-bindings.ts';
import { TenantCalls, type TenantCallsOptions } from './tenant-calls.ts';
import { TenantCdrs, type TenantCdrsOptions } from './tenant-cdrs.ts';
import { TenantEvents, type TenantEventsOptions } from './tenant-events.ts';
import { TenantGroups, type TenantGroupsOptions } from './tenant-groups.ts';
import { TenantPolicy, type TenantPolicyOptions } from './tenant-policy.ts';
import { TenantPools, type TenantPoolsOptions } from './tenant-pools.ts';
import { TenantRecordings, type TenantRecordingsOptions } from './tenant-recordings.ts';
import { TenantWebhooks, type TenantWebhooksOptions } from './tenant-webhooks.ts';

export type TenantDeskOptions = FenceOptions &
  TenantPoolsOptions &
  TenantBindingsOptions &
  TenantCallsOptions &
  TenantCdrsOptions &
  TenantEventsOptions &
  TenantGroupsOptions &
  TenantRecordingsOptions &
  TenantPolicyOptions &
  TenantWebhooksOptions;

/** Everything that one tenant can ask for. Nothing that it answers tells of another tenant. */
export class TenantDesk {
  readonly pools: TenantPools;
  readonly bindings: TenantBindings;
  readonly calls: TenantCalls;
  readonly cdrs: TenantCdrs;
  readonly events: TenantEvents;
  readonly groups: TenantGroups;
  readonly policy: TenantPolicy;
  readonly recordings: TenantRecordings;
  readonly webhooks: TenantWebhooks;

  constructor(tenant: TenantId, options: TenantDeskOptions) {
    const fence = new Fence(tenant, options);
    this.pools = new TenantPools(fence, options);
    this.bindings = new TenantBindings(fence, options);
    this.calls = new TenantCalls(fence, options);
    this.cdrs = new TenantCdrs(fence, options);
    this.events = new TenantEvents(fence, options);
    this.groups = new TenantGroups(fence, options);
    this.policy = new TenantPolicy(tenant, options);
    this.recordings = new TenantRecordings(fence, options);
    this.webhooks = new TenantWebhooks(fence, options);
  }
}

/** The desks of all tenants, made when they are first asked for. */
export class TenantDesks {
  readonly #options: TenantDeskOptions;
  readonly #desks = new Map<TenantId, TenantDesk>();

  constructor(options: TenantDeskOptions) {
    this.#options = options;
  }

  /** @param tenant one that exists, so that there are no more desks than tenants */
  of(tenant: TenantId): TenantDesk {
    const known = this.#desks.get(tenant);
    if (known !== undefined) return known;
    const desk = new TenantDesk(tenant, this.#options);
    this.#desks.set(tenant, desk);
    return desk;
  }
}
