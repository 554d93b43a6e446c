import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DaemonUnderTest } from '../support/daemon.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { type FreeswitchProcess, startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';

const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');

interface Told {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

describe.skipIf(!present)('axbridge doctor, with a real FreeSWITCH', () => {
  let freeswitch: FreeswitchProcess;
  let daemon: DaemonUnderTest;

  beforeAll(async () => {
    const gateways = [gatewayAt('east', '127.0.0.2', 5060), gatewayAt('west', '127.0.0.3', 5060)];
    freeswitch = await startFreeswitch({ gateways, gatewayPingSeconds: null });
    const { eslPort: port, password } = freeswitch;
    daemon = await DaemonUnderTest.create({
      eventSocket: { host: '127.0.0.1', port, password },
      settings: { cdr: { spool: freeswitch.cdrSpool } },
    });
    await daemon.cli('pool', 'add', 'cars', '95000001-95000099');
  });

  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
    await freeswitch[Symbol.asyncDispose]();
  });

  async function doctor(): Promise<{ readonly code: number | null; readonly told: readonly Told[] }> {
    const { code, stdout } = await daemon.cli('doctor', '--json');
    return {
      code,
      told: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Told),
    };
  }

  function statusOf(told: readonly Told[]): Record<string, string> {
    return Object.fromEntries(told.map(({ check, status }) => [check, status]));
  }

  const WELL = {
    configuration: 'ok',
    key: 'ok',
    store: 'ok',
    disk: expect.stringMatching(/ok|warning/),
    // As the machine lets them be.
    'core dumps': expect.stringMatching(/ok|warning/),
    'call records': 'ok',
    recordings: 'ok',
    daemon: 'ok',
    'switch one: version': 'ok',
    'switch one: clock': 'ok',
    'switch one: modules': 'ok',
    'switch one: gateways': 'ok',
    'switch one: protections': 'ok',
  };

  test('finds all well without a daemon but for the daemon, and asks the switch itself', async () => {
    const { code, told } = await doctor();
    expect(statusOf(told)).toEqual({ ...WELL, daemon: 'warning' });
    expect(code).toBe(0);
  });

  test('finds all well with a daemon, and asks through it', async () => {
    await daemon.start();
    const { code, told } = await doctor();
    expect(statusOf(told)).toEqual(WELL);
    expect(code).toBe(0);
  });

  test('names a module that is not there, and what others can read: a key, a configuration, records of calls', async () => {
    await freeswitch.apiCommand('unload mod_tone_stream');
    await chmod(daemon.configFile, 0o644);
    await chmod(`${daemon.directory}/data/axbridge.key`, 0o640);
    await chmod(freeswitch.cdrSpool, 0o755);
    const { code, told } = await doctor();
    expect(statusOf(told)).toEqual({
      ...WELL,
      configuration: 'warning',
      key: 'failed',
      'call records': 'failed',
      'switch one: modules': 'warning',
    });
    expect(told.find(({ check }) => check.endsWith('modules'))?.detail).toContain('mod_tone_stream');
    expect(code).toBe(1);
  });

  test('says of a switch that is gone that it does not answer', async () => {
    await freeswitch.kill('SIGKILL');
    const { told } = await doctor();
    const ofSwitch = told.filter(({ check }) => check.startsWith('switch'));
    expect(ofSwitch).toHaveLength(5);
    for (const { status, detail } of ofSwitch) {
      expect(status).toBe('failed');
      expect(detail).toContain('does not answer');
    }
  });
});
