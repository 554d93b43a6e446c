import { z } from 'zod';
import type { SettingMeta } from './setting-types.ts';
import { settingsSchema } from './settings-schema.ts';

/** A setting as the schema describes it. `*` in its path stands for a position in a list. */
export interface SettingKey {
  readonly path: readonly string[];
  readonly kind: 'text' | 'integer' | 'boolean' | 'list' | 'section';
  readonly allowed: string;
  readonly nullable: boolean;
  /** `undefined`: none. */
  readonly default: unknown;
  readonly required: boolean;
  readonly description: string;
  readonly secret: boolean;
  readonly environmentOnly: boolean;
}

/** What is used of a JSON schema (draft 2020-12). */
interface SchemaNode extends Partial<SettingMeta> {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly default?: unknown;
  readonly description?: string;
}

/** Every setting, in the order of the schema. Sections are listed where they can be `null`. */
export function settingKeys(): readonly SettingKey[] {
  return keysOf(z.toJSONSchema(settingsSchema, { io: 'input' }) as SchemaNode, []);
}

/** Keys of the section at `path` (list positions as numbers or `*`); empty where none is. */
export function keysOfSection(path: readonly (string | number)[]): readonly string[] {
  const pattern = path.map((part) => (typeof part === 'number' ? '*' : part));
  const below = settingKeys().filter((key) => pattern.every((part, at) => key.path[at] === part));
  return [...new Set(below.map((key) => key.path[pattern.length]).filter((part) => part !== undefined))];
}

function keysOf(node: SchemaNode, path: readonly string[]): SettingKey[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    keysAt(child, [...path, name], node.required?.includes(name) ?? false),
  );
}

function keysAt(node: SchemaNode, path: readonly string[], required: boolean): SettingKey[] {
  const own = node.anyOf?.find((each) => each.type !== 'null') ?? node;
  const nullable = own !== node;
  if (own.properties !== undefined)
    return [...(nullable ? [keyOf(node, own, path, required)] : []), ...keysOf(own, path)];
  if (own.items?.properties !== undefined) return keysOf(own.items, [...path, '*']);
  return [keyOf(node, own, path, required)];
}

function keyOf(node: SchemaNode, own: SchemaNode, path: readonly string[], required: boolean): SettingKey {
  return {
    path,
    kind: kindOf(own),
    allowed: own.allowed ?? (own.properties === undefined ? '' : 'the keys below'),
    nullable: own !== node,
    default: node.default,
    required,
    description: node.description ?? own.description ?? '',
    secret: own.secret ?? false,
    environmentOnly: own.environmentOnly ?? false,
  };
}

const KINDS: Readonly<Record<string, SettingKey['kind']>> = {
  integer: 'integer',
  boolean: 'boolean',
  array: 'list',
  object: 'section',
};

function kindOf(node: SchemaNode): SettingKey['kind'] {
  return KINDS[node.type ?? ''] ?? 'text';
}
