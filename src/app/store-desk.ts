import { DEFAULT_TENANT } from '../domain/access/tenant.ts';
import type { Binding, BindingId } from '../domain/binding/binding.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { NO_POLICY } from '../domain/policy/call-policy.ts';
import { describeRangeProblem, overlap, parseRange, readingsOverlap } from '../domain/pool/number-range.ts';
import type { NumberRange, PoolPolicy, PromptLanguage } from '../domain/pool/pool.ts';
import type { BindingStore, BindRequest, BindResult, PoolResult } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import { readAreaCode } from './area-reading.ts';
import { type BindDefaults, readAmendment, readBind, readParty, readPrivacyNumber } from './bind-reading.ts';
import { amendRefusal, bindRefusal } from './bind-refusal.ts';
import type { CallRouter } from './call-router.ts';
import { type CalledBack, checkCallback, liveBindingOf } from './callback-binding.ts';
import { CalleeDesk } from './callee-desk.ts';
import { GroupDesk } from './group-desk.ts';
import type {
  AmendInput,
  BindInput,
  BindingsInput,
  BindingView,
  BindManyResult,
  BoundView,
  CallbackInput,
  CalleeInput,
  PoolInput,
  PoolView,
  StoreOperations,
} from './operations.ts';
import type { PolicyInput } from './policy-input.ts';
import { checkPolicyFits, readCommonCalls } from './policy-reading.ts';
import { readPolicy } from './pool-reading.ts';
import { inquireRoute } from './route-inquiry.ts';
import type { RouteInput, RouteView } from './route-operations.ts';
import { type PoolKey, poolKey } from './tenancy/pool-key.ts';
import { readTenant, TenantPolicyDesk } from './tenant-policy-desk.ts';
import { bindingView, poolView } from './views.ts';
import { WebhookDesk, type WebhookDeskOptions } from './webhook-desk.ts';
import type { WebhookInput } from './webhook-operations.ts';

export interface StoreDeskOptions extends WebhookDeskOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly router: CallRouter;
  readonly clock: Clock;
  /** Life of a binding whose maker does not say; `null` without end. */
  readonly defaultExpiryMs: () => number | null;
  /** Of the prompts of new pools that name none. */
  readonly language: () => PromptLanguage;
}

/** The operations that need nothing but the store: the daemon offers them, and so does the command line by itself. */
export class StoreDesk implements StoreOperations {
  readonly #options: StoreDeskOptions;
  readonly webhooks: WebhookDesk;
  readonly tenantPolicies: TenantPolicyDesk;
  readonly #groups: GroupDesk;
  readonly #callees: CalleeDesk;

  constructor(options: StoreDeskOptions) {
    this.#options = options;
    this.#groups = new GroupDesk(options);
    this.webhooks = new WebhookDesk(options);
    this.tenantPolicies = new TenantPolicyDesk(options);
    this.#callees = new CalleeDesk(options);
  }

  async addPool(input: PoolInput): Promise<PoolView> {
    return this.addNumbers(poolKey(DEFAULT_TENANT, input.pool), input);
  }

  /** `addPool` for whoever has found out whose pool it is. */
  async addNumbers(pool: PoolKey, input: Omit<PoolInput, 'pool'>): Promise<PoolView> {
    const range = this.#range(input.range);
    const areaCode = readAreaCode(input.areaCode);
    if (range !== null) this.#refuseTwoReadings(range, pool);
    const language = this.#options.language();
    const policy = this.#policyOf(input, pool);
    const request = { pool, range, areaCode, policy, language };
    done(await this.#options.store.addNumbers(request), pool);
    return this.#pool(pool);
  }

  async pools(): Promise<readonly PoolView[]> {
    return (await this.#options.store.poolUsage(this.#now())).map(poolView);
  }

  async lockPool(input: { pool: string; range?: string | undefined; locked: boolean }): Promise<PoolView> {
    const range = this.#range(input.range);
    done(await this.#options.store.setLocked(input.pool, range, input.locked), input.pool);
    return this.#pool(input.pool);
  }

  async removePool(input: { pool: string; range?: string | undefined }): Promise<null> {
    done(
      await this.#options.store.removeNumbers(input.pool, this.#range(input.range), this.#now()),
      input.pool,
    );
    return null;
  }

  async bind(input: BindInput & { showNumbers: boolean }): Promise<BoundView> {
    return this.bound(
      await this.#options.store.bind(this.request(input, await this.#defaults(input))),
      input,
    );
  }

  async bindMany(input: { rows: readonly BindInput[] }): Promise<readonly BindManyResult[]> {
    const defaults = await this.#defaults({});
    const readings = input.rows.map((row) =>
      settle(() => this.request(row, this.#defaultsFor(row, defaults))),
    );
    const requests = readings.flatMap((reading) => (reading.ok ? [reading.value] : []));
    const results = (await this.#options.store.bindMany(requests)).values();
    return readings.map((reading): BindManyResult => {
      const outcome = reading.ok
        ? settle(() => this.bound(nextOf(results), { showNumbers: false }))
        : reading;
      return outcome.ok
        ? { ok: true, binding: outcome.value }
        : { ok: false, code: outcome.error.code, message: outcome.error.message };
    });
  }

  async amend({ showNumbers, ...input }: AmendInput & { showNumbers: boolean }): Promise<BindingView> {
    const { store, reader } = this.#options;
    const at = this.#now();
    const id = input.id as BindingId;
    const amendment = readAmendment(input, reader, at);
    const mode = amendment.mode ?? store.binding(id)?.mode;
    if (mode !== undefined) checkPolicyFits(mode, amendment.policy?.said ?? NO_POLICY);
    const result = await store.amend(id, amendment, at);
    if (!result.ok) throw amendRefusal(result.refusal);
    return bindingView(result.binding, { at, showNumbers });
  }

  async unbind(input: {
    id?: number | undefined;
    party?: string | undefined;
    x?: string | undefined;
  }): Promise<BindingView> {
    const released = await this.#options.store.release(
      this.#bindingToRelease(input),
      'requested',
      this.#now(),
    );
    if (!released.ok)
      throw new AxbridgeError(released.reason === 'not-found' ? 'binding-not-found' : 'binding-ended');
    return bindingView(released.binding, { at: this.#now(), showNumbers: false });
  }

  async bindings(input: BindingsInput): Promise<readonly BindingView[]> {
    const { reader, store } = this.#options;
    const at = this.#now();
    const found = store.bindings({
      at,
      limit: input.limit,
      ended: input.ended ?? false,
      ...(input.party === undefined ? {} : { party: readParty(reader, 'party', input.party) }),
      ...(input.x === undefined ? {} : { x: readPrivacyNumber(reader, 'x', input.x) }),
      ...(input.pool === undefined ? {} : { pool: input.pool }),
      ...(input.after === undefined ? {} : { after: input.after as BindingId }),
    });
    return found.map((binding) => bindingView(binding, { at, showNumbers: input.showNumbers }));
  }

  async route(input: RouteInput): Promise<RouteView> {
    return inquireRoute(this.#options, input);
  }

  async tenantPolicy(input: { tenant: string }) {
    return this.tenantPolicies.of(readTenant(input.tenant));
  }

  async changeTenantPolicy(input: { tenant: string; calls: PolicyInput }) {
    return this.tenantPolicies.change(readTenant(input.tenant), input.calls);
  }

  putGroup(input: { group: string; members: readonly string[] }) {
    return this.#groups.putGroup(input);
  }

  changeGroup(input: { group: string; add: readonly string[]; remove: readonly string[] }) {
    return this.#groups.changeGroup(input);
  }

  groups() {
    return this.#groups.groups();
  }

  group(input: { group: string; showNumbers: boolean }) {
    return this.#groups.group(input);
  }

  removeGroup(input: { group: string }) {
    return this.#groups.removeGroup(input);
  }

  setWebhook(input: WebhookInput) {
    return this.webhooks.set(poolKey(DEFAULT_TENANT, input.pool), input);
  }

  rotateWebhookSecret(input: { pool: string }) {
    return this.webhooks.rotateSecret(poolKey(DEFAULT_TENANT, input.pool));
  }

  removeWebhook(input: { pool: string }) {
    return this.webhooks.remove(poolKey(DEFAULT_TENANT, input.pool));
  }

  setCallee(input: CalleeInput) {
    return this.#callees.setCallee(input);
  }

  clearCallee(input: { id: number }) {
    return this.#callees.clearCallee(input);
  }

  /** The pair's live binding when it has one, else a new reverse one: a callback needs no more (patent S0). */
  async bindForCallback(
    input: CallbackInput,
  ): Promise<{ readonly binding: Binding; readonly view: BoundView; readonly parties: CalledBack }> {
    const { store, router } = this.#options;
    const defaults = await this.#defaults(input);
    const request = this.request({ ...input, mode: 'reverse' }, defaults);
    const { a, b } = request;
    if (b === null) throw new AxbridgeError('input-invalid', 'b: a callback needs it');
    const existing = liveBindingOf(store, request, { a, b });
    checkCallback(existing, request, store, router);
    const result =
      existing === null
        ? await store.bind(request)
        : { ok: true as const, binding: existing, existing: true };
    if (!result.ok) throw bindRefusal(result.refusal);
    return { binding: result.binding, view: this.bound(result, { showNumbers: false }), parties: { a, b } };
  }

  /** A wish as the store takes it. @throws AxbridgeError */
  request(input: BindInput, defaults: BindDefaults): BindRequest {
    return readBind(input, this.#options.reader, this.#now(), defaults);
  }

  /** The store's answer as it is shown. @throws AxbridgeError when the store refused. */
  bound(result: BindResult, { showNumbers }: { showNumbers: boolean }): BoundView {
    if (!result.ok) throw bindRefusal(result.refusal);
    return { ...bindingView(result.binding, { at: this.#now(), showNumbers }), existing: result.existing };
  }

  async #defaults(input: Pick<BindInput, 'x' | 'pool'>): Promise<BindDefaults> {
    const names = input.pool === undefined ? this.#options.store.poolNames() : [];
    const only = names.length === 1 ? (names[0] ?? null) : null;
    return this.#defaultsFor(input, { expiresMs: this.#options.defaultExpiryMs(), pool: only });
  }

  /** A wish that names its X need not name the pool. */
  #defaultsFor(input: Pick<BindInput, 'x' | 'pool'>, defaults: BindDefaults): BindDefaults {
    if (input.x === undefined || input.pool !== undefined) return defaults;
    const x = readPrivacyNumber(this.#options.reader, 'x', input.x);
    const number = this.#options.router.number(x);
    if (number === null) throw new AxbridgeError('number-not-in-pool');
    return { ...defaults, pool: number.pool };
  }

  #bindingToRelease(input: {
    id?: number | undefined;
    party?: string | undefined;
    x?: string | undefined;
  }): BindingId {
    if (input.id !== undefined) return input.id as BindingId;
    if (input.party === undefined || input.x === undefined)
      throw new AxbridgeError(
        'input-invalid',
        'name the binding by its id, or by a party and its privacy number',
      );
    const { reader, store } = this.#options;
    const party = readParty(reader, 'party', input.party);
    const x = readPrivacyNumber(reader, 'x', input.x);
    const [binding] = store.bindings({ party, x, at: this.#now(), limit: 1 });
    if (binding === undefined) throw new AxbridgeError('binding-not-found');
    return binding.id;
  }

  async #pool(name: string): Promise<PoolView> {
    const usage = (await this.#options.store.poolUsage(this.#now())).find((one) => one.pool.name === name);
    if (usage === undefined) throw new AxbridgeError('pool-unknown', name);
    return poolView(usage);
  }

  /** `95000001` and `+8695000001` are two numbers, but a carrier may write either when it means the other. */
  #refuseTwoReadings(range: NumberRange, pool: string): void {
    const { store, reader } = this.#options;
    for (const name of store.poolNames())
      for (const other of store.pool(name)?.ranges ?? [])
        if (!overlap(range, other) && readingsOverlap(reader.plan, range, other))
          throw new AxbridgeError('range-overlaps', pool);
  }

  #policyOf(input: Omit<PoolInput, 'pool'>, pool: string): Partial<PoolPolicy> | null {
    const { store, reader } = this.#options;
    if (input.calls === undefined) return readPolicy(input);
    const calls = readCommonCalls(input.calls, reader, store.pool(pool)?.policy.calls ?? NO_POLICY);
    return { ...readPolicy(input), calls };
  }

  #range(text: string | undefined): NumberRange | null {
    if (text === undefined) return null;
    const reading = parseRange(this.#options.reader.plan, text);
    if (!reading.ok) throw new AxbridgeError('range-invalid', describeRangeProblem(reading.problem));
    return reading.range;
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

type Settled<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: AxbridgeError };

function settle<Value>(work: () => Value): Settled<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof AxbridgeError) return { ok: false, error };
    throw error;
  }
}

function nextOf<Value>(values: Iterator<Value>): Value {
  const next = values.next();
  if (next.done === true)
    throw new AxbridgeError('internal', 'the store gave fewer results than it was asked for');
  return next.value;
}

function done<Value>(result: PoolResult<Value>, pool: string): Value {
  if (!result.ok) throw new AxbridgeError(result.reason, pool);
  return result.value;
}
