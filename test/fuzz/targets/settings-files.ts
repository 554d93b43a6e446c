import { parseSettings } from '../../../src/config/load-settings.ts';
import { SettingsError } from '../../../src/config/settings-error.ts';
import { starterText } from '../../../src/config/settings-file.ts';
import { type FuzzTarget, must, sessionOf } from '../fuzz-target.ts';

const PASSWORD = 'correct-horse-battery';
const FULL = `dataDir: data
numberPlan: { country: CN, homeAreaCode: '10' }
freeswitch:
  - { name: one, password: ${PASSWORD} }
gateways:
  - name: carrier-1
    host: 192.0.2.10
    registration: { username: alice, password: ${PASSWORD} }
  - { name: carrier-2, host: sip.example.com, numberFormat: national, dialPrefix: '0099', acceptFrom: [198.51.100.0/24] }
routing: { gateways: [carrier-2], ringTimeoutSeconds: 30 }
http: { listen: 127.0.0.1, port: 8088 }
log: { level: info }
`;

/** One YAML file: settings, or a list of faults, each with its place. */
export const settingsFiles: FuzzTarget = {
  name: 'settings-files',
  what: 'YAML settings',
  dictionary: [
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '!!js/function ',
    '---\n',
    '...\n',
    '? ',
    '|-\n',
    '>\n',
    '- ',
    ': ',
    '  ',
    '\t',
    '#',
    '%YAML 1.1\n',
  ],
  seeds: () => [
    Buffer.from(FULL),
    Buffer.from(
      starterText({ dataDir: '/x', country: 'CN', homeAreaCode: null, freeswitchPassword: PASSWORD }),
    ),
  ],
  open: () => sessionOf(takeText),
  perSecond: 40,
};

function takeText(input: Buffer): void {
  try {
    parseSettings('/etc/axbridge/axbridge.yaml', input.toString('utf8'), {});
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    must(error.problems.length > 0, 'an error without a fault');
    for (const { place, message } of error.problems)
      must(place !== '' && message !== '', 'a fault without a place or a text');
    must(!error.message.includes(PASSWORD), 'a password in a message');
  }
}
