import { isScope, SCOPES } from '../../domain/access/api-key.ts';
import type { TenantId } from '../../domain/access/tenant.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { AccessDesk, ApiKeyView, NewApiKeyView, TenantChange, TenantView } from './access-desk.ts';
import type { Act } from './audit-trail.ts';

/** Tenants and keys for whoever may read the site's files: the audit log names the command line and not a key. */
export class LocalAccess {
  readonly #desk: AccessDesk;
  readonly #by: { readonly name: string; readonly request: string };

  /** @param request names what is done in the audit log */
  constructor(desk: AccessDesk, request: string) {
    this.#desk = desk;
    this.#by = { name: 'command line', request };
  }

  /** Writes down what is done to what is a tenant's. @throws AxbridgeError `tenant-unknown` */
  note(tenant: string, act: Act): Promise<void> {
    return this.#desk.note(this.#by, tenant, act);
  }

  tenants(): readonly TenantView[] {
    return this.#desk.tenants();
  }

  /** @throws AxbridgeError as `AccessDesk` */
  createTenant(input: { tenant: string; name: string }): Promise<TenantView> {
    return this.#desk.createTenant(this.#by, input);
  }

  /** @throws AxbridgeError as `AccessDesk` */
  changeTenant(tenant: string, change: TenantChange): Promise<TenantView> {
    return this.#desk.changeTenant(this.#by, tenant, change);
  }

  /** @throws AxbridgeError `tenant-unknown` */
  tenant(tenant: string): TenantId {
    return this.#desk.tenant(tenant).id;
  }

  /** @throws AxbridgeError as `AccessDesk` */
  aboutTenant<Result>(
    tenant: string,
    action: string,
    work: (tenant: TenantId) => Promise<Result>,
  ): Promise<Result> {
    return this.#desk.aboutTenant(this.#by, tenant, action, work);
  }

  /** Revoked and expired ones too. @throws AxbridgeError `tenant-unknown` */
  apiKeys(tenant: string): readonly ApiKeyView[] {
    return this.#desk.apiKeys(this.#desk.tenant(tenant).id);
  }

  /** @throws AxbridgeError as `AccessDesk` */
  async createApiKey(
    tenant: string,
    { label, scopes }: { readonly label: string; readonly scopes: readonly string[] },
  ): Promise<NewApiKeyView> {
    const known = scopes.filter(isScope);
    if (known.length < scopes.length)
      throw new AxbridgeError('input-invalid', `scope: one of ${SCOPES.join(', ')}`);
    return this.#desk.createApiKey(this.#by, tenant, { label, scopes: known });
  }

  /** @throws AxbridgeError `tenant-unknown`, `api-key-not-found` */
  async revokeApiKey(tenant: string, id: string): Promise<null> {
    return this.#desk.revokeApiKey({ ...this.#by, tenant: this.#desk.tenant(tenant).id }, id);
  }
}
