import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/config/load-settings.ts';
import { compareSettings, reloadedSettings } from '../../src/config/reloadable-settings.ts';

const parse = (text: string) => parseSettings('/etc/axbridge/axbridge.yaml', text, {});
const running = parse('freeswitch: [{ name: a, password: one }]\ngateways: [{ name: g, host: h }]');
const fresh = parse(`
freeswitch: [{ name: a, password: two }]
gateways: [{ name: g, host: i, numberFormat: national }]
routing: { ringTimeoutSeconds: 30 }
sip: { tls: { directory: /etc/tls } }
log: { level: debug, pretty: true }
`);

describe('changed settings', () => {
  it('are sorted by whether SIGHUP is enough', () => {
    expect(compareSettings(running, fresh)).toEqual({
      reloadable: ['gateways[0].host', 'gateways[0].numberFormat', 'routing.ringTimeoutSeconds', 'log.level'],
      needsRestart: ['freeswitch[0].password', 'sip.tls', 'log.pretty'],
    });
  });

  it('are none when the file is the same', () => {
    expect(
      compareSettings(
        running,
        parse('freeswitch: [{ name: a, password: one }]\ngateways: [{ name: g, host: h }]'),
      ),
    ).toEqual({
      reloadable: [],
      needsRestart: [],
    });
  });

  it('count a list of another length as one', () => {
    const two = parse(
      'freeswitch: [{ name: a, password: one }]\ngateways: [{ name: g, host: h }, { name: k, host: h }]',
    );
    expect(compareSettings(running, two).reloadable).toEqual(['gateways', 'routing.gateways']);
  });

  it('are taken over as far as they are reloadable, and no further', () => {
    const after = reloadedSettings(running, fresh);
    expect(compareSettings(after, fresh).reloadable).toEqual([]);
    expect(compareSettings(running, after).needsRestart).toEqual([]);
    expect(compareSettings(after, fresh).needsRestart).toEqual(compareSettings(running, fresh).needsRestart);
  });
});
