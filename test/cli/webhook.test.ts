import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './support/command-line.ts';

const URL_ONE = 'https://example.com/route';

describe.each([{ daemon: true }, { daemon: false }])('webhooks on the command line, %j', ({ daemon }) => {
  let line: CommandLine;

  beforeEach(async () => {
    line = commandLine({ daemon });
    await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009']);
  });

  test('are set, rotated and removed, and show their secret when it is new', async () => {
    const { stdout } = await line.run(['webhook', 'set', 'cars', URL_ONE]);
    expect(stdout).toMatch(
      /^pool {6}cars\nurl {7}https:\/\/example.com\/route\ndeadline {2}300 ms\nsecret {4}whsec_\S{44}\n$/,
    );
    const changed = await line.run(['webhook', 'set', 'cars', URL_ONE, '--deadline', '500']);
    expect(changed.stdout).toContain('deadline  500 ms\nsecret    as it was\n');
    expect((await line.run(['pool', 'list', '--json'])).stdout).toContain(URL_ONE);
    const rotated = await line.run(['webhook', 'rotate', 'cars', '--json']);
    expect(JSON.parse(rotated.stdout)).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
    expect((await line.run(['webhook', 'remove', 'cars'])).stdout).toBe('pool cars asks nobody any more\n');
    expect((await line.run(['webhook', 'rotate', 'cars'])).code).toBe(1);
  });

  test.each([
    [65, ['set', 'cars', 'http://example.com/']],
    [65, ['set', 'cars', 'route']],
    [64, ['set', 'cars', URL_ONE, '--deadline', '49']],
    [64, ['set', 'cars']],
    [1, ['set', 'other', URL_ONE]],
    [1, ['remove', 'other']],
  ])('end with %d for webhook %j', async (code, words) => {
    expect((await line.run(['webhook', ...words])).code).toBe(code);
  });
});
