import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultSettings, loadSettings, parseSettings } from '../../src/config/load-settings.ts';
import { toGateway } from '../../src/config/settings.ts';
import { SettingsError } from '../../src/config/settings-error.ts';
import { PLAIN_GATEWAY } from '../../src/domain/gateway/gateway.ts';

const directory = mkdtempSync(join(tmpdir(), 'axbridge-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

const SECRET = 'correct-horse-battery';
const FULL = `
dataDir: data
numberPlan: { country: CN, homeAreaCode: '10' }
freeswitch:
  - name: one
    password: ${SECRET}
gateways:
  - name: carrier-1
    host: 192.0.2.10
    registration:
      username: alice
      password: ${SECRET}
  - name: carrier-2
    host: sip.example.com
    numberFormat: national
    dialPrefix: '0099'
    acceptFrom: [198.51.100.0/24, 2001:db8::/32, 203.0.113.7]
`;

/** The lines of the error that a text or environment leads to. */
function faults(text: string, env: Record<string, string> = {}): string[] {
  try {
    parseSettings('axbridge.yaml', text, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('settings', () => {
  it.each([
    'http: { listen: 127.0.0.2 }',
    "http: { listen: '::1' }",
    'http: { listen: 192.0.2.1, tls: { certFile: a.pem, keyFile: a.key } }',
    'http: { listen: 192.0.2.1, allowPlainRemote: true }',
    'http: { listen: 192.0.2.1, enabled: false }',
  ])('takes %s', (text) => {
    expect(parseSettings('/etc/axbridge/axbridge.yaml', text, {}).http.listen).not.toBe('');
  });

  it('are complete when the file is empty', () => {
    const settings = defaultSettings();
    expect(settings.store).toEqual({
      file: '/var/lib/axbridge/axbridge.db',
      keyCommand: null,
      keyFd: null,
      renewDays: 7,
      keyFile: '/var/lib/axbridge/axbridge.key',
      key: null,
    });
    expect(settings.control.socket).toBe('/var/lib/axbridge/control.sock');
    expect(settings.routing).toEqual({
      ringTimeoutSeconds: 60,
      maxCallSeconds: 7200,
      firstResponseSeconds: 6,
      ringback: 'carrier',
      gateways: [],
    });
    expect(settings.bindings).toEqual({ defaultExpirySeconds: 86_400, historyDays: 30 });
  });

  it('are read from a file, with paths that count from its directory', () => {
    const file = join(directory, 'full.yaml');
    writeFileSync(file, FULL);
    const settings = loadSettings(file, {});
    expect(settings.dataDir).toBe(join(directory, 'data'));
    expect(settings.numberPlan).toEqual({ country: 'CN', homeAreaCode: '10' });
    expect(settings.freeswitch[0]).toMatchObject({ name: 'one', host: '127.0.0.1', port: 8021 });
    expect(settings.freeswitch[0]?.password.reveal()).toBe(SECRET);
    expect(settings.gateways.map(toGateway)).toEqual([
      {
        name: 'carrier-1',
        host: '192.0.2.10',
        port: 5060,
        transport: 'udp',
        registration: { username: 'alice', password: SECRET, realm: null },
        numberFormat: 'e164-plus',
        dialPrefix: '',
        ...PLAIN_GATEWAY,
        acceptFrom: [],
      },
      {
        name: 'carrier-2',
        host: 'sip.example.com',
        port: 5060,
        transport: 'udp',
        registration: null,
        numberFormat: 'national',
        dialPrefix: '0099',
        ...PLAIN_GATEWAY,
        acceptFrom: ['198.51.100.0/24', '2001:db8::/32', '203.0.113.7'],
      },
    ]);
    expect(settings.routing.gateways).toEqual(['carrier-1', 'carrier-2']);
  });

  it('are frozen through and through', () => {
    const settings = parseSettings('axbridge.yaml', FULL, {});
    for (const part of [
      settings,
      settings.routing,
      settings.gateways,
      settings.gateways[1]?.acceptFrom,
      settings.sip.rtpPorts,
    ])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('never print a secret', () => {
    const settings = parseSettings('axbridge.yaml', FULL, { AXBRIDGE_STORE_KEY: SECRET });
    for (const print of [
      JSON.stringify(settings),
      inspect(settings, { depth: 10, showHidden: true }),
      String(settings.store.key),
    ])
      expect(print).not.toContain(SECRET);
    expect(JSON.stringify(settings)).toContain('[secret]');
    expect(settings.store.key?.reveal()).toBe(SECRET);
  });

  it('take a section whose keys are all commented out for empty', () => {
    expect(parseSettings('axbridge.yaml', 'routing:\ngateways:\nlog:\n', {}).routing.ringTimeoutSeconds).toBe(
      60,
    );
  });
});

describe('a fault in the file', () => {
  it.each([
    ['rooting: {}', 'axbridge.yaml:1:1: unknown key "rooting"; did you mean routing?'],
    ['log:\n  levle: info', 'axbridge.yaml:2:3: log: unknown key "levle"; did you mean level?'],
    ['log:\n  zzz: 1', 'axbridge.yaml:2:3: log: unknown key "zzz"; allowed are level, pretty'],
    [
      'log:\n  level: infos',
      'axbridge.yaml:2:10: log.level: must be one of trace, debug, info, warn, error, fatal, silent; did you mean info?',
    ],
    ['log: loud', 'axbridge.yaml:1:6: log: must be a section with the keys level, pretty'],
    [
      'routing:\n  ringTimeoutSeconds: 4',
      'axbridge.yaml:2:23: routing.ringTimeoutSeconds: must be a whole number from 5 to 600 (seconds)',
    ],
    [
      'routing:\n  ringTimeoutSeconds: 60s',
      'axbridge.yaml:2:23: routing.ringTimeoutSeconds: must be a whole number from 5 to 600 (seconds)',
    ],
    [
      'routing:\n  ringTimeoutSeconds: 7.5',
      'axbridge.yaml:2:23: routing.ringTimeoutSeconds: must be a whole number from 5 to 600 (seconds)',
    ],
    [
      'numberPlan:\n  homeAreaCode: 10',
      'axbridge.yaml:2:17: numberPlan.homeAreaCode: must be an area code in quotes, without the zero before it; put it in quotes, or YAML takes it for something else than text',
    ],
    [
      "numberPlan: { homeAreaCode: '010' }",
      'axbridge.yaml:1:29: numberPlan.homeAreaCode: must be an area code in quotes, without the zero before it',
    ],
    [
      'gateways:\n  - host: 192.0.2.1',
      'axbridge.yaml:2:5: gateways[0].name: is missing: 1 to 32 of a-z 0-9 -',
    ],
    ['gateways: { name: a }', 'axbridge.yaml:1:11: gateways: must be a list of gateways'],
    [
      'gateways:\n  - name: a\n    host: "192.0.2.1;x"',
      'axbridge.yaml:3:11: gateways[0].host: must be a host name or an IP address',
    ],
    [
      'gateways: [{ name: a, host: h, acceptFrom: [0.0.0.0/0] }]',
      'axbridge.yaml:1:45: gateways[0].acceptFrom[0]: must be an IP address or a CIDR block (not /0)',
    ],
    [
      "gateways: [{ name: a, host: h, dialPrefix: '9,' }]",
      'axbridge.yaml:1:44: gateways[0].dialPrefix: must be up to 16 digits, in quotes',
    ],
    [
      'gateways: [{ name: a, host: h }, { name: a, host: i }]',
      'axbridge.yaml:1:42: gateways[1].name: a is a name that an earlier one has',
    ],
    [
      'gateways: [{ name: a, host: h, transport: tls }]',
      'axbridge.yaml:1:43: gateways[0].transport: tls needs certificates: sip.tls is missing',
    ],
    [
      'http: { listen: 192.0.2.1 }',
      'axbridge.yaml:1:17: http.listen: others can reach this address: give http.tls, or set http.allowPlainRemote to true',
    ],
    [
      "http: { listen: '::' }",
      'axbridge.yaml:1:17: http.listen: others can reach this address: give http.tls, or set http.allowPlainRemote to true',
    ],
    [
      'gateways: [{ name: carrier, host: h }]\nrouting: { gateways: [carier] }',
      'axbridge.yaml:2:23: routing.gateways[0]: carier is no gateway; did you mean carrier?',
    ],
    ['freeswitch:\n  - name: one', 'axbridge.yaml:2:5: freeswitch[0]: password or passwordFile is missing'],
    [
      'freeswitch: [{ name: a, password: b, passwordFile: c }]',
      'axbridge.yaml:1:52: freeswitch[0].passwordFile: password and passwordFile are both given: one is enough',
    ],
    [
      'freeswitch: [{ name: a, password: "b\\n\\nc" }]',
      'axbridge.yaml:1:35: freeswitch[0].password: must be a text on one line',
    ],
    [
      'sip: { rtpPorts: { first: 20000, last: 20000 } }',
      'axbridge.yaml:1:18: sip.rtpPorts: must end above its first port',
    ],
    [
      'sip: { listenIp: 0.0.0.0 }',
      'axbridge.yaml:1:18: sip.listenIp: must be auto, or one IP address of the switch',
    ],
    [
      'store:\n  key: abc',
      'axbridge.yaml:2:3: store.key: does not belong into the file: use store.keyFile, or the environment variable AXBRIDGE_STORE_KEY',
    ],
    ['log: {}\nlog: {}', 'axbridge.yaml:2:1: is not YAML here: duplicate key'],
    ['log: [', 'axbridge.yaml:1:7: is not YAML here: '],
    ['- a', 'axbridge.yaml:1:1: must be a section with the keys dataDir, numberPlan, '],
    ['__proto__: { a: 1 }', 'axbridge.yaml:1:1: unknown key "__proto__"'],
  ])('%j is named with its place: %s', (text, expected) => {
    const found = faults(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(expected), found[0]).toBe(true);
  });

  it('is not the only one that is named', () => {
    expect(faults('log: { level: x }\nrouting: { ringTimeoutSeconds: 0 }\nextra: 1')).toHaveLength(3);
  });

  it('never repeats a secret, whatever is wrong with it', () => {
    const texts = [
      `freeswitch: [{ name: a, password: [${SECRET}] }]`,
      `freeswitch: [{ name: a, password: "${SECRET}\\u0000" }]`,
      `freeswitch:\n  - name: a\n    password: ${SECRET}\n    password: ${SECRET}`,
      `freeswitch:\n  - name: a\n    password: "${SECRET}`,
      `freeswitch:\n  - name: a\n   password: ${SECRET}`,
      `store: { key: ${SECRET} }`,
      `freeswitch: [{ name: a, password: *${SECRET} }]`,
    ];
    for (const text of texts) {
      const found = faults(text);
      expect(found, text).not.toEqual([]);
      expect(found.join('\n')).not.toContain(SECRET);
    }
  });

  it('is no file, a directory, or unreadable', () => {
    expect(() => loadSettings(join(directory, 'none.yaml'), {})).toThrow(
      /cannot be read \(ENOENT\); axbridge init writes one/,
    );
    expect(() => loadSettings(directory, {})).toThrow(/is no file/);
  });

  it.each([
    ['lists', '['.repeat(30_000)],
    ['lists, closed', `a: ${'['.repeat(9_000)}${']'.repeat(9_000)}`],
    ['list items', `a:\n  ${'- '.repeat(20_000)}x`],
    ['sections of one line', `- a: ${'b: '.repeat(10_000)}\n- c\n`],
  ])('is a file that is nested deeper than anybody can mean: %s', (_, text) => {
    expect(faults(text).join('\n')).toMatch(/^axbridge\.yaml/);
  });

  it('is a key that is a section, and nothing of it is printed', async () => {
    const printed: string[] = [];
    const listen = ({ message }: Error): void => void printed.push(message);
    process.on('warning', listen);
    const told = faults(`{ password: ${SECRET} }: x\n`).join();
    expect(told).toMatch(/^axbridge\.yaml:1:1: unknown key, which is no word; allowed are /);
    expect(told).not.toContain(SECRET);
    // Warnings are told in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(printed).toEqual([]);
  });

  it('is a file full of aliases that multiply', () => {
    const rows = Array.from({ length: 8 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
    expect(faults(['a0: &a0 x', ...rows].join('\n')).join()).toMatch(/aliases/);
  });

  it('whatever the text, is an error that names its place', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const fault of faults(text)) expect(fault).toMatch(/^axbridge\.yaml:/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the control socket', () => {
  it('is refused when its whole path is longer than Unix allows, even if what was written is not', () => {
    const found = faults(`dataDir: /${'d'.repeat(100)}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('control.socket: must be a path of at most 107 bytes');
    expect(faults(`dataDir: /${'d'.repeat(93)}`)).toEqual([]);
  });
});

describe('a password file', () => {
  it('gives its first line', () => {
    const file = join(directory, 'password');
    writeFileSync(file, `${SECRET}\r\nsecond line\n`);
    const settings = parseSettings(
      join(directory, 'x.yaml'),
      'freeswitch: [{ name: a, passwordFile: password }]',
      {},
    );
    expect(settings.freeswitch[0]?.password.reveal()).toBe(SECRET);
  });

  it('that is missing or empty is named with its place', () => {
    writeFileSync(join(directory, 'empty'), '\n');
    const load = (name: string) => () =>
      parseSettings(join(directory, 'x.yaml'), `freeswitch: [{ name: a, passwordFile: ${name} }]`, {});
    expect(load('missing')).toThrow(
      /x\.yaml:1:39: freeswitch\[0\]\.passwordFile: .*missing cannot be read \(ENOENT\)/,
    );
    expect(load('empty')).toThrow(/empty has an empty first line/);
  });
});

describe('the environment', () => {
  it('overrides the file', () => {
    const settings = parseSettings('axbridge.yaml', FULL, {
      AXBRIDGE_DATA_DIR: '/srv/axbridge',
      AXBRIDGE_ROUTING_RING_TIMEOUT_SECONDS: '30',
      AXBRIDGE_ROUTING_MAX_CALL_SECONDS: 'null',
      AXBRIDGE_ROUTING_GATEWAYS: 'carrier-2, carrier-1',
      AXBRIDGE_FREESWITCH_0_PASSWORD: 'other',
      AXBRIDGE_GATEWAYS_1_ACCEPT_FROM: '192.0.2.1,192.0.2.2',
      AXBRIDGE_LOG_PRETTY: 'true',
      AXBRIDGE_SIP_TLS_DIRECTORY: '/etc/tls',
    });
    expect(settings.store.file).toBe('/srv/axbridge/axbridge.db');
    expect(settings.routing).toMatchObject({
      ringTimeoutSeconds: 30,
      maxCallSeconds: null,
      gateways: ['carrier-2', 'carrier-1'],
    });
    expect(settings.freeswitch[0]?.password.reveal()).toBe('other');
    expect(settings.gateways[1]?.acceptFrom).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(settings.log.pretty).toBe(true);
    expect(settings.sip.tls).toEqual({ directory: '/etc/tls', port: 5061 });
  });

  it('alone is enough for a node', () => {
    const env = { AXBRIDGE_FREESWITCH_0_NAME: 'one', AXBRIDGE_FREESWITCH_0_PASSWORD: SECRET };
    expect(parseSettings('axbridge.yaml', '', env).freeswitch[0]).toMatchObject({ name: 'one', port: 8021 });
  });

  it('replaces a password file of the file', () => {
    const text = 'freeswitch: [{ name: a, passwordFile: /nowhere }]';
    const settings = parseSettings('axbridge.yaml', text, { AXBRIDGE_FREESWITCH_0_PASSWORD: SECRET });
    expect(settings.freeswitch[0]?.password.reveal()).toBe(SECRET);
  });

  it('sets nothing by empty variables, and leaves those of others alone', () => {
    const env = {
      AXBRIDGE_LOG_LEVEL: '',
      AXBRIDGE_CONFIG: '/etc/axbridge.yaml',
      AXBRIDGE_PORT_5060_UDP: 'udp://10.0.0.1:5060',
      AXBRIDGE_SERVICE_HOST: '10.0.0.1',
      PATH: '/bin',
    };
    expect(faults('', env)).toEqual([]);
  });

  it.each([
    ['AXBRIDGE_LOG_LEVLE', 'info', 'AXBRIDGE_LOG_LEVLE: is no setting; did you mean AXBRIDGE_LOG_LEVEL?'],
    [
      'AXBRIDGE_ROUTING_RING_TIMEOUT_SECONDS',
      '60s',
      'AXBRIDGE_ROUTING_RING_TIMEOUT_SECONDS: routing.ringTimeoutSeconds: must be a whole number from 5 to 600 (seconds)',
    ],
    ['AXBRIDGE_LOG_PRETTY', 'yes', 'AXBRIDGE_LOG_PRETTY: log.pretty: must be true or false'],
    [
      'AXBRIDGE_FREESWITCH_1_NAME',
      'two',
      'AXBRIDGE_FREESWITCH_1_NAME: freeswitch[1].name: there are only 0 before it; positions count from 0 without a gap',
    ],
    ['AXBRIDGE_SIP_TLS', 'x', 'AXBRIDGE_SIP_TLS: is a section: set the keys below it'],
    ['AXBRIDGE_ROUTING_GATEWAYS', 'a', 'AXBRIDGE_ROUTING_GATEWAYS: routing.gateways[0]: a is no gateway'],
  ])('%s=%s is refused by its name', (name, value, expected) => {
    expect(faults('', { [name]: value })).toEqual([expected]);
  });
});
