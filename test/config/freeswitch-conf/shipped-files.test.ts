import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { paramsIn, profileIn, variablesSetIn } from '../../../src/adapters/freeswitch-conf/read-conf-xml.ts';
import {
  dialplanSettings,
  eventSocketSettings,
  isAsWanted,
  profileSettings,
  type SafetySetting,
  switchSettings,
} from '../../../src/adapters/freeswitch-conf/safety-settings.ts';

const withoutComments = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replace(/<!--.*?-->/gs, '');

/** Values that only a running switch knows. */
const FROM_THE_SITE = new Set(['loglevel', 'listen-ip']);

function wrong(
  settings: readonly SafetySetting[],
  values: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return settings
    .filter(({ name }) => !FROM_THE_SITE.has(name))
    .filter(({ name, wanted }) => !isAsWanted(wanted, values.get(name) ?? []))
    .map(({ name }) => name);
}

describe('The shipped files set what the doctor asks for', () => {
  test('in the SIP profile', async () => {
    const xml = profileIn(await withoutComments('freeswitch-conf/sip_profiles/axbridge.xml'), 'axbridge');
    expect(wrong(profileSettings, paramsIn(xml ?? ''))).toEqual([]);
  });

  test('in switch.conf and event_socket.conf', async () => {
    const conf = (name: string): Promise<string> =>
      withoutComments(`freeswitch-conf/autoload_configs/${name}.conf.xml`);
    expect(wrong(switchSettings, paramsIn(await conf('switch')))).toEqual([]);
    expect(wrong(eventSocketSettings, paramsIn(await conf('event_socket')))).toEqual([]);
  });

  test('in the dialplan', async () => {
    expect(wrong(dialplanSettings, variablesSetIn(await withoutComments('dialplan/axbridge.xml')))).toEqual(
      [],
    );
  });
});

describe('A setting is as wanted', () => {
  test.each([
    [{ is: 'off' }, ['false'], true],
    [{ is: 'off' }, [], false],
    [{ is: 'off' }, ['false', 'true'], false],
    [{ is: 'on' }, ['yes'], true],
    [{ is: 'on' }, ['1'], true],
    [{ is: 'on' }, ['0'], false],
    [{ is: 'absent' }, [], true],
    [{ is: 'absent' }, ['false'], false],
    [{ is: 'absent-or-off' }, ['no'], true],
    [{ is: 'absent-or-off' }, ['enabled'], false],
    [{ is: 'exactly', value: 'a' }, ['a', 'b'], false],
    [{ is: 'one-of', values: ['none', 'pid'] }, ['PID'], true],
    [{ is: 'at-least', value: 10 }, ['9'], false],
    [{ is: 'at-least', value: 10 }, ['many'], false],
  ] as const)('%j with %j: %s', (wanted, values, expected) => {
    expect(isAsWanted(wanted, values)).toBe(expected);
  });
});
