import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BATCH_LINES } from '../../src/cli/import/import-run.ts';
import { progressText } from '../../src/cli/import/progress.ts';
import { MAX_LINE_BYTES, WholeLines } from '../../src/cli/import/whole-lines.ts';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { type CommandLine, type CommandResult, commandLine } from './support/command-line.ts';

const A = '13800138000';
const B = '13800138001';
let directory: string;
let file: string;
let line: CommandLine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axbridge-import-'));
  file = join(directory, 'bindings.csv');
  line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000009999']);
});

afterEach(() => rm(directory, { recursive: true }));

async function importText(text: string | Buffer, ...words: string[]): Promise<CommandResult> {
  await writeFile(file, text);
  return line.run(['import', file, ...words]);
}

async function pairs(): Promise<string[]> {
  const { stdout } = await line.run(['bindings', '--show-numbers', '--json', '--limit', '1000']);
  const rows = stdout
    .split('\n')
    .filter(Boolean)
    .map((row) => JSON.parse(row) as { a: string; b: string });
  return rows.map(({ a, b }) => `${a.slice(-2)}-${b.slice(-2)}`);
}

describe('an import', () => {
  test('binds every line with all that its columns say', async () => {
    const { code, stdout, stderr } = await importText(
      'b,a,x,pool,area_code,mode,expires,after_call,sliding,reference\n' +
        `${B},${A},+8617000000007,cars,,reverse,2h,10m,1h,"order 7, ""late"""\n`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^imported 1, already there 0, rejected 0 \([0-9.]+ s, [0-9,]+ a second\)\n$/);
    const [view] = (await line.run(['bindings', '--show-numbers', '--json'])).stdout.trim().split('\n');
    expect(JSON.parse(view ?? '')).toMatchObject({
      a: '+8613800138000',
      b: '+8613800138001',
      x: '+8617000000007',
      mode: 'reverse',
      expiresAt: '2026-01-31T10:00:00.000Z',
      afterCall: '10m',
      sliding: '1h',
      reference: 'order 7, "late"',
    });
  });

  test('can be done again without doing anything twice', async () => {
    const text = `a,b\n${A},${B}\n${A},13800138002\n`;
    await importText(text);
    const again = await importText(text, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ imported: 0, existing: 2, rejected: 0, fault: null });
    expect(await pairs()).toHaveLength(2);
  });

  test.each([
    ['CRLF', `a,b\r\n${A},${B}\r\n`],
    ['a byte order mark', `\ufeffa,b\n${A},${B}\n`],
    ['a byte order mark before a quoted name', `\ufeff"a","b"\n${A},${B}\n`],
    ['no line end at the end', `a,b\n${A},${B}`],
    ['empty lines', `a,b\n\n${A},${B}\n\n\n`],
    ['blanks around fields', ` a , b \n ${A} , "${B}" \n`],
    ['capital names', `A,B\n${A},${B}\n`],
  ])('reads %s', async (_name, text) => {
    expect(await importText(text)).toMatchObject({ code: 0, stderr: '' });
    expect(await pairs()).toEqual(['00-01']);
  });

  test('reads standard input', async () => {
    const { code } = await line.run(['import', '-'], { stdin: `a,b\n${A},${B}\n` });
    expect(code).toBe(0);
    expect(await pairs()).toEqual(['00-01']);
  });

  test('tells every bad line with its number and reason, and binds all the others', async () => {
    const { code, stdout, stderr } = await importText(
      [
        'a,b,mode',
        `${A},${B},`,
        `nobody,${B},`,
        `${A},13800138002,sideways`,
        '',
        `${A},13800138003`,
        `${A},13800138004,,`,
        `${A},13800138005"x",`,
        `,13800138006,`,
        `${A},${A},`,
        `${A},\u001b]0;owned\u0007,`,
        `${A},${'9'.repeat(300)},`,
        `${A},13800138007,`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(65);
    expect(stdout).toContain('imported 2, already there 0, rejected 9');
    const told = stderr.trim().split('\n');
    expect(told.map((row) => row.split(':')[0])).toEqual(
      [3, 4, 6, 7, 8, 9, 10, 11, 12].map((number) => `line ${number}`),
    );
    expect(told[1]).toBe('line 4: mode: one of two-way, reverse, a-to-b, b-to-a, axyb, ax, axe, axg');
    expect(told[2]).toBe('line 6: 3 fields are needed, there are 2');
    expect(told[4]).toBe('line 8: a quote stands inside a field without quotes');
    expect(told[6]).toBe('line 10: A and B are the same party');
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('1380013800');
    expect(await pairs()).toEqual(['00-01', '00-07']);
  });

  test('never takes what stands inside a quoted field for a line of its own', async () => {
    const { code, stderr } = await importText(
      `a,b,reference\n${A},${B},"one\n${A},13800138002,two\n"\n${A},13800138003,three\n`,
    );
    expect(code).toBe(65);
    expect(stderr).toBe('line 2: reference: there is a control character in it\n');
    expect(await pairs()).toEqual(['00-03']);
  });

  test('writes rejected lines into a file of its own, without the numbers', async () => {
    const rejected = join(directory, 'rejected.csv');
    const { code, stderr } = await importText(`a,b\n${A},${A}\n${A}\n`, '--rejected', rejected);
    expect({ code, stderr }).toEqual({ code: 65, stderr: '' });
    expect(await readFile(rejected, 'utf8')).toBe(
      'line,code,reason\n2,same-party,A and B are the same party\n3,input-invalid,"2 fields are needed, there are 1"\n',
    );
    expect((await stat(rejected)).mode & 0o777).toBe(0o600);
    const again = await importText(`a,b\n${A},${A}\n`, '--rejected', rejected);
    expect(again).toMatchObject({ code: 74, stdout: '' });
    expect(await readFile(rejected, 'utf8')).toContain('3,input-invalid');
  });

  test('tells rejected lines to programs as JSON', async () => {
    const { stdout, stderr } = await importText(`a,b\n${A},${A}\n`, '--json');
    expect(JSON.parse(stderr)).toEqual({
      rejected: { line: 2, code: 'same-party', reason: 'A and B are the same party' },
    });
    expect(JSON.parse(stdout)).toMatchObject({ rejected: 1 });
  });

  test('settles more lines than go to the store at once, in their order', async () => {
    const rows = Array.from({ length: 5500 }, (_, at) => {
      const bad = at % 1000 === 10;
      return `${A},${bad ? 'x' : `139${String(at).padStart(8, '0')}`}`;
    });
    await line.run(['pool', 'add', 'cars', '95000000-95009999']);
    const { stdout, stderr } = await importText(`a,b\n${rows.join('\n')}\n`);
    expect(stdout).toContain('imported 5,494, already there 0, rejected 6');
    expect(stderr.match(/^line [0-9]+/gm)).toEqual(
      [12, 1012, 2012, 3012, 4012, 5012].map((n) => `line ${n}`),
    );
  });
});

describe('a file that cannot be imported', () => {
  const good = `a,b\n${A},${B}\n`;

  test.each([
    ['is not there', ['import', '/nowhere/bindings.csv'], 74],
    ['is a directory', ['import', tmpdir()], 74],
  ])('because it %s', async (_name, words, exitCode) => {
    const { code, stdout, stderr } = await line.run(words);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain('the file cannot be read');
  });

  test.each([
    ['is empty', '', 'line 1: the file is empty'],
    ['has no header', `${A},${B}\n`, 'line 1: there is no column of the name that column 1 has'],
    ['names a column with a number', `a,b,tel ${A.slice(0, 7)}\n`, 'of the name that column 3 has'],
    ['names an unknown column', 'a,b,colour\n', "line 1: there is no column 'colour'"],
    ['names a column with an escape sequence', 'a,b,\u001b[2J\n', "there is no column '\\x1b[2J'"],
    ['names a column twice', 'a,b,a\n', 'line 1: a column stands there twice'],
    ['has no b', 'a,x\n', 'line 1: the first line must name'],
    ['is separated otherwise', `a;b\n${A};${B}\n`, "there is no column 'a;b'"],
    ['is a database', Buffer.from('SQLite format 3\u0000\u0010'), 'line 1: there is a NUL byte'],
    ['is UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), 'line 1: the file is UTF-16'],
  ])('because it %s changes nothing', async (_name, text, message) => {
    const { code, stderr } = await importText(text);
    expect(code).toBe(65);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('\u001b');
    expect(await pairs()).toEqual([]);
  });

  test.each([
    [
      'another encoding',
      Buffer.concat([Buffer.from(good), Buffer.from([0xb6, 0xa9, 0x0a])]),
      'line 3: the line is not UTF-8',
    ],
    ['a NUL byte', `${good}${A},1380\u00000138002\n${A},13800138003\n`, 'line 3: there is a NUL byte'],
    [
      'an open quote',
      `${good}${A},"13800138002\n${A},13800138003\n`,
      'line 3: a quote is opened here and not closed',
    ],
    [
      'a long open quote',
      `${good}"${`${A},13800138003\n`.repeat(5000)}`,
      'or a quote is opened here and not closed',
    ],
    [
      'words behind a quote',
      `${good}${A},"13800138002"x\n${A},13800138003\n`,
      'line 3: something stands behind',
    ],
    [
      'words behind a quote and a blank, and much behind them',
      `${good}${A},"13800138002" x\n${`${A},13800138003\n`.repeat(40_000)}`,
      'line 3: something stands behind',
    ],
    ['an endless line', `${good}${'9'.repeat(MAX_LINE_BYTES * 3)}\n`, 'line 3: the line is longer than'],
  ])('to its end, because of %s, is imported up to there', async (_name, text, message) => {
    const { code, stdout, stderr } = await importText(text);
    expect(code).toBe(65);
    expect(stdout).toContain('imported 1, ');
    expect(stderr).toContain(message);
    expect(await pairs()).toEqual(['00-01']);
  });

  test('because the daemon went away says how far it came', async () => {
    let batches = 0;
    const { operations } = line;
    line = commandLine({
      connectDaemon: async () => ({
        ...operations,
        bindMany: async (input) => {
          batches += 1;
          if (batches > 2) throw new AxbridgeError('daemon-lost');
          return operations.bindMany(input);
        },
        close: async () => undefined,
      }),
    });
    const rows = Array.from({ length: BATCH_LINES * 5 }, () => `${A},${B}`);
    const { code, stderr } = await importText(`a,b\n${rows.join('\n')}\n`);
    expect(code).toBe(69);
    expect(stderr).toContain(
      `lines up to ${BATCH_LINES * 2 + 1} are settled, and the file can be imported again as it is`,
    );
  });
});

test('whole lines are the same wherever the file is cut', async () => {
  const text = Buffer.from('a,b\n订单,"x"\r\n\nlast');
  const everyCut = Array.from({ length: text.length + 1 }, (_, cut) => [
    text.subarray(0, cut),
    text.subarray(cut),
  ]);
  for (const parts of everyCut) {
    const pieces: Buffer[] = [];
    const lines = new WholeLines();
    for await (const piece of lines.of(asSource(parts))) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(text);
    expect(lines.fault).toBeNull();
  }
});

const CSV_PARTS = [`${A},${B}`, ',', '"', '""', '\n', '\r\n', '\r', A, 'x'].map((part) => Buffer.from(part));

test('whatever bytes a file holds, it is read to its end or a line is named, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.constantFrom(...CSV_PARTS)), { maxLength: 12 }),
      async (chunks) => {
        const bytes = Buffer.concat([Buffer.from('a,b\n'), ...chunks.map((chunk) => Buffer.from(chunk))]);
        const { code } = await line.run(['import', '-'], { stdin: bytes });
        expect([0, 65]).toContain(code);
      },
    ),
    { numRuns: 150 },
  );
});

async function* asSource(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield part;
}

describe('the progress bar', () => {
  test('shows how far, how fast and how long still', () => {
    expect(progressText({ rows: 450_000, done: 0.45, elapsedMs: 9000 })).toBe(
      '[###########-------------]  45%  450,000 rows  50,000/s  11 s left',
    );
    expect(progressText({ rows: 1000, done: null, elapsedMs: 500 })).toBe('1,000 rows  2,000/s');
    expect(progressText({ rows: 0, done: 0, elapsedMs: 0 })).toContain('  0%  0 rows  0/s');
    expect(progressText({ rows: 9, done: 1, elapsedMs: 9 })).toContain('100%');
  });
});
