import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './support/command-line.ts';

const A = '+8613800138000';
const [ONE, TWO, THREE] = ['+8613800138101', '+8613800138102', '+8613800138103'];
let line: CommandLine;

beforeEach(async () => {
  line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009']);
});

describe.each([{ daemon: true }, { daemon: false }])('groups on the command line, %j', ({ daemon }) => {
  beforeEach(() => {
    line = commandLine({ daemon });
  });

  test('are made, changed, listed and deleted', async () => {
    const { stdout } = await line.run(['group', 'put', 'drivers', ONE, '13800138101', TWO]);
    expect(stdout).toBe('group    drivers\nmembers  2\n');
    const added = await line.run(['group', 'add', 'drivers', THREE, '--json']);
    expect(JSON.parse(added.stdout)).toEqual({ group: 'drivers', size: 3 });
    await line.run(['group', 'remove', 'drivers', ONE]);
    const shown = await line.run(['group', 'show', 'drivers']);
    expect(shown.stdout.split('\n').sort()).toEqual(['', '+861****8102', '+861****8103']);
    expect((await line.run(['group', 'list'])).stdout).toBe('GROUP    MEMBERS\ndrivers        2\n');
    expect((await line.run(['group', 'delete', 'drivers'])).stdout).toBe('deleted group drivers\n');
    expect((await line.run(['group', 'list'])).stderr).toContain('No groups.');
  });

  test('come from a file or another program, and what is shown in full can be put back', async () => {
    const list = `# drivers\r\n${ONE}\r\n\n  ${TWO} # nights\n`;
    const put = await line.run(['group', 'put', 'drivers', '--file', '-', '--json'], { stdin: list });
    expect(JSON.parse(put.stdout)).toEqual({ group: 'drivers', size: 2 });
    const { stdout } = await line.run(['group', 'show', 'drivers', '--show-numbers']);
    const directory = await mkdtemp(join(tmpdir(), 'axbridge-group-'));
    const file = join(directory, 'drivers.txt');
    await writeFile(file, stdout);
    await line.run(['group', 'put', 'again', '--file', file]);
    expect((await line.run(['group', 'show', 'again', '--show-numbers'])).stdout.split('\n').sort()).toEqual([
      '',
      ONE,
      TWO,
    ]);
    await rm(directory, { recursive: true });
  });

  test('are refused with the place of a bad number, without the number', async () => {
    const { code, stderr } = await line.run(['group', 'put', 'drivers', ONE, '138001381022222222']);
    expect(code).toBe(65);
    expect(stderr).toContain('members[1]: ');
    expect(stderr).not.toContain('13800138102');
    expect((await line.run(['group', 'show', 'drivers'])).code).toBe(1);
  });

  test.each<[string, readonly string[], number]>([
    ['a file that is not there', ['group', 'put', 'drivers', '--file', '/nowhere/drivers'], 74],
    ['a directory', ['group', 'put', 'drivers', '--file', '/'], 74],
    ['numbers and a file', ['group', 'put', 'drivers', ONE, '--file', '-'], 64],
    ['a name that is none', ['group', 'put', 'All Drivers', ONE], 65],
    ['a group that is not there', ['group', 'add', 'drivers', ONE], 1],
  ])('are not changed by %s', async (_name, words, exit) => {
    expect((await line.run(words)).code).toBe(exit);
    expect((await line.run(['group', 'list'])).stderr).toContain('No groups.');
  });
});

describe('a callee for a while on the command line', () => {
  test('is whom A reaches until its end', async () => {
    const { x } = JSON.parse((await line.run(['bind', A, '--mode', 'ax', '--json'])).stdout) as { x: string };
    const set = await line.run(['callee', 'set', '1', TWO, '--for', '30m']);
    expect(set.stdout).toBe('binding  1\ncallee   +861****8102\nuntil    2026-01-31 08:30:00Z\n');
    const callee = async () =>
      JSON.parse((await line.run(['route', A, x, '--json', '--show-numbers'])).stdout).callee as unknown;
    expect(await callee()).toBe(TWO);
    await line.run(['callee', 'clear', '1']);
    expect(await callee()).toBeNull();
    await line.run(['callee', 'set', '1', TWO, '--for', '2026-01-31T09:00:00Z']);
    expect(await callee()).toBe(TWO);
    line.setNow(Date.UTC(2026, 0, 31, 9));
    expect(await callee()).toBeNull();
  });

  test.each<[readonly string[], number]>([
    [['1', TWO], 64],
    [['1', TWO, '--for', 'none'], 65],
    [['1', TWO, '--for', 'ever'], 65],
    [['1', 'nobody', '--for', '1h'], 65],
    [['2', TWO, '--for', '1h'], 1],
    [['x', TWO, '--for', '1h'], 64],
  ])('is refused with %j', async (words, exit) => {
    await line.run(['bind', A, '--mode', 'ax']);
    expect((await line.run(['callee', 'set', ...words])).code).toBe(exit);
  });
});
