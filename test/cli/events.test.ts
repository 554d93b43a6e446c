import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import { answered, created, incoming, shop, T0 } from '../domain/event/given.ts';
import { type CommandLine, commandLine } from './support/command-line.ts';

let line: CommandLine;

beforeEach(() => {
  line = commandLine();
});

const linesOf = (text: string) => text.split('\n').filter((one) => one !== '');
const json = async (...words: readonly string[]) =>
  linesOf((await line.run([...words, '--json'])).stdout).map(
    (text): Record<string, unknown> => JSON.parse(text),
  );

describe('events on the command line', () => {
  beforeEach(() =>
    line.events.log.add([created(), incoming({ at: T0 + 60_000 }), answered({ at: T0 + 61_000 })]),
  );

  test('are printed one a line, masked, unless real numbers are asked for', async () => {
    const { code, stdout } = await line.run(['events']);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('binding.created');
    expect(lines[0]).toContain('a=+861****8000');
    expect(lines[1]).toMatch(
      /^ {5}2 {2}2026-01-31 08:01:00Z {2}call\.incoming +00000000-0000-4000-8000-000000000001 /,
    );
    expect((await line.run(['events', '--show-numbers'])).stdout).toContain('a=+8613800138000');
  });

  test('are those after a number, since an instant, and of the types that are asked for', async () => {
    const numbers = async (...words: readonly string[]) =>
      (await json('events', ...words)).map(({ number }) => number);
    expect(await numbers('--after', '1')).toEqual([2, 3]);
    expect(await numbers('--since', '2026-01-31T08:01:01Z')).toEqual([3]);
    expect(await numbers('--type', 'call.*')).toEqual([2, 3]);
    expect(await numbers('--type', 'call.answered', 'binding.created')).toEqual([1, 3]);
    await line.events.log.purge(T0 + 1, 1);
    expect(await numbers()).toEqual([2, 3]);
    expect((await line.run(['events', '--after', '0'])).stderr).toContain('no longer kept');
    expect((await line.run(['events', '--type', 'call'])).code).toBe(65);
    expect((await line.run(['events', '--since', 'yesterday'])).code).toBe(65);
    expect((await line.run(['events', '--tenant', 'nobody'])).code).not.toBe(0);
  });

  test('are followed from now on until they are interrupted', async () => {
    const interruption = new AbortController();
    let seen = '';
    const followed = line.run(['events', '--follow', '--json'], {
      interruption: interruption.signal,
      onOutput: (text) => {
        seen = text;
      },
    });
    await vi.waitFor(
      async () => {
        await line.events.log.add([answered()]);
        expect(seen).toContain('default_4');
      },
      { timeout: 10_000, interval: 200 },
    );
    interruption.abort();
    expect((await followed).code).toBe(0);
    expect(seen).not.toContain('default_3"');
  });
});

describe('endpoints of events on the command line', () => {
  const add = async (...words: readonly string[]): Promise<string> => {
    const [made] = await json('event-endpoint', 'add', 'https://example.com/events', ...words);
    return String(made?.['id']);
  };
  const run = (...words: readonly string[]) => line.run(['event-endpoint', ...words]);

  test('are made with a secret that is shown once, changed, disabled, rotated and removed', async () => {
    const made = await run(
      'add',
      'https://example.com/events',
      '--label',
      'shop',
      '--type',
      'call.*',
      'pool.low',
    );
    expect(made.stdout).toMatch(/secret +whsec_/);
    expect(made.stdout).toMatch(/types +call\.\* pool\.low/);
    const [{ id }] = (await json('event-endpoint', 'list')) as [{ id: string }];
    expect((await run('list')).stdout).toMatch(
      /^ID +LABEL +STATE .*\n\w{12} +shop +enabled +call\.\* pool\.low +masked /,
    );
    expect((await run('change', id, '--type', 'all', '--reveal-numbers')).stdout).toMatch(
      /types +all\nnumbers +in full\n.*secret +as it was/s,
    );
    expect((await run('disable', id)).stdout).toContain('disabled');
    expect((await run('enable', id)).stdout).toContain('enabled');
    expect((await run('rotate', id)).stdout).toMatch(/secret +whsec_/);
    expect((await run('remove', id)).stdout).toBe(`endpoint ${id} gets nothing any more\n`);
    expect((await run('list')).stderr).toBe('No endpoints.\n');
    const actions = line.events.store
      .audit('default' as TenantId, 0, 100)
      .map(({ actor, action }) => [actor, action]);
    expect(actions).toContainEqual(['command line', 'event-endpoint.change reveal']);
  });

  test('show what was given up, and have it delivered again', async () => {
    const id = await add();
    await line.events.log.add([incoming(), shop(incoming())]);
    const rest = { lane: 'call 1', happenedAt: T0, firstAt: T0, attempts: 34, because: 'slow' };
    const dead = [1, 2].map((number) => ({ ...rest, number, deadAt: T0 + number }));
    await line.events.store.endpoints.keepProgress([{ endpoint: id, position: 1, open: [], dead, done: [] }]);
    expect((await run('dead-letters', id)).stdout).toContain(
      '1       default_1  2026-01-31 08:00:00Z  2026-01-31 08:00:00Z  34        slow',
    );
    expect(await json('event-endpoint', 'redeliver', id, '--number', '1')).toEqual([{ id, redelivered: 1 }]);
    expect((await run('redeliver', id, '--number', '1')).code).toBe(65);
    expect((await run('redeliver', id)).code).toBe(65);
    expect(await json('event-endpoint', 'redeliver', id, '--since', '2026-01-01T00:00:00Z')).toEqual([
      { id, redelivered: 1 },
    ]);
    expect((await run('dead-letters', id)).stderr).toBe('No dead letters.\n');
    expect((await run('replay', id, '--after', '0')).code).toBe(0);
    expect(line.events.store.endpoints.wantedPosition(id)).toBe(0);
    expect((await run('replay', id, '--after', '7')).code).not.toBe(0);
  });

  test.each([
    ['add', 'http://example.com/'],
    ['add', 'https://example.com/', '--type', 'call'],
    ['change', 'nobody', '--label', 'x'],
    ['rotate', 'nobody'],
    ['remove', 'nobody'],
    ['dead-letters', 'nobody'],
  ])('are refused: %s %s', async (...words) => {
    const { code, stdout, stderr } = await run(...words);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });
});
