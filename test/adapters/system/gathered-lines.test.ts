import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { gatheredLines } from '../../../src/adapters/system/gathered-lines.ts';

const MODULE = fileURLToPath(new URL('../../../src/adapters/system/log.ts', import.meta.url));
const run = promisify(execFile);

/** What a program that logs says, however it ends. */
function saidBy(script: string): Promise<string> {
  const text = `import { createLog } from ${JSON.stringify(MODULE)};
    const log = createLog({ level: 'info', pretty: false }); ${script}`;
  const node = run(process.execPath, ['--input-type=module', '-e', text]);
  return node.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

describe('lines of the log', () => {
  it('are written together, whole and in their order', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const lines = gatheredLines({ write: resolve });
    for (const line of ['one\n', 'two\n', 'three\n']) lines.write(line);
    expect(await promise).toBe('one\ntwo\nthree\n');
  });

  it('wait no longer when there are very many', () => {
    const written: string[] = [];
    const lines = gatheredLines({ write: (text) => written.push(text) });
    const line = `${'x'.repeat(1_023)}\n`;
    for (let count = 0; count < 64; count += 1) lines.write(line);
    expect(written).toEqual([line.repeat(64)]);
  });

  it('are written before the process ends, also by an error that nobody catches', async () => {
    const [left, fell] = await Promise.all([
      saidBy(`log.info('one'); log.info('two'); process.exit(3);`),
      saidBy(`log.info('one'); log.info('two'); throw new Error('fell');`),
    ]);
    for (const said of [left, fell])
      expect(
        said
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).msg),
      ).toEqual(['one', 'two']);
  });
});
