import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFreeswitchConf } from '../../../src/adapters/freeswitch-conf/write-freeswitch-conf.ts';
import { gatewayAt } from '../../support/gateways.ts';
import { goodInput } from './conf-input.ts';

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'axbridge-conf-test-'));
  target = join(parent, 'conf');
});
afterEach(() => rm(parent, { recursive: true }));

const read = (path: string): Promise<string> => readFile(join(target, path), 'utf8');

describe('A written configuration', () => {
  test('has the shipped files, the dialplan and the values of the site', async () => {
    const { files, setAside, warnings } = await writeFreeswitchConf(goodInput, target);
    expect(files).toContain('freeswitch.xml');
    expect(files).toContain('dialplan/axbridge.xml');
    expect(files).toContain('sip_profiles/carriers/carrier-a.xml');
    expect(files).not.toContain('sip_profiles/carriers/none.xml');
    expect({ setAside, warnings }).toEqual({ setAside: null, warnings: [] });
    expect(await read('vars.xml')).toContain('data="axbridge_sip_ip=198.51.100.5"');
    expect(await read('sip_profiles/carriers/carrier-b.xml')).toContain('value="192.0.2.20:5080"');
    expect(await read('dialplan/axbridge.xml')).toBe(await readFile('dialplan/axbridge.xml', 'utf8'));
  });

  test('sets every variable that the shipped one sets', async () => {
    await writeFreeswitchConf(goodInput, target);
    const names = (text: string): readonly string[] =>
      [...text.matchAll(/data="([a-z_]+)=/g)].map((match) => match[1] ?? '');
    expect(names(await read('vars.xml'))).toEqual(names(await readFile('freeswitch-conf/vars.xml', 'utf8')));
  });

  test('can be read by its owner and group only, whatever the umask', async () => {
    const umask = process.umask(0o077);
    const { files } = await writeFreeswitchConf(goodInput, target).finally(() => process.umask(umask));
    for (const path of files) expect((await stat(join(target, path))).mode & 0o777).toBe(0o640);
    for (const path of ['.', 'sip_profiles', 'sip_profiles/carriers'])
      expect((await stat(join(target, path))).mode & 0o777).toBe(0o750);
  });

  test('replaces the one before, with nothing of it left', async () => {
    await writeFreeswitchConf(goodInput, target);
    await writeFreeswitchConf({ ...goodInput, gateways: [gatewayAt('other', '192.0.2.30', 5060)] }, target);
    expect(await readdir(join(target, 'sip_profiles/carriers'))).toEqual(['other.xml']);
    expect(await readdir(parent)).toEqual(['conf']);
  });

  test('takes calls from the addresses of acceptFrom, or else from the host', async () => {
    const carriers = [
      gatewayAt('by-address', '192.0.2.10', 5060),
      gatewayAt('by-list', 'sip.carrier.example', 5060, { acceptFrom: ['203.0.113.0/24', '2001:db8::7'] }),
    ];
    await writeFreeswitchConf({ ...goodInput, gateways: carriers }, target);
    const cidrs = [...(await read('autoload_configs/acl.conf.xml')).matchAll(/cidr="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(cidrs).toEqual(['192.0.2.10/32', '203.0.113.0/24', '2001:db8::7/128']);
  });

  test('warns of what works but is hardly meant', async () => {
    const carriers = [
      gatewayAt('by-name', 'sip.carrier.example', 5060),
      gatewayAt('anybody', '192.0.2.1', 5060, { acceptFrom: ['0.0.0.0/0'] }),
    ];
    const { warnings } = await writeFreeswitchConf(
      { ...goodInput, gateways: carriers, logLevel: 'debug' },
      target,
    );
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).toMatch(/by-name.*acceptFrom.*anybody.*everybody.*debug/);
  });

  test('escapes credentials, which may hold anything', async () => {
    const registration = { username: 'a&b', password: `--><!--"c'`, realm: null };
    await writeFreeswitchConf(
      { ...goodInput, gateways: [gatewayAt('registered', 'sip.carrier.example', 5060, { registration })] },
      target,
    );
    const xml = await read('sip_profiles/carriers/registered.xml');
    expect(xml).toContain('value="a&amp;b"');
    expect(xml).toContain('value="--&gt;&lt;!--&quot;c&apos;"');
  });
});

describe('A directory that holds something else', () => {
  beforeEach(async () => {
    await mkdir(target);
    await writeFile(join(target, 'freeswitch.xml'), 'precious');
  });

  test('is left as it is', async () => {
    await expect(writeFreeswitchConf(goodInput, target)).rejects.toThrow('holds something else');
    expect(await read('freeswitch.xml')).toBe('precious');
    expect(await readdir(parent)).toEqual(['conf']);
  });

  test('is set aside when told to replace it', async () => {
    const { setAside } = await writeFreeswitchConf(goodInput, target, { replaceForeign: true });
    expect(await readFile(join(setAside ?? '', 'freeswitch.xml'), 'utf8')).toBe('precious');
    expect(await read('freeswitch.xml')).toContain('axbridge');
  });

  test('is written to when it is empty', async () => {
    await rm(join(target, 'freeswitch.xml'));
    await chmod(target, 0o755);
    await writeFreeswitchConf(goodInput, target);
    expect(await read('freeswitch.xml')).toContain('axbridge');
  });
});

test('A file in place of the directory is not touched', async () => {
  await writeFile(target, 'precious');
  await expect(writeFreeswitchConf(goodInput, target, { replaceForeign: true })).rejects.toThrow(
    'not a directory',
  );
  expect(await readFile(target, 'utf8')).toBe('precious');
});
