import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { planProgressText } from '../../src/cli/plan/plan-words.ts';
import { type CommandLine, type CommandResult, commandLine } from './support/command-line.ts';

const HEADER = 'a,b,from,to';
let directory: string;
let file: string;
let line: CommandLine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axbridge-plan-'));
  file = join(directory, 'orders.csv');
  line = commandLine();
});

afterEach(() => rm(directory, { recursive: true }));

async function plan(text: string | Buffer, ...words: string[]): Promise<CommandResult> {
  await writeFile(file, text);
  return line.run(['pool', 'plan', '--csv', file, ...words]);
}

/** A and three others, one after the other, an hour each. */
const ORDERS = [8, 9, 10].map(
  (hour) => `A,B${hour},2026-01-31T${hour < 10 ? 0 : ''}${hour}:00:00Z,2026-01-31T${hour + 1}:00:00Z`,
);
const THREE = `${[HEADER, ...ORDERS].join('\n')}\n`.replace('T9:', 'T09:');

describe('a plan from a file', () => {
  test('says how many numbers are needed, who needs the most and when, and what other sizes would have done', async () => {
    expect(await plan(THREE)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'numbers needed    3',
        'refusals allowed  0%',
        'cool-down         7d',
        '',
        'AREA  NEEDED  PRESENT  LOWER BOUND  FOR STRANGERS  BINDS  PARTIES  LIVE AT MOST  FROM                  TO',
        '-          3        -            3              0      3        4             1  2026-01-31 08:00:00Z  2026-01-31 10:00:00Z',
        '',
        'AREA  NUMBERS  REFUSED  SHARE',
        '-           2        1  33.3%',
        '-           3        0     0%  needed',
        '',
        'the busiest party (a of line 2) held 3 numbers at 2026-01-31 10:00:00Z: 1 bound, 2 cooling',
        'lower bound with a shorter cool-down: 3 with 1d, 2 with 1h, 1 with 0s',
        '',
      ].join('\n'),
    });
  });

  test('is one JSON value for a program, with the wish of the command line', async () => {
    const { code, stdout } = await plan(THREE, '--json', '--refusal-rate', '34%', '--cool-down', '1h');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pool: null,
      coolDown: '1h',
      refusalRate: 0.34,
      numbers: 1,
      areas: [{ areaCode: null, presentNumbers: null, binds: 3, parties: 4 }],
    });
    for (const none of ['none', '0s'])
      expect(JSON.parse((await plan(THREE, '--json', '--cool-down', none)).stdout).numbers).toBe(1);
  });

  test('plans each area by itself, or the one that is asked for', async () => {
    const text = [
      'area_code,to,from,b,a',
      '10,2026-01-31T09:00:00Z,2026-01-31T08:00:00Z,B,A',
      '10,,2026-01-31T16:30:00.123456+08:00,C,A',
      ',2026-01-31T09:00:00Z,2026-01-31T08:00:00Z,D,A',
    ].join('\r\n');
    const areas = async (...words: string[]) =>
      JSON.parse((await plan(text, '--json', ...words)).stdout).areas as object[];
    expect(await areas()).toMatchObject([
      { areaCode: null, numbers: 1 },
      { areaCode: '10', numbers: 2, lastAt: '2026-01-31T08:30:00.123Z' },
    ]);
    expect(await areas('--area', '10')).toMatchObject([{ areaCode: '10' }]);
    expect(await areas('--area', '11')).toEqual([]);
  });

  test('reads standard input, and says when there is nothing to plan from', async () => {
    const piped = await line.run(['pool', 'plan', '--csv', '-'], { stdin: THREE });
    expect(piped.stdout).toContain('numbers needed    3\n');
    const empty = await line.run(['pool', 'plan', '--csv', '-'], { stdin: `${HEADER}\n` });
    expect(empty).toMatchObject({ code: 0, stderr: 'There is no binding to plan from.\n' });
    expect(empty.stdout).toContain('numbers needed    0\n');
  });

  test('never repeats who the parties are', async () => {
    const text = `${HEADER}\n+8613800138000,+8613800138001,2026-01-31T08:00:00Z,\n`;
    for (const words of [[], ['--json'], ['--show-numbers']]) {
      const { stdout, stderr } = await plan(text, ...words);
      expect(stdout).toContain('a of line 2');
      expect(stdout + stderr).not.toContain('138001');
    }
  });

  test('tells how far it is', () => {
    const progress = { areaCode: null, numbers: 1234, trials: 1, done: 0.459 };
    expect(planProgressText(progress)).toBe('1 trial done, now 1,234 numbers  45%');
    expect(planProgressText({ ...progress, areaCode: '10', trials: 2 })).toMatch(/^area 10: 2 trials done/);
  });

  test('draws how far it is on a terminal, and takes that away', async () => {
    const many = Array.from(
      { length: 3000 },
      (_, n) => `A${n % 40},B${n},2026-01-31T08:00:00Z,2026-01-31T09:00:00Z`,
    );
    const input = `${[HEADER, ...many].join('\n')}\n`;
    const { code, stderr } = await line.run(['pool', 'plan', '--csv', '-'], { stdin: input, isTTY: true });
    expect(code).toBe(0);
    expect(stderr === '' || stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  const GOOD = 'A,B,2026-01-31T08:00:00Z,2026-01-31T09:00:00Z';
  test.each([
    [
      'no column to',
      `a,b,from\n`,
      'line 1: the first line must name the columns, a, b, from and to among them',
    ],
    [
      'a column that is none',
      `${HEADER},x\n`,
      "line 1: there is no column 'x'; columns are a,b,from,to,area_code",
    ],
    ['a column twice', `${HEADER},a\n`, 'line 1: a column stands there twice'],
    ['no header', '', 'line 1: the file is empty'],
    ['a field too few', `${HEADER}\n${GOOD}\nA,B\n`, 'line 3: 4 fields are needed, there are 2'],
    ['no a', `${HEADER}\n,B,2026-01-31T08:00:00Z,\n`, 'line 2: a: is empty'],
    ['no b', `${HEADER}\nA,,2026-01-31T08:00:00Z,\n`, 'line 2: b: is empty'],
    ['no from', `${HEADER}\nA,B,,2026-01-31T08:00:00Z\n`, 'line 2: from: is empty'],
    ['one party twice', `${HEADER}\nA,A,2026-01-31T08:00:00Z,\n`, 'line 2: a and b are the same'],
    ['a day that is none', `${HEADER}\nA,B,2026-02-30T08:00:00Z,\n`, 'line 2: from: is no instant'],
    ['a wall clock', `${HEADER}\nA,B,2026-01-31T08:00:00Z,2026-01-31 09:00\n`, 'line 2: to: is no instant'],
    [
      'an end before its beginning',
      `${HEADER}\nA,B,2026-01-31T08:00:00Z,2026-01-31T07:59:59Z\n`,
      'line 2: to: is before from',
    ],
    ['an area with letters', `${HEADER},area_code\n${GOOD},x1\n`, 'line 2: area_code: 1 to 8 digits'],
    [
      'an endless name',
      `${HEADER}\n${'A'.repeat(257)},B,2026-01-31T08:00:00Z,\n`,
      'line 2: a: longer than 256 characters',
    ],
    [
      'a control character',
      `${HEADER}\n"A\u001b[2J",B,2026-01-31T08:00:00Z,\n`,
      'line 2: a: there is a control character in it',
    ],
    [
      'a quote that is not closed',
      `${HEADER}\n${GOOD}\n"A,B\n${GOOD}\n`,
      'line 3: a quote is opened here and not closed',
    ],
    [
      'bytes that are no text',
      Buffer.from([...Buffer.from(`${HEADER}\n${GOOD}\n`), 0xff, 0xfe, 0x0a]),
      'line 3: the line is not UTF-8',
    ],
    ['a NUL byte', `${HEADER}\n${GOOD}\nA\0,B,,\n`, 'line 3: there is a NUL byte'],
  ])('names the line of a file with %s, and plans nothing', async (_name, text, reason) => {
    const { code, stdout, stderr } = await plan(text);
    expect(stderr).toContain(reason);
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).not.toContain('\u001b');
  });

  test('says that a file cannot be read', async () => {
    expect(await line.run(['pool', 'plan', '--csv', directory])).toMatchObject({ code: 74, stdout: '' });
    expect(await line.run(['pool', 'plan', '--csv', join(directory, 'none.csv')])).toMatchObject({
      code: 74,
    });
  });
});

describe('a plan of a pool', () => {
  test('is made of its bindings, beside what it has', async () => {
    await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009']);
    for (const b of [1, 2, 3]) await line.run(['bind', '13800138000', `1380013810${b}`]);
    const { code, stdout } = await line.run(['pool', 'plan', 'cars']);
    expect(code).toBe(0);
    expect(stdout).toContain('numbers needed    3\n');
    expect(stdout).toMatch(/^- +9 +0 +0% {2}present$/m);
    expect(stdout).toMatch(/^the busiest party \(#[0-9a-f]{8}\) held 3 numbers/m);
    const json = JSON.parse(
      (await line.run(['pool', 'plan', 'cars', '--json', '--refusal-rate', '1'])).stdout,
    );
    expect(json).toMatchObject({ pool: 'cars', coolDown: '7d', numbers: 0, areas: [{ presentNumbers: 9 }] });
  });

  test.each([
    [['pool', 'plan'], 64],
    [['pool', 'plan', 'cars', '--csv', 'x.csv'], 64],
    [['pool', 'plan', 'cars', '--sticky'], 64],
    [['pool', 'plan', 'cars', '--refusal-rate', '1.1'], 64],
    [['pool', 'plan', 'cars', '--refusal-rate', '101%'], 64],
    [['pool', 'plan', 'cars', '--refusal-rate', ''], 64],
    [['pool', 'plan', 'cars', '--refusal-rate', '-1'], 64],
    [['pool', 'plan', 'cars', '--refusal-rate', '1e-2'], 64],
    [['pool', 'plan', 'cars', '--cool-down', 'soon'], 64],
    [['pool', 'plan', 'cars', '--area', 'x'], 65],
    [['pool', 'plan', 'nowhere'], 1],
  ])('is refused for %j', async (words, code) => {
    expect(await line.run(words)).toMatchObject({ code, stdout: '' });
  });
});
