import { Listing } from './listing.ts';
import { METHODS, type OperationId } from './method-names.ts';
import type { Client } from './method-types.ts';
import { type Operation, operationOf, requestOf } from './request.ts';
import { type ClientOptions, Transport } from './transport.ts';

type Page = Readonly<Record<string, unknown>>;

/**
 * A client of the HTTP API, with a method for each operation: `client.bindings.create({ a, b })`. A creating request gets an
 * idempotency key, so that one whose answer was lost is sent again without being carried out twice.
 * @throws TypeError when the URL or the key is none
 */
export function createClient(options: ClientOptions): Client {
  const transport = new Transport(options);
  const resources = Object.entries(METHODS).map(([resource, names]) => {
    const methods = Object.entries(names).map(([name, id]) => [name, methodOf(transport, id)]);
    return [resource, Object.freeze(Object.fromEntries(methods))];
  });
  return Object.freeze(Object.fromEntries(resources)) as Client;
}

function methodOf(transport: Transport, id: OperationId): (...args: readonly unknown[]) => unknown {
  const operation = operationOf(id);
  const { pageOf } = operation;
  if (pageOf !== null) return (...args) => listing(transport, operation, pageOf, args);
  return async (...args) => transport.send(requestOf(operation, args));
}

function listing(transport: Transport, operation: Operation, items: string, args: readonly unknown[]) {
  return new Listing<unknown, Page>(
    async (cursor) => Object(await transport.send(requestOf(operation, args, cursor))),
    (page) => (Array.isArray(page[items]) ? page[items] : []),
    ({ nextCursor }) => (typeof nextCursor === 'string' ? nextCursor : null),
  );
}
