import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './support/command-line.ts';

const A = '+8613800138000';
const B = '+8613800138001';
let line: CommandLine;

beforeEach(async () => {
  line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009', '--sticky']);
});

describe('routes on the command line', () => {
  test('say who would be reached, and why', async () => {
    await line.run(['bind', A, B, '--x', '+8617000000003']);
    const { stdout } = await line.run(['route', '13800138000', '017000000003']);
    expect(stdout).toContain('decision  connect\n');
    expect(stdout).toContain('callee    +861****8001\n');
    expect(stdout).toContain('because   binding 1 (two-way) is live until 2026-02-01');
  });

  test('say who would have been reached then, and what of that is only as it is now', async () => {
    await line.run(['bind', A, B, '--x', '+8617000000003']);
    const ask = (at: string) => line.run(['route', A, '+8617000000003', '--at', at]);
    expect((await ask('2026-01-31T08:00:00Z')).stdout).toMatch(
      /callee +\+861\*{4}8001\n(.*\n)*as of now +pools\n/,
    );
    expect((await ask('2026-01-31T07:59:59Z')).stdout).toContain('refuse (no-binding)');
    expect((await ask('2026-01-31T08:00:01Z')).code).toBe(65);
  });

  test('say why nobody is reached, and exit as well', async () => {
    const { code, stdout } = await line.run(['route', 'anonymous', '+8617000000003', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'refuse', reason: 'caller-withheld', callee: null });
  });

  test('survive whatever a caller ID can hold', async () => {
    const { code, stdout } = await line.run(['route', '\u001b[2J\u0000"; drop', '\u202e95']);
    expect(code).toBe(0);
    for (const raw of ['\u0000', '\u001b', '\u202e']) expect(stdout).not.toContain(raw);
  });
});
