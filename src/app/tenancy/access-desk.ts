import {
  type ApiKey,
  DEFAULT_RATE_LIMIT,
  keyText,
  type RateLimit,
  SCOPES,
  type Scope,
} from '../../domain/access/api-key.ts';
import { parseNetwork } from '../../domain/access/network.ts';
import { DEFAULT_TENANT, type Tenant, type TenantId, tenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { parseInstant, printInstant } from '../../domain/instant-text.ts';
import type { AccessStore } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';
import type { Act, Actor, AuditTrail } from './audit-trail.ts';

export interface TenantView {
  readonly tenant: string;
  readonly name: string;
  readonly createdAt: string;
  readonly disabled: boolean;
  readonly realNumberDisplay: boolean;
}

/** What is to become of a tenant; what is left out stays. */
export interface TenantChange {
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly realNumberDisplay?: boolean | undefined;
}

/** A key as it is wished for. */
export interface ApiKeyInput {
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** CIDR blocks; left out or empty for any address. */
  readonly sourceNetworks?: readonly string[] | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** ISO 8601; left out for a key that lasts until it is revoked. */
  readonly expiresAt?: string | undefined;
}

export interface ApiKeyView {
  readonly id: string;
  readonly tenant: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly sourceNetworks: readonly string[];
  readonly rateLimit: RateLimit;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** A new key with its text, which is shown this once and kept by nobody but its owner. */
export interface NewApiKeyView extends ApiKeyView {
  readonly key: string;
}

const MAX_TEXT = 128;
const MAX_NETWORKS = 64;
const MAX_RATE = 100_000;
const CONTROL = /\p{Cc}/u;

export interface AccessDeskOptions {
  readonly store: AccessStore;
  readonly material: KeyMaterial;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** Tenants and keys, for the HTTP API as for the command line. Whether somebody may ask is decided before. */
export class AccessDesk {
  readonly #options: AccessDeskOptions;

  constructor(options: AccessDeskOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `tenant-exists`, `input-invalid` */
  async createTenant(
    by: Omit<Actor, 'tenant'>,
    input: { tenant: string; name: string },
  ): Promise<TenantView> {
    const id = readTenantId(input.tenant);
    const created = {
      id,
      name: readText('name', input.name),
      createdAt: this.#now(),
      disabled: false,
      realNumberDisplay: false,
    };
    const note = this.#note(operatorFor(by, id), id, { action: 'tenant.create', subject: `tenant ${id}` });
    if (!(await this.#options.store.addTenant(created, note))) throw new AxbridgeError('tenant-exists', id);
    return tenantView(created);
  }

  /** Writes down what somebody does to what is a tenant's. @throws AxbridgeError `tenant-unknown` */
  async note(by: Omit<Actor, 'tenant'>, tenant: string, act: Act): Promise<void> {
    await this.#options.trail.note(operatorFor(by, this.tenant(tenant).id), act);
  }

  tenants(): readonly TenantView[] {
    return this.#options.store.tenants().map(tenantView);
  }

  /** @throws AxbridgeError `tenant-unknown` */
  tenant(text: string): Tenant {
    const id = tenantId(text);
    const found = id === undefined ? null : this.#options.store.tenant(id);
    if (found === null) throw new AxbridgeError('tenant-unknown');
    return found;
  }

  /** @throws AxbridgeError `tenant-unknown`, `forbidden` for disabling the default tenant: nobody could enable it again */
  async changeTenant(by: Omit<Actor, 'tenant'>, text: string, change: TenantChange): Promise<TenantView> {
    const before = this.tenant(text);
    const name = change.name === undefined ? before.name : readText('name', change.name);
    const disabled = change.disabled ?? before.disabled;
    if (disabled && before.id === DEFAULT_TENANT)
      throw new AxbridgeError('forbidden', 'the default tenant stays enabled');
    const realNumberDisplay = change.realNumberDisplay ?? before.realNumberDisplay;
    const after = { ...before, name, disabled, realNumberDisplay };
    const note = this.#note(operatorFor(by, before.id), before.id, {
      action: actionOf(change),
      subject: `tenant ${before.id}`,
    });
    await this.#options.store.changeTenant(after, note);
    return tenantView(after);
  }

  /** Something about a tenant that is kept elsewhere, in the audit log. @throws AxbridgeError `tenant-unknown`, and as the work */
  async aboutTenant<Result>(
    by: Omit<Actor, 'tenant'>,
    text: string,
    action: string,
    work: (tenant: TenantId) => Promise<Result>,
  ): Promise<Result> {
    const { id } = this.tenant(text);
    const act = { action, subject: `tenant ${id}` };
    return this.#options.trail.around(operatorFor(by, id), act, () => work(id));
  }

  /** @throws AxbridgeError `tenant-unknown`, `input-invalid` */
  async createApiKey(by: Omit<Actor, 'tenant'>, tenant: string, input: ApiKeyInput): Promise<NewApiKeyView> {
    const { store, material } = this.#options;
    const secret = material.secret();
    const key = this.#newKey(this.tenant(tenant).id, material.digest(secret), input);
    const note = this.#note(by, key.tenant, { action: 'key.create', subject: `key ${key.id}` });
    if (!(await store.addApiKey(key, note))) throw new AxbridgeError('internal', 'the same key id twice');
    return { ...apiKeyView(key), key: keyText(key.id, secret) };
  }

  apiKeys(tenant: TenantId): readonly ApiKeyView[] {
    return this.#options.store.apiKeys(tenant).map(apiKeyView);
  }

  /** @throws AxbridgeError `api-key-not-found`, for another tenant's too */
  async revokeApiKey(by: Actor, id: string): Promise<null> {
    const note = this.#note(by, by.tenant, { action: 'key.revoke', subject: `key ${id}` });
    if (!(await this.#options.store.revokeApiKey(by.tenant, id, this.#now(), note)))
      throw new AxbridgeError('api-key-not-found');
    return null;
  }

  #newKey(tenant: TenantId, digest: string, input: ApiKeyInput): ApiKey {
    return {
      id: this.#options.material.id(),
      tenant,
      digest,
      label: readText('label', input.label),
      scopes: readScopes(input.scopes),
      sourceNetworks: readNetworks(input.sourceNetworks ?? []),
      rateLimit: readRateLimit(input.rateLimit ?? DEFAULT_RATE_LIMIT),
      createdAt: this.#now(),
      expiresAt: input.expiresAt === undefined ? null : this.#readExpiry(input.expiresAt),
      revokedAt: null,
    };
  }

  #readExpiry(text: string): EpochMs {
    const at = parseInstant(text);
    if (at === undefined || at <= this.#now())
      throw new AxbridgeError('input-invalid', 'expiresAt: an instant to come, such as 2026-12-31T00:00:00Z');
    return at;
  }

  #note(by: Omit<Actor, 'tenant'>, tenant: TenantId, act: Act) {
    return this.#options.trail.line({ ...by, tenant }, act);
  }

  #now(): EpochMs {
    return this.#options.clock.now();
  }
}

/** What is done to tenants is done by the operator: which of its keys it used is nobody else's business. */
function operatorFor(by: Omit<Actor, 'tenant'>, tenant: TenantId): Actor {
  const name = tenant === DEFAULT_TENANT ? by.name : by.name.replace(/^key:/, 'operator:');
  return { ...by, name, tenant };
}

/** The words that stand in the audit log: one for each thing that was changed. */
function actionOf({ disabled, realNumberDisplay }: TenantChange): string {
  const words = [
    ...(disabled === undefined ? [] : [disabled ? 'tenant.disable' : 'tenant.enable']),
    ...(realNumberDisplay === undefined
      ? []
      : [realNumberDisplay ? 'tenant.allow-real-number-display' : 'tenant.forbid-real-number-display']),
  ];
  return words.length === 0 ? 'tenant.change' : words.join(' ');
}

function tenantView({ id, name, createdAt, disabled, realNumberDisplay }: Tenant): TenantView {
  return { tenant: id, name, createdAt: printInstant(createdAt), disabled, realNumberDisplay };
}

function apiKeyView(key: ApiKey): ApiKeyView {
  const { id, tenant, label, scopes, sourceNetworks, rateLimit, createdAt, expiresAt, revokedAt } = key;
  const instant = (at: EpochMs | null): string | null => (at === null ? null : printInstant(at));
  return {
    id,
    tenant,
    label,
    scopes,
    sourceNetworks,
    rateLimit,
    createdAt: printInstant(createdAt),
    expiresAt: instant(expiresAt),
    revokedAt: instant(revokedAt),
  };
}

function readTenantId(text: string): TenantId {
  const id = tenantId(text);
  if (id === undefined)
    throw new AxbridgeError('input-invalid', 'tenant: small letters, digits and hyphens, at most 32');
  return id;
}

function readText(field: string, text: string): string {
  if (text.length > MAX_TEXT || CONTROL.test(text))
    throw new AxbridgeError('input-invalid', `${field}: at most ${MAX_TEXT} characters on one line`);
  return text;
}

function readScopes(scopes: readonly Scope[]): readonly Scope[] {
  if (scopes.length === 0 || !scopes.every((scope) => SCOPES.includes(scope)))
    throw new AxbridgeError('input-invalid', `scopes: at least one of ${SCOPES.join(', ')}`);
  return SCOPES.filter((scope) => scopes.includes(scope));
}

function readNetworks(texts: readonly string[]): readonly string[] {
  if (texts.length > MAX_NETWORKS || texts.some((text) => parseNetwork(text) === undefined))
    throw new AxbridgeError(
      'input-invalid',
      `sourceNetworks: at most ${MAX_NETWORKS} addresses or blocks such as 203.0.113.0/24 or 2001:db8::/32`,
    );
  return texts;
}

function readRateLimit({ perSecond, burst }: RateLimit): RateLimit {
  const isRate = (rate: number): boolean => Number.isInteger(rate) && rate >= 1 && rate <= MAX_RATE;
  if (!isRate(perSecond) || !isRate(burst))
    throw new AxbridgeError('input-invalid', `rateLimit: whole numbers from 1 to ${MAX_RATE}`);
  return { perSecond, burst };
}
