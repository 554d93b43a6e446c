import type { DeliveryResult } from '../domain/delivery/delivery-result.ts';

/** An event on its way to an endpoint. */
export interface EventMessage {
  readonly url: string;
  /** The event's id: the same whenever it is sent again. */
  readonly id: string;
  /** JSON. May hold real numbers: for the wire only. */
  readonly body: string;
  /** Names of the secrets that sign it. */
  readonly secretIds: readonly string[];
}

/** Posts events to the URLs of tenants. */
export interface EventSender {
  /** Resolves within a time of its own, whatever the URL does. Never rejects. */
  send(message: EventMessage): Promise<DeliveryResult>;
  /** Lets go of all connections; what is under way has failed. */
  close(): void;
}
