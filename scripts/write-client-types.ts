/**
 * Writes what `src/client` knows of the API from docs/openapi.json: `node scripts/write-client-types.ts`, after
 * `node scripts/write-openapi.ts`. A test compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../docs/openapi.json', import.meta.url);
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROBLEM = 'application/problem+json';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A generated file, by its place. */
export interface GeneratedFile {
  readonly url: URL;
  readonly text: string;
}

/** The generated files, as they are committed. */
export async function clientFiles(): Promise<readonly GeneratedFile[]> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const api: OpenApi = JSON.parse(text);
  return [
    { url: new URL('../src/client/openapi-types.ts', import.meta.url), text: await typesText(text) },
    { url: new URL('../src/client/operation-table.ts', import.meta.url), text: tableText(api) },
  ];
}

const head = (what: string): string =>
  `/* ${what} Written by scripts/write-client-types.ts from docs/openapi.json. */\n`;

/** A field that has a default may be left out of a request. */
async function typesText(document: string): Promise<string> {
  const types = await openapiTypes(JSON.parse(document, withoutRecursion), {
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return `${head('The schemas and operations of the API.')}${astToString(types)}`;
}

/** What refers to itself holds any JSON: to the types it is unknown, since TypeScript refuses a type that is made of itself. */
function withoutRecursion(key: string, value: unknown): unknown {
  const isRecursive = JSON.stringify(value)?.includes(`"$ref":"#/components/schemas/${key}"`) === true;
  return isRecursive && key !== '' && key !== 'schemas' ? { description: 'Any JSON.' } : value;
}

function tableText(api: OpenApi): string {
  const rows = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined || isStream(operation) ? [] : [row(api, path, method, operation)];
    }),
  );
  return [
    head('How each operation is asked for, and what comes back.'),
    'export const OPERATIONS = {',
    ...rows.sort(),
    '} as const;\n',
  ].join('\n');
}

/** What answers with anything but JSON is fetched, and read as it comes: it is no method. */
function isStream({ responses }: Operation): boolean {
  const kinds = Object.keys(responses['200']?.content ?? {});
  return kinds.length > 0 && !kinds.includes('application/json');
}

function row(api: OpenApi, path: string, method: string, operation: Operation): string {
  const { operationId, parameters = [], requestBody, responses } = operation;
  const named = (place: string): readonly string[] =>
    parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
  const entry = {
    method: method.toUpperCase(),
    path,
    query: named('query'),
    hasBody: requestBody !== undefined,
    headers: named('header'),
    answers: Object.keys(responses)
      .filter((status) => isValue(status, responses[status]))
      .map(Number),
    pageOf: pageOf(api, responses['200']),
  };
  return `  ${operationId}: ${JSON.stringify(entry)},`;
}

/** Statuses whose answer is what was asked for: of all that succeed, and of others that are no problem document. */
function isValue(status: string, answer: Answer | undefined): boolean {
  return /^[0-9]{3}$/.test(status) && !Object.keys(answer?.content ?? {}).includes(PROBLEM);
}

/** The field that holds the items, in an answer that comes in pages. */
function pageOf(api: OpenApi, answer: Answer | undefined): string | null {
  const { properties = {} } = resolved(api, answer?.content?.['application/json']?.schema ?? {});
  if (properties['nextCursor'] === undefined) return null;
  const lists = Object.keys(properties).filter((name) => properties[name]?.type === 'array');
  if (lists.length !== 1) throw new Error(`a page has one list, not ${lists.length}: ${lists.join()}`);
  return lists[0] ?? null;
}

function resolved(api: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (api.components.schemas[name] ?? {});
}

if (import.meta.main) for (const { url, text } of await clientFiles()) writeFileSync(url, text);
