import { type ApiKey, isInForce, parseKeyText, type Scope } from '../../domain/access/api-key.ts';
import { isInNetwork, type Network, parseAddress, parseNetwork } from '../../domain/access/network.ts';
import { DEFAULT_TENANT, type TenantId } from '../../domain/access/tenant.ts';
import { TokenBucket } from '../../domain/access/token-bucket.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { AccessStore } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';

/** Who asks. */
export interface Principal {
  readonly tenant: TenantId;
  readonly keyId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Runs the installation: an administrator of the default tenant. */
  readonly isOperator: boolean;
  /** Charges a request that costs more than one. */
  charge(more: number): void;
}

/** What a request shows at the gate. */
export interface Visitor {
  /** The text of its API key; `null` without one. */
  readonly key: string | null;
  /** Where it comes from, as a socket shows it. */
  readonly address: string;
}

/** A key is used more often than it may be; try again after `retryAfterMs`. */
export class RateLimitError extends AxbridgeError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('rate-limited');
    this.retryAfterMs = retryAfterMs;
  }
}

interface KnownKey {
  readonly key: ApiKey;
  readonly networks: readonly Network[];
  readonly principal: Principal;
  readonly bucket: TokenBucket;
  readonly tenantDisabled: boolean;
}

export interface GatekeeperOptions {
  readonly store: AccessStore;
  readonly material: KeyMaterial;
  readonly clock: Clock;
}

/** Lets requests in by their key. What it knows of keys is read once and again when any tenant or key changed. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  readonly #known = new Map<string, KnownKey>();
  #seenVersion = -1;

  constructor(options: GatekeeperOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `unauthorised`, `forbidden`; RateLimitError */
  admit(visitor: Visitor, scope: Scope): Principal {
    const at = this.#options.clock.now();
    const known = this.#identify(visitor.key);
    if (!isInForce(known.key, at) || known.tenantDisabled) throw new AxbridgeError('unauthorised');
    if (!isFrom(visitor.address, known.networks))
      throw new AxbridgeError('forbidden', 'the key is not taken from this source network');
    const waitMs = known.bucket.take(at);
    if (waitMs > 0) throw new RateLimitError(waitMs);
    if (!known.principal.scopes.has(scope))
      throw new AxbridgeError('forbidden', `the scope ${scope} is needed`);
    return known.principal;
  }

  /** A key that does not exist is answered as one with a wrong secret is, after the same work. */
  #identify(text: string | null): KnownKey {
    const parsed = text === null ? undefined : parseKeyText(text);
    if (parsed === undefined) throw new AxbridgeError('unauthorised');
    const known = this.#find(parsed.id);
    const matches = this.#options.material.matches(parsed.secret, known?.key.digest ?? NO_DIGEST);
    if (known === null || !matches) throw new AxbridgeError('unauthorised');
    return known;
  }

  #find(id: string): KnownKey | null {
    this.#refresh();
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const key = this.#options.store.apiKey(id);
    if (key === null) return null;
    const read = this.#read(key, new TokenBucket(key.rateLimit, this.#options.clock.now()));
    this.#known.set(id, read);
    return read;
  }

  /** A key that was used keeps its bucket: changes elsewhere give nobody a fresh one. */
  #refresh(): void {
    const version = this.#options.store.version();
    if (version === this.#seenVersion) return;
    this.#seenVersion = version;
    for (const [id, { bucket }] of this.#known) {
      const key = this.#options.store.apiKey(id);
      if (key === null) this.#known.delete(id);
      else this.#known.set(id, this.#read(key, bucket));
    }
  }

  #read(key: ApiKey, bucket: TokenBucket): KnownKey {
    const scopes = new Set(key.scopes);
    const isOperator = key.tenant === DEFAULT_TENANT && scopes.has('admin');
    const principal = {
      tenant: key.tenant,
      keyId: key.id,
      scopes,
      isOperator,
      charge: (more: number) => bucket.charge(more),
    };
    const networks = key.sourceNetworks.map(networkOf);
    const tenantDisabled = this.#options.store.tenant(key.tenant)?.disabled ?? true;
    return { key, networks, principal, bucket, tenantDisabled };
  }
}

const NO_DIGEST = '00'.repeat(32);
/** A block that no address is in: a key whose networks cannot be read any more is taken from nowhere. */
const NOWHERE: Network = { address: [], bits: 0 };

function networkOf(text: string): Network {
  return parseNetwork(text) ?? NOWHERE;
}

function isFrom(text: string, networks: readonly Network[]): boolean {
  if (networks.length === 0) return true;
  const address = parseAddress(text);
  return networks.some((network) => isInNetwork(address, network));
}
