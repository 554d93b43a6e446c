import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGivenKeys } from '../../../src/adapters/system/given-keys.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OLD = Buffer.alloc(32, 8).toString('hex');
const MODULE = fileURLToPath(new URL('../../../src/adapters/system/given-keys.ts', import.meta.url));

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axbridge-given-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** The key that a program prints. */
function ofCommand(script: string, limitMs?: number) {
  return readGivenKeys({ kind: 'command', words: ['/bin/sh', '-c', script] }, limitMs);
}

const bytesOf = (text: string, encoding: 'base64' | 'hex') => new Uint8Array(Buffer.from(text, encoding));

describe('a key that a command gives', () => {
  it('is one, or the newer and the older of two', async () => {
    const [only, ...none] = await ofCommand(`echo ${KEY}`);
    expect(none).toEqual([]);
    expect(new Uint8Array(only?.reveal() ?? [])).toEqual(bytesOf(KEY, 'base64'));
    const both = await ofCommand(`echo ${KEY}; echo ${OLD}`);
    expect(both.map((key) => new Uint8Array(key.reveal()))).toEqual([
      bytesOf(KEY, 'base64'),
      bytesOf(OLD, 'hex'),
    ]);
  });

  it.each([
    ['ends with an error', `echo ${KEY}; exit 3`, 'key-unavailable', 'code 3'],
    ['is killed', `echo ${KEY}; kill -9 $$`, 'key-unavailable', 'SIGKILL'],
    ['gives nothing', 'true', 'key-malformed', 'does not hold 32 bytes'],
    ['gives something else', 'echo sesame-open-yourself', 'key-malformed', 'does not hold 32 bytes'],
    ['gives three', `echo ${KEY} ${KEY} ${KEY}`, 'key-malformed', 'more than two'],
    ['does not end giving', 'yes 0123456789', 'key-unavailable', 'more than 4096 bytes'],
  ])('that %s is none, and the error repeats nothing of it', async (_what, script, code, words) => {
    const error: unknown = await ofCommand(script).catch((each: unknown) => each);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(String(error)).not.toMatch(/sesame|0123456789/);
    expect(String(error)).not.toContain(KEY.slice(0, 20));
  });

  it('that takes too long is given up, with all that it started', async () => {
    const mark = join(directory, 'pid');
    const late = ofCommand(`sleep 600 & echo $! > ${mark}; wait`, 1_000);
    await expect(late).rejects.toMatchObject({ code: 'key-unavailable' });
    const pid = Number(await readFile(mark, 'utf8'));
    while (await isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('of a program that is not there is told by its name', async () => {
    const origin = { kind: 'command', words: ['/nowhere/vault'] } as const;
    await expect(readGivenKeys(origin)).rejects.toMatchObject({
      code: 'key-unavailable',
      message: expect.stringContaining('/nowhere/vault: ENOENT'),
    });
  });

  it('is asked without our own variables, and without a shell', async () => {
    process.env['AXBRIDGE_GIVEN_TEST'] = 'secret';
    try {
      const out = join(directory, 'environment');
      await ofCommand(`env > ${out}; echo ${KEY}`);
      expect(await readFile(out, 'utf8')).not.toContain('AXBRIDGE_');
    } finally {
      delete process.env['AXBRIDGE_GIVEN_TEST'];
    }
    const origin = { kind: 'command', words: ['/bin/echo', KEY, '; touch', join(directory, 'no')] } as const;
    await expect(readGivenKeys(origin)).rejects.toMatchObject({ code: 'key-malformed' });
    expect(await readdir(directory)).not.toContain('no');
  });
});

/** One that has ended may wait for its parent to look. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !/\) Z/.test(status);
}

describe('a key on a file descriptor', () => {
  /** Another process asks, with what we give it as descriptor 3. */
  async function asked(give: (write: NodeJS.WritableStream) => void, fd = 3): Promise<string> {
    const script = `
      const { readGivenKeys } = await import(process.argv[1]);
      const read = () => readGivenKeys({ kind: 'descriptor', fd: ${fd} }, 500)
        .then((keys) => keys.map((key) => Buffer.from(key.reveal()).toString('base64')).join(), ({ code }) => code);
      console.log(await read(), await read());
      process.exit();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, MODULE], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const stdout = child.stdio[1];
    let said = '';
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const pipe = child.stdio[3];
    if (pipe === null || pipe === undefined || !('write' in pipe)) throw new Error('no pipe');
    pipe.on('error', () => undefined);
    give(pipe as NodeJS.WritableStream);
    await once(child, 'close');
    return said.trim();
  }

  it('is read once to its end, and known from then on', async () => {
    expect(await asked((pipe) => pipe.end(`${KEY}\n`))).toBe(`${KEY} ${KEY}`);
  });

  it('that nobody opened, or nobody closes, is none', async () => {
    expect(await asked((pipe) => pipe.end(KEY), 77)).toBe('key-unavailable key-unavailable');
    expect(await asked((pipe) => pipe.write(KEY))).toBe('key-unavailable key-unavailable');
  });

  it('may be a file', async () => {
    const path = join(directory, 'key');
    writeFileSync(path, KEY, { mode: 0o600 });
    const fd = openSync(path, 'r');
    const [key] = await readGivenKeys({ kind: 'descriptor', fd });
    expect(Buffer.from(key?.reveal() ?? []).toString('base64')).toBe(KEY);
  });
});
