import { describe, expect, test } from 'vitest';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { StoreError } from '../../src/ports/store-error.ts';
import { commandLine } from './support/command-line.ts';

describe('a backup on the command line', () => {
  test('says when it was taken, what is in it, and that the keys are not', async () => {
    const { code, stdout, stderr } = await commandLine().run(['backup', '/backups/one']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'backup   /backups/one\ntaken    2026-01-31T08:00:00.000Z\n         axbridge.db, 4,096 bytes\n',
    });
    expect(stderr).toContain('axbridge.key, access.key) are not in it');
    const json = await commandLine().run(['backup', '/backups/one', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ directory: '/backups/one', files: [{ bytes: 4096 }] });
    expect(json.stderr).toBe('');
  });

  test('is restored with a word on where the old files went, or only looked through', async () => {
    const restored = await commandLine().run(['restore', '/backups/one']);
    expect(restored.stdout).toContain('set aside /data/axbridge.db.before-20260131T080000000Z');
    expect(restored.stderr).toContain('Start the daemon');
    const checked = await commandLine().run(['restore', '--check', '/backups/one']);
    expect(checked.stdout).toContain('whole     /backups/one, and the key opens it');
    expect(checked.stderr).toBe('');
  });

  test('that cannot be made or restored ends with the code of its reason', async () => {
    const full = commandLine({
      backUp: () => Promise.reject(new AxbridgeError('file-exists', '/backups/one')),
    });
    expect((await full.run(['backup', '/backups/one'])).code).toBe(74);
    const running = commandLine({ restore: () => Promise.reject(new AxbridgeError('daemon-running')) });
    expect((await running.run(['restore', '/backups/one'])).code).toBe(78);
    expect((await running.run(['restore'])).code).toBe(64);
  });
});

describe('a store without a daemon', () => {
  test('that cannot do what is asked says so in the words of the catalogue', async () => {
    const line = commandLine({
      daemon: false,
      openStore: () => Promise.reject(new StoreError('store-full', 'SQLITE_FULL')),
    });
    const { code, stderr } = await line.run(['pool', 'list']);
    expect(code).toBe(74);
    expect(stderr).toContain('the disk is full: SQLITE_FULL');
  });
});
