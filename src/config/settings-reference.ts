import { environmentName } from './environment.ts';
import { isReloadable } from './reloadable-settings.ts';
import { type SettingKey, settingKeys } from './setting-keys.ts';

const HEAD = ['Key', 'Default', 'Allowed', 'Environment', 'SIGHUP', 'Meaning'];

/** The table of all settings in `docs/configuration.md`, made from the schema. */
export function settingsReference(): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...settingKeys().map(row)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function row(key: SettingKey): string[] {
  const path = key.path.join('.').replaceAll('.*', '[N]');
  return [
    `\`${path}\``,
    defaultOf(key),
    key.allowed + (key.nullable ? ', or null' : ''),
    key.kind === 'section' ? '-' : `\`${environmentName(key.path)}\``,
    isReloadable(path) ? 'yes' : 'no',
    key.description + (key.environmentOnly ? ' Environment only.' : ''),
  ];
}

function defaultOf(key: SettingKey): string {
  if (key.default === undefined) return key.required ? 'required' : 'none';
  return `\`${key.kind === 'text' && key.default === '' ? "''" : printed(key.default)}\``;
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
