import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  configurationCheck,
  daemonCheck,
  keyCheck,
  spaceCheck,
  storeCheck,
} from '../../src/adapters/diagnosis/site-checks.ts';
import type { AskSwitch } from '../../src/adapters/diagnosis/switch-answers.ts';
import { switchChecks } from '../../src/adapters/diagnosis/switch-checks.ts';
import { createKeyFile } from '../../src/adapters/system/key-file.ts';
import type { CheckResult, DoctorCheck } from '../../src/ports/diagnosis.ts';

const NOW = Date.UTC(2026, 0, 31, 8);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axbridge-doctor-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function resultOf(checks: readonly DoctorCheck[], name: string): Promise<CheckResult> {
  const check = checks.find((one) => one.name === `switch main: ${name}`);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check.run();
}

function checksWith(ask: AskSwitch, now: () => number = () => NOW): readonly DoctorCheck[] {
  return switchChecks('main', ask, { gateways: ['east'] }, now);
}

describe('a switch, to the doctor', () => {
  test.each([
    ['FreeSWITCH Version 1.10.12-release+git~2024~64bit (git a88d069)', 'ok'],
    ['FreeSWITCH Version 1.11.0-dev~64bit', 'ok'],
    ['FreeSWITCH Version 1.8.7~64bit', 'warning'],
    ['-ERR no such command', 'warning'],
  ])('of %s is %s', async (answer, status) => {
    expect(
      await resultOf(
        checksWith(async () => answer),
        'version',
      ),
    ).toMatchObject({ status });
  });

  test.each([
    ['as ours', 0, 'ok', 'agrees with ours'],
    ['two seconds ahead', 2, 'ok', 'agrees with ours'],
    ['far ahead', 60, 'warning', '60 s ahead of ours'],
    ['far behind', -60, 'warning', '59 s behind ours'],
  ])('with a clock %s', async (_name, seconds, status, detail) => {
    const ask = async () => String(NOW / 1000 + seconds);
    expect(await resultOf(checksWith(ask), 'clock')).toMatchObject({ status, detail });
  });

  test('that tells no time has failed', async () => {
    expect(
      await resultOf(
        checksWith(async () => 'soon'),
        'clock',
      ),
    ).toMatchObject({ status: 'failed' });
  });

  test('that answers nothing sensible has no protections, names each, and fails', async () => {
    const result = await resultOf(
      checksWith(async () => '-ERR'),
      'protections',
    );
    expect(result.status).toBe('failed');
    expect(result.detail).toContain('running switch: api-expansion is executed, should be denied');
    expect(result.advice).toContain('freeswitch-conf');
  });

  test('that lacks a module only costs calls', async () => {
    const ask: AskSwitch = async (command) => (command === 'module_exists mod_sofia' ? 'false' : 'true');
    const result = await resultOf(checksWith(ask), 'modules');
    expect(result).toMatchObject({ status: 'warning' });
    expect(result.detail.split('\n')).toHaveLength(2);
    expect(result.detail).toContain('mod_sofia is not loaded');
  });

  test('that does not answer is asked once, and not again by every check', async () => {
    let asked = 0;
    const checks = checksWith(async () => {
      asked += 1;
      return null;
    });
    for (const check of checks)
      expect(await check.run()).toMatchObject({ status: 'failed', detail: 'the switch does not answer' });
    expect(asked).toBe(1);
  });

  test('is asked each question once', async () => {
    const commands: string[] = [];
    const checks = checksWith(async (command) => {
      commands.push(command);
      return '';
    });
    for (const check of checks) await check.run();
    expect(new Set(commands).size).toBe(commands.length);
  });
});

describe('the site, to the doctor', () => {
  test('has a configuration that others should not read', async () => {
    const file = join(directory, 'axbridge.yaml');
    await writeFile(file, '', { mode: 0o600 });
    expect(await configurationCheck(file).run()).toMatchObject({ status: 'ok' });
    await chmod(file, 0o644);
    expect(await configurationCheck(file).run()).toMatchObject({ status: 'warning' });
  });

  test('has a key, or will have one, or has lost it', async () => {
    const place = {
      keyFile: join(directory, 'key'),
      storeFile: join(directory, 'db'),
      elsewhere: null,
    };
    expect(await keyCheck(place).run()).toMatchObject({ status: 'warning' });
    await writeFile(place.storeFile, 'x');
    await expect(keyCheck(place).run()).rejects.toMatchObject({ code: 'key-missing' });
    createKeyFile(place.keyFile);
    expect(await keyCheck(place).run()).toMatchObject({ status: 'ok' });
    await chmod(place.keyFile, 0o640);
    await expect(keyCheck(place).run()).rejects.toMatchObject({ code: 'key-unsafe' });
    expect(await keyCheck({ ...place, elsewhere: 'the environment' }).run()).toMatchObject({ status: 'ok' });
  });

  test('has a store, a disk and a daemon of this version', async () => {
    expect(await storeCheck('db', async () => []).run()).toMatchObject({ status: 'warning' });
    expect((await spaceCheck(directory).run()).detail).toMatch(/^[0-9.]+ GiB free/);
    const daemon = (version: string | null) => daemonCheck('sock', '0.1.0', async () => version).run();
    expect((await daemon('0.1.0')).status).toBe('ok');
    expect((await daemon('0.0.9')).status).toBe('warning');
    expect((await daemon(null)).status).toBe('warning');
  });
});
