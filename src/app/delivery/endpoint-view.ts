import type { TenantId } from '../../domain/access/tenant.ts';
import type { DeadLetter } from '../../domain/delivery/delivery.ts';
import type { DeliveryProgress } from '../../domain/delivery/delivery-queue.ts';
import type { DisabledBecause, EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import { eventIdOf } from '../../domain/event/event.ts';
import { printInstant } from '../../domain/instant-text.ts';

/** An endpoint as it is wished for. */
export interface EndpointInput {
  readonly url: string;
  readonly label?: string | undefined;
  /** Types, or kinds as `call.*`; left out or empty for all. */
  readonly types?: readonly string[] | undefined;
  /** Real numbers in full; left out: masked. */
  readonly showNumbers?: boolean | undefined;
}

/** What is to become of an endpoint; what is left out stays. */
export interface EndpointChange extends Partial<Pick<EndpointInput, 'label' | 'types' | 'showNumbers'>> {
  readonly url?: string | undefined;
  readonly enabled?: boolean | undefined;
}

export interface EndpointView {
  readonly id: string;
  readonly tenant: string;
  readonly label: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly showNumbers: boolean;
  readonly enabled: boolean;
  /** `null` while it is enabled. */
  readonly disabledBecause: DisabledBecause | null;
  readonly createdAt: string;
  /** Until then the secret before the latest rotation signs as well; `null` without one. */
  readonly formerSecretUntil: string | null;
  /** Events up to this number are done with, but for those that wait for a further attempt. */
  readonly position: number;
  /** Events that it has not got. */
  readonly waiting: number;
  readonly deadLetters: number;
}

/** With its secret, which is shown this once. */
export interface NewEndpointView extends EndpointView {
  readonly secret: string;
}

/** An event that was given up. */
export interface DeadLetterView {
  readonly number: number;
  readonly event: string;
  readonly happenedAt: string;
  readonly firstAttemptAt: string;
  readonly deadAt: string;
  readonly attempts: number;
  /** What became of the last attempt: `status 500`, `slow`, … */
  readonly because: string | null;
}

export interface DeadLetterPage {
  readonly letters: readonly DeadLetterView[];
  /** For the next page; `null` when this is the last one. */
  readonly next: number | null;
}

export function endpointView(
  endpoint: EventEndpoint,
  standing: {
    readonly progress: DeliveryProgress;
    readonly deadLetters: number;
    /** Of the tenant's events. */
    readonly last: number;
  },
): EndpointView {
  const { id, tenant, label, url, types, showNumbers, disabledBecause, createdAt, formerSecret } = endpoint;
  const { position, open } = standing.progress;
  return {
    id,
    tenant,
    label,
    url,
    types,
    showNumbers,
    enabled: disabledBecause === null,
    disabledBecause,
    createdAt: printInstant(createdAt),
    formerSecretUntil: formerSecret === null ? null : printInstant(formerSecret.until),
    position,
    waiting: open.length + Math.max(0, standing.last - position),
    deadLetters: standing.deadLetters,
  };
}

export function deadLetterView(tenant: TenantId, letter: DeadLetter): DeadLetterView {
  const { number, happenedAt, firstAt, deadAt, attempts, because } = letter;
  return {
    number,
    event: eventIdOf(tenant, number),
    happenedAt: printInstant(happenedAt),
    firstAttemptAt: printInstant(firstAt),
    deadAt: printInstant(deadAt),
    attempts,
    because,
  };
}
