import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/domain/access/api-key.ts';
import { ERROR_CATALOGUE } from '../../src/domain/error-catalogue.ts';
import { ROOT } from '../architecture/repository.ts';
import { Platform } from '../http/platform.ts';
import { findProgram } from '../support/find-program.ts';

const EXAMPLES = join(ROOT, 'docs/examples');
const STORY = ['A calls it: connect.', 'A is called, then B.', 'Released.'];

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Example {
  readonly file: string;
  /** What runs it; `null` where the machine does not have it. */
  readonly program: string | null;
  readonly needs: string;
  readonly args: readonly string[];
}

/** Also the Node of the machine, where it is another one. */
function nodes(): readonly string[] {
  const elsewhere = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((place) => !place.includes('node_modules'));
  const found = elsewhere.map((place) => join(place, 'node')).find((path) => Number(versionOf(path)) >= 20);
  return [...new Set([process.execPath, ...(found === undefined ? [] : [found])])];
}

function versionOf(node: string): string {
  return spawnSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout ?? '';
}

const examples: readonly Example[] = [
  { file: 'bind.sh', program: findProgram('curl') && findProgram('bash'), needs: 'curl', args: [] },
  ...nodes().map((program) => ({
    file: 'bind.mjs',
    program,
    needs: `Node ${versionOf(program).trim()}`,
    args: [],
  })),
  { file: 'bind.py', program: findProgram('python3'), needs: 'python3', args: [] },
  { file: 'Bind.java', program: findProgram('javac') && findProgram('java'), needs: 'a JDK', args: [] },
  { file: 'bind.go', program: findProgram('go'), needs: 'go', args: ['run'] },
];

describe.each(examples)('docs/examples/$file with $needs', ({ file, program, args }) => {
  let directory: string;
  let platform: Platform;

  /** A place with the example and, as npm would put it there, the built client. */
  beforeAll(() => {
    if (program === null) return;
    directory = mkdtempSync(join(tmpdir(), 'axbridge-example-'));
    copyFileSync(join(EXAMPLES, file), join(directory, file));
    if (file.endsWith('.mjs')) installClient(directory);
  });

  afterAll(() => program !== null && rmSync(directory, { recursive: true, force: true }));

  beforeEach(async () => {
    platform = await new Platform().start();
  });

  afterEach(() => platform.stop());

  async function run(environment: Readonly<Record<string, string>>): Promise<Outcome> {
    const { PATH = '', HOME = directory } = process.env;
    const child = spawn(program ?? '', [...args, file], {
      cwd: directory,
      env: { PATH, HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await closed, stdout, stderr };
  }

  const settings = async () => ({ AXBRIDGE_URL: platform.url, AXBRIDGE_KEY: await platform.key('default') });

  it.skipIf(program === null)('tells its story, and again when the pool is there', async () => {
    for (const calls of [1, 2]) {
      const { code, stdout, stderr } = await run(await settings());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const [first = '', ...rest] = stdout.trimEnd().split('\n');
      expect(first).toMatch(/^Both parties see \+86170000000[0-9]{2}\.$/);
      expect(rest).toEqual(STORY);
      expect(platform.node.partyCalls).toHaveLength(calls);
    }
    const { body } = await platform.ask('GET', '/v1/bindings?ended=true');
    expect(body.bindings.map(({ state }: { state: string }) => state)).toEqual(['released', 'released']);
  });

  it.skipIf(program === null)('comes back when it is told to, after having asked too often', async () => {
    const key = await platform.key('default', SCOPES, { rateLimit: { perSecond: 1, burst: 3 } });
    const time = setInterval(() => platform.clock.advance(250), 100);
    const { code, stdout, stderr } = await run({ AXBRIDGE_URL: platform.url, AXBRIDGE_KEY: key });
    clearInterval(time);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n').slice(1)).toEqual(STORY);
    expect(platform.node.partyCalls).toHaveLength(1);
  });

  it.skipIf(program === null)('ends with the title of the problem', async () => {
    const wrong = await run({ ...(await settings()), AXBRIDGE_KEY: 'axk_wrong_key' });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    // `go run` adds the exit code.
    expect(wrong.stderr.split('\n')[0]).toBe(ERROR_CATALOGUE.unauthorised.title);
    expect(wrong.stderr).not.toContain('axk_');
  });

  it.skipIf(program === null)('ends calmly when axbridge is not there', async () => {
    const key = await platform.key('default');
    const { code, stdout, stderr } = await run({ AXBRIDGE_URL: 'http://127.0.0.1:1', AXBRIDGE_KEY: key });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toMatch(/^\s+at |Traceback|Exception in|panic|axk_/m);
    expect(stderr.trim()).not.toBe('');
  });
});

function installClient(directory: string): void {
  const home = join(directory, 'node_modules/@axbridge/client');
  mkdirSync(home, { recursive: true });
  copyFileSync(join(ROOT, 'src/client/package.json'), join(home, 'package.json'));
  const project = ['-p', join(ROOT, 'src/client/tsconfig.json'), '--outDir', join(home, 'dist')];
  const { status, stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), project, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
}
