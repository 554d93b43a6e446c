import type { TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { type PrivacyNumber, privacyNumber } from '../../domain/number/privacy-number.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallRouter, PastRouted } from '../call-router.ts';
import type { CallbackInput, CallbackView, CallOperations, CallView } from '../operations.ts';
import { inquireRoute } from '../route-inquiry.ts';
import type { RouteInput, RouteView } from '../route-operations.ts';
import type { Fence } from './fence.ts';

export interface TenantCallsOptions {
  readonly calls: Pick<CallOperations, 'calls' | 'hangUp'> & {
    callbackBy(input: CallbackInput, mayShowRealNumbers: boolean): Promise<CallbackView>;
  };
  /** Whether the tenant may show B of a callback the real number of A. */
  readonly mayShowRealNumbers: (tenant: TenantId) => boolean;
  readonly router: CallRouter;
  readonly clock: Clock;
}

/** Calls of one tenant: those on its numbers. */
export class TenantCalls {
  readonly #fence: Fence;
  readonly #options: TenantCallsOptions;

  constructor(fence: Fence, options: TenantCallsOptions) {
    this.#fence = fence;
    this.#options = options;
  }

  async live(showNumbers: boolean): Promise<readonly CallView[]> {
    return (await this.#options.calls.calls({ showNumbers })).filter((call) => this.#isOwn(call));
  }

  /** @throws AxbridgeError `call-not-found`, for another tenant's too */
  async one(call: string, showNumbers: boolean): Promise<CallView> {
    const found = (await this.live(showNumbers)).find((one) => one.call === call);
    if (found === undefined) throw new AxbridgeError('call-not-found');
    return found;
  }

  async hangUp(call: string): Promise<null> {
    await this.one(call, false);
    return this.#options.calls.hangUp({ call });
  }

  async callback(input: CallbackInput): Promise<CallbackView> {
    const { calls, mayShowRealNumbers } = this.#options;
    const { call, binding } = await calls.callbackBy(
      { ...input, pool: this.#fence.poolFor(input) },
      mayShowRealNumbers(this.#fence.tenant),
    );
    return { call, binding: this.#fence.own(binding) };
  }

  /** A number of another tenant is explained as one that nobody has. */
  explain(input: RouteInput): RouteView {
    const view = inquireRoute(this.#options, input, (routed) => this.#fenced(routed));
    return {
      ...view,
      pool: view.pool === null ? null : this.#fence.nameOf(view.pool),
      binding: view.binding === null ? null : this.#fence.own(view.binding),
    };
  }

  #fenced(routed: PastRouted): PastRouted {
    const { number } = routed.decision;
    if (number === null || this.#fence.nameOf(number.pool) !== null) return routed;
    const decision = { kind: 'refuse', reason: 'number-unknown', number: null, binding: null } as const;
    return { ...routed, decision };
  }

  #isOwn({ x }: CallView): boolean {
    const number: PrivacyNumber | undefined = x === null ? undefined : privacyNumber(x);
    return number !== undefined && this.#fence.poolOf(number) !== null;
  }
}
