import type { TenantId } from '../../domain/access/tenant.ts';
import {
  type EventEndpoint,
  FORMER_SECRET_MS,
  MOST_ENDPOINTS,
  MOST_TYPES,
} from '../../domain/delivery/event-endpoint.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { EVENT_TYPES } from '../../domain/event/event-type.ts';
import { parseInstant } from '../../domain/instant-text.ts';
import type { AuditNote } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeadLetterChoice, EventEndpointStore } from '../../ports/event-endpoint-store.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';
import type { WebhookRules } from '../../ports/route-hook.ts';
import type { Actor, AuditTrail } from '../tenancy/audit-trail.ts';
import { checkedUrl } from '../webhook-url.ts';
import {
  type DeadLetterPage,
  deadLetterView,
  type EndpointChange,
  type EndpointInput,
  type EndpointView,
  endpointView,
  type NewEndpointView,
} from './endpoint-view.ts';

const MAX_TEXT = 128;
const CONTROL = /\p{Cc}/u;
const KINDS: ReadonlySet<string> = new Set(EVENT_TYPES.map((type) => `${type.split('.')[0]}.*`));

export interface EndpointDeskOptions {
  readonly store: EventEndpointStore;
  readonly events: Pick<EventLog, 'bounds'>;
  readonly material: Pick<KeyMaterial, 'id' | 'webhookSecret'>;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  readonly rules: () => WebhookRules;
}

/** Endpoints of events, for the HTTP API as for the command line. Whether somebody may ask is decided before. */
export class EndpointDesk {
  readonly #options: EndpointDeskOptions;

  constructor(options: EndpointDeskOptions) {
    this.#options = options;
  }

  /** It gets the events from now on. @throws AxbridgeError `input-invalid`, `too-many-endpoints` */
  async create(by: Actor, input: EndpointInput): Promise<NewEndpointView> {
    const { store, material, events, clock } = this.#options;
    if (store.endpoints(by.tenant).length >= MOST_ENDPOINTS) throw new AxbridgeError('too-many-endpoints');
    const endpoint: EventEndpoint = {
      id: material.id(),
      tenant: by.tenant,
      ...this.#terms({ label: '', types: [], showNumbers: false }, input),
      url: checkedUrl(input.url, this.#options.rules()),
      disabledBecause: null,
      secretId: material.id(),
      formerSecret: null,
      createdAt: clock.now(),
    };
    const note = this.#note(by, endpoint, 'create');
    if (!(await store.add(endpoint, events.bounds(by.tenant).last, note)))
      throw new AxbridgeError('internal', 'the same endpoint id twice');
    return this.#withSecret(endpoint);
  }

  all(tenant: TenantId): readonly EndpointView[] {
    return this.#options.store.endpoints(tenant).map((one) => this.#view(one));
  }

  /** @throws AxbridgeError `endpoint-not-found`, for another tenant's too */
  one(tenant: TenantId, id: string): EndpointView {
    return this.#view(this.#own(tenant, id));
  }

  /** One that is enabled again goes on where it stopped. @throws AxbridgeError `endpoint-not-found`, `input-invalid` */
  async change(by: Actor, id: string, change: EndpointChange): Promise<EndpointView> {
    const before = this.#own(by.tenant, id);
    const { url, enabled } = change;
    const after: EventEndpoint = {
      ...before,
      ...this.#terms(before, change),
      ...(url === undefined ? {} : { url: checkedUrl(url, this.#options.rules()) }),
      ...(enabled === undefined ? {} : { disabledBecause: enabled ? null : 'owner' }),
    };
    await this.#options.store.change(after, this.#note(by, after, 'change'));
    return this.#view(after);
  }

  /** The secret before it signs as well for a day. @throws AxbridgeError `endpoint-not-found` */
  async rotateSecret(by: Actor, id: string): Promise<NewEndpointView> {
    const { store, material, clock } = this.#options;
    const before = this.#own(by.tenant, id);
    const formerSecret = { id: before.secretId, until: clock.now() + FORMER_SECRET_MS };
    const after = { ...before, secretId: material.id(), formerSecret };
    await store.change(after, this.#note(by, after, 'rotate'));
    return this.#withSecret(after);
  }

  /** With all that waits for it. @throws AxbridgeError `endpoint-not-found` */
  async remove(by: Actor, id: string): Promise<null> {
    const endpoint = this.#own(by.tenant, id);
    await this.#options.store.remove(id, this.#note(by, endpoint, 'remove'));
    return null;
  }

  /** In the order of their numbers. @throws AxbridgeError `endpoint-not-found` */
  deadLetters(tenant: TenantId, id: string, after: number, limit: number): DeadLetterPage {
    this.#own(tenant, id);
    const letters = this.#options.store.deadLetters(id, after, limit);
    const next = letters.length === limit ? (letters.at(-1)?.number ?? null) : null;
    return { letters: letters.map((letter) => deadLetterView(tenant, letter)), next };
  }

  /**
   * Has dead letters delivered again: one, or all that were given up since an instant.
   * @returns how many @throws AxbridgeError `endpoint-not-found`, `input-invalid`
   */
  async redeliver(
    by: Actor,
    id: string,
    wish: { readonly number?: number | undefined; readonly since?: string | undefined },
  ): Promise<number> {
    const endpoint = this.#own(by.tenant, id);
    const choice = readChoice(wish);
    const at = this.#options.clock.now();
    return this.#options.store.redeliver(id, choice, at, this.#note(by, endpoint, 'redeliver'));
  }

  /**
   * Has it get the events after this number again, or, when it has not come so far, pass over those before.
   * @throws AxbridgeError `endpoint-not-found`, `events-not-kept`
   */
  async replay(by: Actor, id: string, after: number): Promise<null> {
    const endpoint = this.#own(by.tenant, id);
    const { firstKept, last } = this.#options.events.bounds(by.tenant);
    if (after < firstKept - 1 || after > last)
      throw new AxbridgeError('events-not-kept', `after: ${firstKept - 1} to ${last}`);
    await this.#options.store.moveTo(id, after, this.#note(by, endpoint, 'replay'));
    return null;
  }

  #own(tenant: TenantId, id: string): EventEndpoint {
    const found = this.#options.store.endpoint(id);
    if (found === null || found.tenant !== tenant) throw new AxbridgeError('endpoint-not-found');
    return found;
  }

  #terms(
    before: Pick<EventEndpoint, 'label' | 'types' | 'showNumbers'>,
    { label, types, showNumbers }: Omit<EndpointChange, 'url' | 'enabled'>,
  ): Pick<EventEndpoint, 'label' | 'types' | 'showNumbers'> {
    return {
      label: label === undefined ? before.label : readLabel(label),
      types: types === undefined ? before.types : readTypes(types),
      showNumbers: showNumbers ?? before.showNumbers,
    };
  }

  #view(endpoint: EventEndpoint): EndpointView {
    const { store, events } = this.#options;
    return endpointView(endpoint, {
      progress: store.progress(endpoint.id) ?? { position: 0, open: [] },
      deadLetters: store.deadLetterCount(endpoint.id),
      last: events.bounds(endpoint.tenant).last,
    });
  }

  #withSecret(endpoint: EventEndpoint): NewEndpointView {
    const secret = this.#options.material.webhookSecret(endpoint.secretId).reveal();
    return { ...this.#view(endpoint), secret };
  }

  /** Who lets real numbers out is seen in the audit log. */
  #note(by: Actor, { id, showNumbers }: EventEndpoint, word: string): AuditNote {
    const action = `event-endpoint.${word}${showNumbers ? ' reveal' : ''}`;
    return this.#options.trail.line(by, { action, subject: `event-endpoint ${id}` });
  }
}

/** Names of types, or of kinds as `call.*`. @throws AxbridgeError `input-invalid` */
export function readTypes(types: readonly string[]): readonly string[] {
  const wrong = types.filter((one) => !KINDS.has(one) && !(EVENT_TYPES as readonly string[]).includes(one));
  if (wrong.length > 0 || types.length > MOST_TYPES)
    throw new AxbridgeError('input-invalid', `types: ${EVENT_TYPES.join(', ')}, ${[...KINDS].join(', ')}`);
  return [...new Set(types)];
}

function readLabel(text: string): string {
  if (text.length > MAX_TEXT || CONTROL.test(text))
    throw new AxbridgeError('input-invalid', `label: at most ${MAX_TEXT} characters on one line`);
  return text;
}

function readChoice({
  number,
  since,
}: {
  readonly number?: number | undefined;
  readonly since?: string | undefined;
}): DeadLetterChoice {
  if ((number === undefined) === (since === undefined))
    throw new AxbridgeError('input-invalid', 'one of number and since is needed');
  if (number !== undefined) return { number };
  const at = parseInstant(since ?? '');
  if (at === undefined)
    throw new AxbridgeError('input-invalid', 'since: an instant such as 2026-01-31T08:00:00Z');
  return { since: at };
}
