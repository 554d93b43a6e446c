const REFERENCE = '#/components/schemas/';
const INPUT = 'Input';

interface Document {
  components?: { schemas?: Record<string, unknown> };
}

/**
 * The provider writes each named schema down twice, as input (`BindInput`) and as output (`Bind`). Of these only what is referred
 * to stays, and an input without its output gets the plain name.
 */
export function withoutUnused<Doc extends object>(document: Doc): Doc {
  const { components = {} }: Document = document;
  const schemas = components.schemas ?? {};
  const used = usedNames({ ...document, components: { ...components, schemas: {} } }, schemas);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  const slim = { ...document, components: { ...components, schemas: kept } };
  return JSON.parse(JSON.stringify(slim, (key, value) => renamed(key, value, used)));
}

function usedNames(root: unknown, schemas: Record<string, unknown>): ReadonlySet<string> {
  const used = new Set<string>();
  const waiting: unknown[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const name of referencesIn(next)) {
      if (used.has(name)) continue;
      used.add(name);
      waiting.push(schemas[name]);
    }
  return used;
}

function referencesIn(value: unknown): readonly string[] {
  const text = JSON.stringify(value) ?? '';
  return [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
}

function renamed(key: string, value: unknown, used: ReadonlySet<string>): unknown {
  if (key === '$ref' && typeof value === 'string' && value.startsWith(REFERENCE))
    return REFERENCE + plainName(value.slice(REFERENCE.length), used);
  if (key === 'schemas' && typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [plainName(name, used), schema]));
  return value;
}

function plainName(name: string, used: ReadonlySet<string>): string {
  const plain = name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name;
  return used.has(plain) ? name : plain;
}
