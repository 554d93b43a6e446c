import type { DeadLetter, Delivery } from '../../domain/delivery/delivery.ts';
import type { EventEndpoint } from '../../domain/delivery/event-endpoint.ts';
import type { EndpointProgress } from '../../ports/event-endpoint-store.ts';
import type { EndpointChange, EndpointRecord } from './endpoint-order.ts';

/** Runs a statement within the transaction of the batch. @returns how many rows changed */
export type Run = (sql: string, values: readonly (string | number | null)[]) => number;

const PUT_DELIVERY = 'INSERT OR REPLACE INTO event_delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Endpoints of events and their deliveries, as they are written. */
export class EndpointWriter {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** @returns 0 when nothing was changed */
  change(order: EndpointChange): number {
    switch (order.kind) {
      case 'add-endpoint': {
        const { id, tenant, createdAt, disabledBecause } = order.endpoint;
        const values = [id, tenant, printTerms(order.endpoint), createdAt, disabledBecause, order.position];
        return this.#run(
          'INSERT OR IGNORE INTO event_endpoint VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL)',
          values,
        );
      }
      case 'change-endpoint': {
        const { id, disabledBecause } = order.endpoint;
        const values = [printTerms(order.endpoint), disabledBecause, id];
        return this.#run('UPDATE event_endpoint SET terms = ?, disabled = ? WHERE id = ?', values);
      }
      case 'disable-endpoint':
        return this.#run('UPDATE event_endpoint SET disabled = ? WHERE id = ? AND disabled IS NULL', [
          order.because,
          order.id,
        ]);
      case 'remove-endpoint':
        this.#run('DELETE FROM event_delivery WHERE endpoint = ?', [order.id]);
        return this.#run('DELETE FROM event_endpoint WHERE id = ?', [order.id]);
      case 'move-endpoint':
        this.#run('DELETE FROM event_delivery WHERE endpoint = ? AND number > ? AND dead_at IS NOT NULL', [
          order.id,
          order.position,
        ]);
        return this.#run('UPDATE event_endpoint SET wanted = ? WHERE id = ?', [order.position, order.id]);
      case 'redeliver':
        return this.#redeliver(order);
    }
  }

  record(order: EndpointRecord): number {
    switch (order.kind) {
      case 'keep-progress':
        return order.changes.filter((change) => this.#keep(change)).length;
      case 'endpoint-moved':
        return this.#run('UPDATE event_endpoint SET wanted = NULL WHERE id = ? AND wanted = ?', [
          order.id,
          order.position,
        ]);
      case 'forget-dead':
        return this.#run(
          'DELETE FROM event_delivery WHERE endpoint = ? AND number <= ? AND dead_at IS NOT NULL',
          [order.id, order.upTo],
        );
    }
  }

  #redeliver({ id, choice, at }: Extract<EndpointChange, { kind: 'redeliver' }>): number {
    const [which, value] =
      'number' in choice ? ['number = ?', choice.number] : ['dead_at >= ?', choice.since];
    return this.#run(
      'UPDATE event_delivery SET dead_at = NULL, attempts = 0, first_at = ?, due_at = ? ' +
        `WHERE endpoint = ? AND dead_at IS NOT NULL AND ${which}`,
      [at, at, id, value],
    );
  }

  #keep({ endpoint, position, open, dead, done }: EndpointProgress): boolean {
    const found = this.#run('UPDATE event_endpoint SET position = ? WHERE id = ?', [position, endpoint]);
    if (found === 0) return false;
    for (const delivery of open) this.#run(PUT_DELIVERY, rowOf(endpoint, delivery, delivery.dueAt, null));
    for (const letter of dead) this.#run(PUT_DELIVERY, rowOf(endpoint, letter, letter.deadAt, letter.deadAt));
    for (const number of done)
      this.#run('DELETE FROM event_delivery WHERE endpoint = ? AND number = ?', [endpoint, number]);
    return true;
  }
}

function rowOf(
  endpoint: string,
  { number, lane, happenedAt, firstAt, attempts, because }: Omit<Delivery, 'dueAt'> | DeadLetter,
  dueAt: number,
  deadAt: number | null,
): readonly (string | number | null)[] {
  return [endpoint, number, lane, happenedAt, firstAt, attempts, dueAt, because, deadAt];
}

function printTerms({ label, url, types, showNumbers, secretId, formerSecret }: EventEndpoint): string {
  return JSON.stringify({ label, url, types, showNumbers, secretId, formerSecret });
}
