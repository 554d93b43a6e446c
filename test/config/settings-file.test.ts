import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultSettings, loadSettings, parseSettings } from '../../src/config/load-settings.ts';
import { compareSettings } from '../../src/config/reloadable-settings.ts';
import { settingKeys } from '../../src/config/setting-keys.ts';
import { starterText, writeSettingsFile } from '../../src/config/settings-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'axbridge-starter-'));
afterAll(() => rmSync(directory, { recursive: true }));

const starter = {
  dataDir: '/var/lib/axbridge',
  country: 'CN',
  homeAreaCode: null,
  freeswitchPassword: 'quote " backslash \\ colon: # hash',
};

describe('the starter file', () => {
  it('loads, says the defaults, and keeps an odd password', () => {
    const file = join(directory, 'sub', 'axbridge.yaml');
    writeSettingsFile(file, starter);
    const settings = loadSettings(file, {});
    expect(settings.freeswitch[0]?.password.reveal()).toBe(starter.freeswitchPassword);
    expect(compareSettings(defaultSettings(), settings)).toEqual({
      reloadable: [],
      needsRestart: ['freeswitch'],
    });
  });

  it('is readable by its owner only and never overwrites a file', () => {
    const file = join(directory, 'own.yaml');
    writeSettingsFile(file, starter);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => writeSettingsFile(file, { ...starter, country: 'GB' })).toThrow(/EEXIST/);
    expect(readFileSync(file, 'utf8')).toBe(starterText(starter));
  });

  it('has true defaults in its comments', () => {
    const text = starterText(starter)
      .replace('gateways: []\n', '')
      .replaceAll(/^#(?! )(?=\S)/gm, '')
      .replaceAll(/^#(?= {2,}[a-z-])/gim, '');
    const settings = parseSettings('/etc/axbridge/axbridge.yaml', text, {});
    expect(settings.gateways[0]).toMatchObject({
      name: 'carrier-1',
      port: 5060,
      transport: 'udp',
      numberFormat: 'e164-plus',
    });
    const rest = { ...settings, gateways: [], routing: { ...settings.routing, gateways: [] } };
    expect(compareSettings(defaultSettings(), rest)).toEqual({
      reloadable: [],
      needsRestart: ['freeswitch'],
    });
  });

  it('mentions every section', () => {
    const sections = new Set(settingKeys().map((key) => key.path[0] ?? ''));
    for (const section of ['store', 'control']) sections.delete(section);
    for (const section of sections) expect(starterText(starter)).toMatch(new RegExp(`^${section}:`, 'm'));
  });
});
