import type { z } from 'zod';
import { nearWord } from './near-word.ts';
import { keysOfSection } from './setting-keys.ts';
import type { SettingPath } from './settings-error.ts';

/** One finding about the settings, before its place in the file is looked up. */
export interface Finding {
  readonly path: SettingPath;
  /** The key that should not be there, for findings about keys. */
  readonly key?: string;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * What zod found, in our words.
 * @param valueAt the value at a path of the settings as written
 */
export function describeIssue(issue: Issue, valueAt: (path: SettingPath) => unknown): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path, key, message: unknownKey(key, keysOfSection(path)) }));
  if (issue.code === 'invalid_type' && issue.expected === 'object')
    return [{ path, message: `must be a section with the keys ${keysOfSection(path).join(', ')}` }];
  return [{ path, message: issue.message + hint(issue, valueAt(path)) }];
}

/** What a key could be that is only misspelt. */
const WORD = /^[\w .-]{1,64}$/;

function unknownKey(key: string, allowed: readonly string[]): string {
  const near = nearWord(key, allowed);
  // A section that stands where a key belongs comes as text, with the values in it.
  const shown = WORD.test(key) ? ` ${JSON.stringify(key)}` : ', which is no word';
  return near === undefined
    ? `unknown key${shown}; allowed are ${allowed.join(', ')}`
    : `unknown key${shown}; did you mean ${near}?`;
}

function hint(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const near = nearWord(value, issue.values.map(String));
    return near === undefined ? '' : `; did you mean ${near}?`;
  }
  const isUnquoted = typeof value === 'number' || typeof value === 'boolean';
  return issue.code === 'invalid_type' && issue.expected === 'string' && isUnquoted
    ? '; put it in quotes, or YAML takes it for something else than text'
    : '';
}
