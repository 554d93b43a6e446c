import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './support/command-line.ts';

let line: CommandLine;

beforeEach(() => {
  line = commandLine();
});

const json = async (...words: readonly string[]) =>
  (await line.run([...words, '--json'])).stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text): Record<string, unknown> => JSON.parse(text));

describe('tenants on the command line', () => {
  test('are made, listed, disabled and enabled', async () => {
    const made = await line.run(['tenant', 'create', 'acme', 'Acme Couriers']);
    expect(made).toEqual({
      code: 0,
      stderr: '',
      stdout: 'tenant  acme\nname    Acme Couriers\nstate   enabled\n',
    });
    expect((await line.run(['tenant', 'disable', 'acme'])).stdout).toContain('state   disabled');
    expect((await line.run(['tenant', 'list'])).stdout).toBe(
      [
        'TENANT   NAME           STATE     REAL NUMBERS  CREATED',
        'acme     Acme Couriers  disabled  never         2026-01-31 08:00:00Z',
        'default                 enabled   never         1970-01-01 00:00:00Z',
        '',
      ].join('\n'),
    );
    await line.run(['tenant', 'enable', 'acme']);
    expect(await json('tenant', 'list')).toMatchObject([
      { tenant: 'acme', disabled: false, realNumberDisplay: false },
      { tenant: 'default' },
    ]);
  });

  test('that cannot be are refused, with the exit code of the reason', async () => {
    await line.run(['tenant', 'create', 'acme']);
    for (const [words, code] of [
      [['create', 'acme'], 1],
      [['create', 'No Name'], 65],
      [['disable', 'nobody'], 1],
      [['disable'], 64],
      [['explode'], 64],
    ] as const) {
      const refused = await line.run(['tenant', ...words]);
      expect([words, refused.code, refused.stdout]).toEqual([words, code, '']);
      expect(refused.stderr).not.toBe('');
    }
    expect((await line.run(['tenant', 'disable', 'default'])).code).not.toBe(0);
  });
});

describe('the policy of a tenant on the command line', () => {
  test('is shown, changed and taken back part by part', async () => {
    await line.run(['tenant', 'create', 'acme']);
    const policy = (...words: readonly string[]) => line.run(['tenant', 'policy', 'acme', ...words]);
    expect((await policy()).stdout).toBe('tenant  acme\npolicy  says nothing\n');
    expect((await policy('--max-call', '1h', '--deny', '+1900*', '--deny', '+1976*')).stdout).toBe(
      'tenant    acme\nmax call  1h\ndeny      +1900* +1976*\n',
    );
    expect(await json('tenant', 'policy', 'acme', '--deny', 'none')).toEqual([
      { tenant: 'acme', calls: { maxCallSeconds: 3600 } },
    ]);
    expect((await policy('--max-call', 'none')).stdout).toContain('says nothing');
  });

  test('names nobody, and there is none of a tenant that is not there', async () => {
    await line.run(['tenant', 'create', 'acme']);
    for (const [words, code] of [
      [['acme', '--deny', '+8613800138000'], 65],
      [['acme', '--max-call', 'long'], 64],
      [['nobody'], 1],
      [['nobody', '--max-call', '1h'], 1],
    ] as const) {
      const refused = await line.run(['tenant', 'policy', ...words]);
      expect([words, refused.code, refused.stdout]).toEqual([words, code, '']);
    }
  });
});

describe('keys on the command line', () => {
  test('are listed without what opens, and revoked for ever', async () => {
    const [made] = await json('api-key', 'create', 'shop');
    const { id, key } = made ?? {};
    expect(key).toEqual(expect.stringMatching(/^axk_/));
    const listed = await line.run(['api-key', 'list']);
    expect(listed.stdout).toContain(`${String(id)}  shop   read bind call`);
    expect(listed.stdout + JSON.stringify(await json('api-key', 'list'))).not.toContain(
      String(key).slice(17),
    );
    expect((await line.run(['api-key', 'revoke', String(id)])).stdout).toBe(
      `key ${String(id)} opens nothing any more\n`,
    );
    expect(await json('api-key', 'list')).toMatchObject([
      { id, label: 'shop', revokedAt: '2026-01-31T08:00:00.000Z' },
    ]);
    expect((await line.run(['api-key', 'revoke', String(id)])).code).toBe(1);
  });

  test('are of one tenant, and of no other', async () => {
    await line.run(['tenant', 'create', 'acme']);
    const [made] = await json('api-key', 'create', 'theirs', '--tenant', 'acme');
    const id = String(made?.['id']);
    const none = await line.run(['api-key', 'list']);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'No keys.\n' });
    expect(await line.run(['api-key', 'revoke', id])).toMatchObject({ code: 1, stdout: '' });
    expect(await json('api-key', 'list', '--tenant', 'acme')).toMatchObject([{ id, revokedAt: null }]);
    expect(await json('api-key', 'revoke', id, '--tenant', 'acme')).toEqual([
      { id, tenant: 'acme', revoked: true },
    ]);
    expect((await line.run(['api-key', 'list', '--tenant', 'nobody'])).code).toBe(1);
    expect((await line.run(['api-key', 'create', 'x', '--scope', 'all'])).code).toBe(65);
  });
});
