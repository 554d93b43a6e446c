import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calleeLegGuards } from '../../src/adapters/freeswitch-conf/leg-guards.ts';
import { type SafetyFinding, safetyQueries } from '../../src/adapters/freeswitch-conf/safety-check.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { type FreeswitchProcess, startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');
/** Known to everybody, and long enough to be written: it stands in freeswitch-conf/vars.xml. */
const placeholder = 'replace-this-placeholder';
const gateways = [gatewayAt('carrier-a', '127.0.0.2', 5060)];

async function replaceIn(
  path: string,
  pairs: readonly (readonly [found: string | RegExp, by: string])[],
): Promise<void> {
  let text = await readFile(path, 'utf8');
  for (const [found, by] of pairs) {
    const replaced = text.replace(found, by);
    expect(replaced, `${found} in ${path}`).not.toBe(text);
    text = replaced;
  }
  await writeFile(path, text);
}

async function whatIsWrong(
  freeswitch: FreeswitchProcess,
  names: readonly string[],
): Promise<readonly SafetyFinding[]> {
  const wrong: SafetyFinding[] = [];
  for (const query of safetyQueries({ gateways: names }))
    wrong.push(
      ...query.check(await freeswitch.apiCommand(query.command)).filter((finding) => !finding.holds),
    );
  return wrong;
}

/** Undoes protections of every kind, one of each. */
async function undo(conf: string): Promise<void> {
  await replaceIn(join(conf, 'vars.xml'), [
    [/.*disable_system_api_commands.*\n/, ''],
    ['axbridge_log_level=err', 'axbridge_log_level=info'],
  ]);
  await replaceIn(join(conf, 'autoload_configs/switch.conf.xml'), [
    ['name="api-expansion" value="false"', 'name="api-expansion" value="true"'],
  ]);
  await replaceIn(join(conf, 'autoload_configs/acl.conf.xml'), [['default="deny"', 'default="allow"']]);
  await replaceIn(join(conf, 'autoload_configs/modules.conf.xml'), [[/.*mod_tone_stream.*\n/, '']]);
  await replaceIn(join(conf, 'sip_profiles/axbridge.xml'), [
    [/.*"pass-callee-id".*\n/, ''],
    ['"cid-in-1xx" value="false"', '"cid-in-1xx" value="true"'],
    [
      '</settings>',
      '<param name="record-template" value="x"/><param name="inbound-proxy-media" value="true"/></settings>',
    ],
  ]);
  await replaceIn(join(conf, 'sip_profiles/carriers/carrier-a.xml'), [[/.*outbound_redirect_fatal.*\n/, '']]);
  await replaceIn(join(conf, 'dialplan/axbridge.xml'), [
    [/.*push_channel_name=false.*\n/, ''],
    [/.*application="set_name".*\n/, ''],
    ['<action application="park"/>', '<action application="export" data="x=y"/><action application="park"/>'],
  ]);
}

/** The files of the repository, with nothing changed but ports and the place of the core database. */
async function shippedFiles(conf: string): Promise<void> {
  const written = await readFile(join(conf, 'vars.xml'), 'utf8');
  const siteValue = (name: string): string => new RegExp(`${name}=([^"]*)`).exec(written)?.[1] ?? '';
  await rm(conf, { recursive: true });
  await cp('freeswitch-conf', conf, { recursive: true });
  await cp('dialplan', join(dirname(conf), 'dialplan'), { recursive: true });
  const own = ['axbridge_sip_port', 'axbridge_esl_port', 'axbridge_core_db'];
  await replaceIn(
    join(conf, 'vars.xml'),
    own.map((name) => [new RegExp(`${name}=[^"]*`), `${name}=${siteValue(name)}`] as const),
  );
}

describe.skipIf(!present)('The safety check asks a real FreeSWITCH', () => {
  test('and names every protection that is missing, and none that is there', async () => {
    await using freeswitch = await startFreeswitch({ gateways, password: placeholder, alterConf: undo });
    const wrong = await whatIsWrong(freeswitch, ['carrier-a', 'carrier-gone']);
    const named = wrong.map(({ place, setting }) => `${place}: ${setting}`);
    expect(new Set(named)).toEqual(
      new Set([
        'switch.conf: api-expansion',
        'running switch: api-expansion',
        'switch.conf: loglevel',
        'event_socket.conf: password',
        'vars.xml: disable_system_api_commands',
        'acl.conf: axbridge_carriers',
        'modules.conf: mod_tone_stream',
        'profile axbridge: pass-callee-id',
        'profile axbridge: cid-in-1xx',
        'profile axbridge: record-template',
        'profile axbridge: inbound-proxy-media',
        'running profile axbridge: proxy-media',
        'dialplan context axbridge: push_channel_name',
        'dialplan context axbridge: applications',
        'dialplan context axbridge: set_name',
        'gateway carrier-a: outbound_redirect_fatal',
        ...['profile', 'status', ...Object.keys(calleeLegGuards)].map(
          (name) => `gateway carrier-gone: ${name}`,
        ),
      ]),
    );
    expect(JSON.stringify(wrong)).not.toContain(placeholder);
  });

  test('that runs the shipped files as they are, and finds only the placeholder password', async () => {
    await using freeswitch = await startFreeswitch({ password: placeholder, alterConf: shippedFiles });
    const wrong = await whatIsWrong(freeswitch, []);
    expect(wrong.map(({ place, setting }) => `${place}: ${setting}`)).toEqual([
      'event_socket.conf: password',
    ]);
  });
});
