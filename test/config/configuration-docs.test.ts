import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentName } from '../../src/config/environment.ts';
import { settingKeys } from '../../src/config/setting-keys.ts';
import { settingsReference } from '../../src/config/settings-reference.ts';

const docs = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  it('has exactly the settings of the schema, with their defaults, units and variables', () => {
    const table = docs.split('\n').filter((line) => line.startsWith('| '));
    expect(table.join('\n')).toBe(settingsReference());
  });

  it('documents each setting in words and says what is allowed', () => {
    for (const key of settingKeys()) {
      expect(key.description, key.path.join('.')).not.toBe('');
      expect(key.allowed, key.path.join('.')).not.toBe('');
    }
  });

  it('gives no two settings the same variable', () => {
    const names = settingKeys().map((key) => environmentName(key.path));
    expect(new Set(names).size).toBe(names.length);
  });
});
