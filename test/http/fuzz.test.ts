import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import { incoming } from '../domain/event/given.ts';
import { Platform } from './platform.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Sendable {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
}

/** Real numbers, in the fields that are for them: no answer may hold one. */
const PARTIES = fc.constantFrom('+8613800138710', '+8613800138711', '13800138712', '008613800138713');
const REAL = /1380013871[0-3]/;

/** What makes sense in a field or parameter of this name, so that much gets past the gate. */
const SENSE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  a: PARTIES,
  b: PARTIES,
  party: PARTIES,
  caller: PARTIES,
  callee: PARTIES,
  members: fc.array(PARTIES, { maxLength: 4 }),
  add: fc.array(PARTIES, { maxLength: 3 }),
  remove: fc.array(PARTIES, { maxLength: 3 }),
  group: fc.constantFrom('drivers', 'drivers', 'couriers'),
  pool: fc.constantFrom('city', 'city', 'more'),
  tenant: fc.constantFrom('acme', 'default'),
  x: fc.integer({ min: 95000001, max: 95000020 }).map(String),
  first: fc.integer({ min: 95000001, max: 95000500 }).map(String),
  last: fc.integer({ min: 95000001, max: 95000500 }).map(String),
  id: fc.integer({ min: 1, max: 20 }),
  expiresAt: fc.constantFrom('2030-01-01T00:00:00Z', '2030-01-01T08:00:00+08:00', null),
  sourceNetworks: fc.constant(['10.0.0.0/8']),
  reference: fc.constantFrom('order 1', 'order 2'),
  'axbridge-tenant': fc.constantFrom('default', 'default', 'default', 'default', 'acme'),
  endpoint: fc.constant(null).map(() => someEndpoint()),
  url: fc.constantFrom('https://example.com/a', 'https://example.com/b', 'http://[::1]/'),
  types: fc.constantFrom(['call.*'], ['pool.low', 'cdr.created'], []),
  showNumbers: fc.constant(false),
  number: fc.integer({ min: 1, max: 5 }),
  since: fc.constant('2026-01-01T00:00:00Z'),
  after: fc.integer({ min: 0, max: 2 }),
};

/** One that is there. */
let someEndpoint = (): string => 'none';

/** What a platform would write in other fields, what another would, and what nobody should. */
const TEXTS = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('+8617000000001', '95000001', '95000002', 'city', 'default', 'acme'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('2030-01-01T00:00:00Z', '2030-01-01T00:00:00+08:00', '10.0.0.0/8'),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\u0000',
      '\r\nx: y',
      '../..',
      '%00',
      "' OR 1=1 --",
      '__proto__',
      '\ud800',
      '{}',
    ),
  },
);

const RUBBISH = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, -1, 1e308, 2 ** 53, [], {}, true),
);

describe('every operation of the OpenAPI document', () => {
  let platform: Platform;
  let operations: readonly Operation[] = [];
  let schemas: Readonly<Record<string, Schema>> = {};

  beforeAll(async () => {
    platform = await new Platform().start();
    await platform.pool('default', 'city', '95000001', '95000400');
    const event = incoming();
    await platform.events.add([
      { ...event, data: { ...event.data, caller: RealNumber.of('8613800138710') } },
    ]);
    someEndpoint = () => endpointOf(platform);
    const { body: document } = await platform.ask('GET', '/openapi.json', { key: null });
    schemas = document.components.schemas;
    operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => operationOf(method, path, operation)),
    );
    expect(operations.length).toBeGreaterThan(25);
  });

  afterAll(() => platform.stop());

  function operationOf(method: string, path: string, operation: Record<string, unknown>): Operation {
    const body = operation['requestBody'] as { content: Record<string, { schema: Schema }> } | undefined;
    return {
      method: method.toUpperCase(),
      path,
      parameters: (operation['parameters'] ?? []) as readonly Parameter[],
      body: body?.content['application/json']?.schema ?? null,
    };
  }

  function resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  }

  /** Refers to itself: the one schema that does is that of any JSON. */
  function isRecursive(reference: string): boolean {
    return JSON.stringify(resolved({ $ref: reference })).includes(`"${reference}"`);
  }

  /** Values of the shape that the schema asks for. */
  function wellFormed(given: Schema): fc.Arbitrary<unknown> {
    if (given.$ref !== undefined && isRecursive(given.$ref)) return fc.jsonValue({ maxDepth: 3 });
    const schema = resolved(given);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(wellFormed));
    switch (schema.type ?? 'string') {
      case 'object':
        return objectOf(schema);
      case 'array':
        return fc.array(wellFormed(schema.items ?? {}), { maxLength: 5 });
      case 'integer':
      case 'number':
        return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1e6, 1e9) });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return TEXTS;
    }
  }

  function sensible(name: string, schema: Schema): fc.Arbitrary<unknown> {
    const sense = SENSE[name];
    return sense === undefined
      ? wellFormed(schema)
      : fc.oneof({ weight: 8, arbitrary: sense }, { weight: 1, arbitrary: wellFormed(schema) });
  }

  function objectOf(schema: Schema): fc.Arbitrary<unknown> {
    const { properties, additionalProperties } = schema;
    if (properties === undefined && typeof additionalProperties === 'object')
      return fc.dictionary(fc.constantFrom('no-binding', 'x', 'Y'), wellFormed(additionalProperties));
    const model = Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, property]) => [name, sensible(name, property)]),
    );
    return fc.record(model, { requiredKeys: [...(schema.required ?? [])] });
  }

  /** Well-formed bodies, such ones with a wrong place or a further one, and rubbish. */
  function bodies(schema: Schema): fc.Arbitrary<unknown> {
    const good = wellFormed(schema);
    const broken = fc.tuple(good, fc.string({ maxLength: 10 }), RUBBISH).map(([value, name, wrong]) => {
      const keys = Object.keys(Object(value));
      return { ...Object(value), [keys[name.length % Math.max(1, keys.length)] ?? name]: wrong };
    });
    const further = fc
      .tuple(good, fc.string(), RUBBISH)
      .map(([value, name, more]) => ({ ...Object(value), [name]: more }));
    return fc.oneof(
      { weight: 5, arbitrary: good },
      { weight: 3, arbitrary: broken },
      { weight: 1, arbitrary: further },
      { weight: 1, arbitrary: RUBBISH },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    );
  }

  function requests(operation: Operation): fc.Arbitrary<{ path: string; init: Sendable }> {
    const named = (place: Parameter['in']) =>
      fc.record(
        Object.fromEntries(
          operation.parameters
            .filter((parameter) => parameter.in === place)
            .map(({ name, schema }) => [
              name,
              fc.oneof({ weight: 6, arbitrary: sensible(name, schema) }, TEXTS).map(String),
            ]),
        ),
        place === 'path' ? {} : { requiredKeys: [] },
      ) as fc.Arbitrary<Record<string, string>>;
    return fc
      .record({
        path: named('path'),
        query: fc.oneof(
          { weight: 5, arbitrary: named('query') },
          { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }) },
        ),
        headers: named('header'),
        body: operation.body === null ? fc.constant(undefined) : bodies(operation.body),
      })
      .map(({ path, query, headers, body }) => ({
        path: addressOf(operation.path, path, query),
        init: {
          method: operation.method,
          headers: headersOf(headers, body),
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        },
      }));
  }

  function headersOf(headers: Record<string, string>, body: unknown): Record<string, string> {
    const sendable = Object.entries(headers).filter(([, value]) => /^[\t\x20-\x7e]*$/.test(value));
    return {
      ...Object.fromEntries(sendable),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }

  it('answers well-formed and malformed requests without a fault, without a crash, without a real number', async () => {
    const key = await platform.key('default', ['read', 'bind', 'call', 'admin']);
    const statuses = new Map<string, Set<number>>();
    for (const operation of operations) {
      const seen = new Set<number>();
      statuses.set(`${operation.method} ${operation.path}`, seen);
      await fc.assert(
        fc.asyncProperty(requests(operation), async ({ path, init }) => {
          const authorization = `Bearer ${key}`;
          const response = await fetch(platform.url + path, {
            ...init,
            headers: { ...init.headers, authorization },
          });
          const text = await response.text();
          seen.add(response.status);
          expect(response.status, `${operation.method} ${path} ${init.body ?? ''}: ${text}`).toBeLessThan(
            500,
          );
          expect(text).not.toMatch(REAL);
          if (response.status >= 400) expect(JSON.parse(text).code).toEqual(expect.any(String));
        }),
        { numRuns: 80, endOnFailure: true },
      );
    }
    expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);
    const reached = [...statuses].filter(([, seen]) => [...seen].some((status) => status < 300));
    expect(
      reached.length,
      JSON.stringify([...statuses].map(([name, seen]) => [name, ...seen])),
    ).toBeGreaterThan(operations.length / 2);
  });
});

/** The oldest, or a new one. */
function endpointOf({ access, clock }: Platform): string {
  const { endpoints } = access;
  const [first] = endpoints.endpoints(DEFAULT_TENANT);
  if (first !== undefined) return first.id;
  const id = 'abcdefghijkl';
  const terms = { label: '', types: [], showNumbers: false, disabledBecause: null, formerSecret: null };
  const whole = {
    id,
    tenant: DEFAULT_TENANT,
    url: 'https://example.com/',
    secretId: id,
    createdAt: clock.now(),
  };
  const note = {
    at: 0,
    tenant: DEFAULT_TENANT,
    actor: '',
    action: '',
    subject: '',
    outcome: '',
    request: null,
  };
  void endpoints.add({ ...whole, ...terms }, 0, note);
  return id;
}

function addressOf(path: string, params: Record<string, string>, query: Record<string, string>): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(params[name] ?? ''));
  const parts = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return parts.length === 0 ? place : `${place}?${parts.join('&')}`;
}

/** Half a character cannot be written in an address. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
