import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../src/domain/call/leg.ts';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { calledLeg, callerLeg, recordOf, T0 } from '../domain/cdr/given.ts';
import { type CommandLine, commandLine } from './support/command-line.ts';

const A = '+8613800138000';
const B = '+8613800138001';
let line: CommandLine;

beforeEach(async () => {
  line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009', '--sticky']);
});

describe('bindings on the command line', () => {
  test('are made, with numbers masked', async () => {
    const { code, stdout, stderr } = await line.run([
      'bind',
      A,
      B,
      '--x',
      '+8617000000003',
      '--reference',
      '订单',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'binding    1 (new)',
        'A          +861****8000',
        'X          +8617000000003',
        'B          +861****8001',
        'pool       cars',
        'mode       two-way',
        'expires    2026-02-01 08:00:00Z',
        'reference  订单',
        '',
      ].join('\n'),
    );
  });

  test('are shown in full to who asks for it, in JSON too, wherever the option stands', async () => {
    const words = ['bind', A, B];
    expect((await line.run([...words, '--json'])).stdout).not.toMatch(/1380013800/);
    const json = JSON.parse((await line.run(['--json', '--show-numbers', ...words])).stdout);
    expect(json).toMatchObject({ a: A, b: B, existing: true });
    expect((await line.run([...words, '--show-numbers'])).stdout).toContain(`A        ${A}`);
  });

  test('stand in columns that hold for wide characters', async () => {
    await line.run(['bind', A, B, '--x', '+8617000000003', '--reference', '订单 1']);
    await line.run(['bind', A, '+8613800138002', '--x', '+8617000000004', '--mode', 'reverse']);
    const { stdout } = await line.run(['bindings']);
    expect(stdout).toBe(
      [
        'ID  A             X               B             POOL  MODE     STATE  EXPIRES               REFERENCE',
        ' 1  +861****8000  +8617000000003  +861****8001  cars  two-way  live   2026-02-01 08:00:00Z  订单 1',
        ' 2  +861****8000  +8617000000004  +861****8002  cars  reverse  live   2026-02-01 08:00:00Z',
        '',
      ].join('\n'),
    );
  });

  test('are listed one JSON value a line, by party, X and page', async () => {
    for (const peer of [1, 2, 3]) await line.run(['bind', A, `+861380013800${peer}`]);
    const { stdout, stderr } = await line.run(['bindings', '--party', A, '--limit', '2', '--json']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as { id: number });
    expect(rows.map(({ id }) => id)).toEqual([1, 2]);
    expect(stderr).toBe('');
    expect((await line.run(['bindings', '--limit', '2'])).stderr).toContain('--after 2');
    const next = await line.run(['bindings', '--after', '2', '--json']);
    expect(JSON.parse(next.stdout)).toMatchObject({ id: 3 });
  });

  test('are released by id, or by party and X', async () => {
    await line.run(['bind', A, B, '--x', '+8617000000003']);
    await line.run(['bind', A, '+8613800138002', '--x', '+8617000000004']);
    expect((await line.run(['unbind', '1'])).stdout).toContain('binding  1 (released)');
    const second = await line.run(['unbind', '--party', A, '--x', '+8617000000004', '--json']);
    expect(JSON.parse(second.stdout)).toMatchObject({ id: 2, state: 'released' });
    const again = await line.run(['unbind', '1']);
    expect(again.code).toBe(1);
    expect((await line.run(['bindings'])).stderr).toBe('No bindings.\n');
  });

  test('are changed in place', async () => {
    await line.run(['bind', A, B, '--x', '+8617000000003']);
    const changed = await line.run(['amend', '1', '--b', '+8613800138002', '--mode', 'a-to-b', '--json']);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      id: 1,
      b: '+861****8002',
      mode: 'a-to-b',
      x: '+8617000000003',
    });
    expect((await line.run(['route', B, '+8617000000003', '--json'])).stdout).toContain('binding-cooling');
    const shown = await line.run(['amend', '1', '--reference', 'r', '--expires', 'none', '--show-numbers']);
    expect(shown.stdout).toContain('binding    1 (changed)');
    expect(shown.stdout).toContain('+8613800138002');
    expect(await line.run(['amend', '1', '--b', B])).toMatchObject({ code: 1, stdout: '' });
    expect((await line.run(['amend', '1', '--b', 'none'])).stderr).toContain('direction');
    expect((await line.run(['amend', '7', '--b', B])).code).toBe(1);
    await line.run(['bind', A, '--mode', 'ax', '--x', '+8617000000004']);
    expect((await line.run(['amend', '3', '--b', 'none', '--json'])).stdout).toContain('"b":null');
    for (const words of [['amend', '1'], ['amend'], ['amend', '1', '--mode', 'ax'], ['amend', 'x', '--a', A]])
      expect((await line.run(words)).code).toBe(64);
  });

  test('take a policy, which is shown with masked numbers', async () => {
    const quiet = ['--quiet', '22:00-07:00@Asia/Shanghai', '--max-call', '30m', '--release-after', '2'];
    const words = ['bind', A, B, ...quiet, '--deny', '+8613800138009', '--deny', '+86170*', '--grace', '10m'];
    const { stdout } = await line.run(words);
    expect(stdout).toMatch(/quiet +22:00-07:00@Asia\/Shanghai\n/);
    expect(stdout).toMatch(/max call +30m\n/);
    expect(stdout).toMatch(/release after +2 answered calls\n/);
    expect(stdout).toMatch(/deny +\+861\*\*\*\*8009 \+86170\*\n/);
    const { policy } = JSON.parse((await line.run(['bindings', '--json', '--show-numbers'])).stdout);
    expect(policy).toMatchObject({ graceSeconds: 600, callers: { deny: ['+8613800138009', '+86170*'] } });
    const pool = await line.run(['pool', 'add', 'cars', '--ring-timeout', '20s']);
    expect(pool.stdout).toMatch(/ring timeout +20s\n/);
  });

  test('take the wish for a recording and for a question after the talk, or for none', async () => {
    const shown = await line.run(['bind', A, B, '--record', 'stereo+consent', '--survey', 'b']);
    expect(shown.stdout).toMatch(/recording +stereo, recording-consent to both\n/);
    expect(shown.stdout).toMatch(/survey +b, keys 12345, survey-question\n/);
    const off = await line.run(['bind', A, B, '--record', 'off', '--survey', 'none']);
    expect(off.stdout).toMatch(/recording +off\n/);
    expect(off.stdout).not.toContain('survey');
    const unsaid = await line.run(['bind', A, B, '--record', 'none', '--max-call', '1m']);
    expect(unsaid.stdout).not.toContain('recording');
  });

  test.each([
    ['--quiet', '22-07'],
    ['--max-call', 'long'],
    ['--release-after', '0'],
    ['--deny', '138*'],
    ['--record', 'loud'],
    ['--survey', 'everybody'],
  ])('refuse a policy with %s %s', async (option, value) => {
    expect((await line.run(['bind', A, B, option, value])).code).not.toBe(0);
    expect((await line.run(['bindings'])).stderr).toBe('No bindings.\n');
  });

  test.each([
    ['nothing', ['unbind']],
    ['both ways', ['unbind', '1', '--party', A, '--x', '+8617000000003']],
    ['half a way', ['unbind', '--party', A]],
    ['no id', ['unbind', '0x10']],
  ])('are not released by %s', async (_name, words) => {
    expect((await line.run(words)).code).toBe(64);
  });
});

describe('pools on the command line', () => {
  test('are listed with how full they are', async () => {
    await line.run(['pool', 'add', 'parcels', '95000001-95000099', '--area-code', '10', '--language', 'en']);
    await line.run(['bind', A, B, '--pool', 'cars']);
    expect((await line.run(['pool', 'list'])).stdout).toBe(
      [
        'POOL     NUMBERS  LOCKED  LIVE  BUSIEST  HEADROOM  COOL-DOWN  STICKY  PROMPTS  RANGES',
        'cars           9       0     1        1         8  7d         yes     zh       +8617000000001-+8617000000009',
        'parcels       99       0     0        0        99  7d         no      en       95000001-95000099 (area 10)',
        '',
      ].join('\n'),
    );
  });

  test('say when the busiest party can get few numbers more', async () => {
    await line.run(['bind', A, B, '--pool', 'cars']);
    const set = (percent: string) => line.run(['pool', 'add', 'cars', '--low-water', percent]);
    expect((await set('90')).stdout).toContain('headroom       8 (low)\nlow water      90 %\n');
    const [header = '', row = ''] = (await line.run(['pool', 'list'])).stdout.split('\n');
    expect(row.slice(header.indexOf('HEADROOM'))).toMatch(/^ *8 \(low\) /);
    expect((await set('none')).stdout).toContain('headroom       8\nlow water      none\n');
    for (const wrong of ['101', '-1', 'little']) expect((await set(wrong)).code).toBe(64);
  });

  test('fall back across areas in the order that they are given, or that a bind gives', async () => {
    for (const [n, code] of ['10', '21', '755'].entries())
      await line.run(['pool', 'add', 'areas', `+861700000010${n}`, '--area-code', code]);
    const set = await line.run(['pool', 'add', 'areas', '--area-fallback', '755,21']);
    expect(set.stdout).toContain('falls back on  area 755, 21\n');
    const bind = async (b: number, ...words: string[]) => {
      const area = ['--pool', 'areas', '--area-code', '10', ...words];
      const { code, stdout } = await line.run(['bind', A, `1380013810${b}`, '--json', ...area]);
      return code === 0 ? (JSON.parse(stdout) as { x: string }).x : code;
    };
    expect(await bind(0)).toBe('+8617000000100');
    expect(await bind(1, '--area-fallback', 'none')).toBe(1);
    expect(await bind(1, '--area-fallback', '21')).toBe('+8617000000101');
    expect(await bind(2)).toBe('+8617000000102');
    for (const wrong of ['', '21,', 'x', '21 755']) expect(await bind(3, '--area-fallback', wrong)).toBe(64);
    expect(await bind(3, '--area-fallback', '21,21')).toBe(65);
    expect((await line.run(['bind', A, B, '--pool', 'areas', '--area-fallback', '21'])).code).toBe(65);
    const none = await line.run(['pool', 'add', 'areas', '--area-fallback', 'none']);
    expect(none.stdout).not.toContain('falls back');
  });

  test('are locked, unlocked and removed', async () => {
    const locked = await line.run(['pool', 'lock', 'cars', '+8617000000001-+8617000000002', '--json']);
    expect(JSON.parse(locked.stdout)).toMatchObject({ numbers: 9, lockedNumbers: 2 });
    expect((await line.run(['pool', 'unlock', 'cars'])).stdout).toContain('numbers        9\n');
    expect((await line.run(['pool', 'remove', 'cars'])).stdout).toBe('removed pool cars\n');
    expect((await line.run(['pool', 'list'])).stderr).toContain('axbridge pool add');
  });

  test('take their own refusals', async () => {
    const set = await line.run([
      'pool',
      'add',
      'cars',
      '--refusal',
      'no-binding=UNALLOCATED_NUMBER:no-binding',
      '--refusal',
      'caller-withheld=CALL_REJECTED',
    ]);
    expect(set.code).toBe(0);
    const route = await line.run(['route', A, '+8617000000003', '--json']);
    expect(JSON.parse(route.stdout)).toMatchObject({ prompt: 'no-binding', cause: 'UNALLOCATED_NUMBER' });
    const withheld = await line.run(['route', 'anonymous', '+8617000000003', '--json']);
    expect(JSON.parse(withheld.stdout)).toMatchObject({ prompt: null, cause: 'CALL_REJECTED' });
    expect((await line.run(['pool', 'add', 'cars', '--refusal', 'no-binding'])).code).toBe(64);
  });
});

describe('calls on the command line', () => {
  test('are listed', async () => {
    expect((await line.run(['calls'])).stdout).toBe(
      [
        'CALL    FLOW    STAGE    CALLER        X               CALLEE        SINCE                 SWITCH',
        'c-0001  masked  talking  +861****8000  +8617000000001  +861****8001  2026-01-31 08:00:00Z  main',
        '',
      ].join('\n'),
    );
  });

  test('show A to B only where that is allowed', async () => {
    const refused = await line.run(['call', A, B, '--show-a']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('real numbers may not be displayed');
  });

  test('are made and ended', async () => {
    const made = await line.run(['call', A, B]);
    expect(made.stdout).toMatch(/^call {5}c-0002\nX {8}\+861700000000[1-9]\nbinding {2}1\n$/);
    expect((await line.run(['hangup', 'c-0001'])).stdout).toBe('hanging up c-0001\n');
    expect(line.calls.hungUp).toEqual(['c-0001']);
    const unknown = await line.run(['hangup', 'c-\u001b]0;x']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('c-\\x1b]0;x');
  });

  test('show the state of the daemon', async () => {
    line.calls.nodes = [{ name: 'main', state: 'waiting', because: 'connection refused' }];
    expect((await line.run(['status'])).stdout).toBe(
      [
        'version      0.1.0',
        'since        2026-01-31 07:00:00Z',
        'state        running',
        'calls        1 live call',
        'switch main  waiting: connection refused',
        '',
      ].join('\n'),
    );
  });
});

describe('without a daemon', () => {
  beforeEach(() => {
    line = commandLine({ daemon: false });
  });

  test('what needs the store only goes to the store', async () => {
    expect((await line.run(['pool', 'add', 'cars', '95000001'])).code).toBe(0);
    expect((await line.run(['bind', A, B])).code).toBe(0);
    expect((await line.run(['bindings', '--json'])).stdout).toContain('95000001');
    expect((await line.run(['key', 'rotate'])).stdout).toBe('sealed 5 bindings under a new key\n');
  });

  test.each([[['call', A, B]], [['calls']], [['hangup', 'c-1']], [['status']]])(
    '%j says so',
    async (words) => {
      const { code, stdout, stderr } = await line.run(words);
      expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
      expect(stderr).toBe(
        'axbridge: no daemon answers on the control socket\n  Start it with `axbridge serve`. Trying again is safe.\n',
      );
    },
  );
});

describe('an error', () => {
  test('names what and where, what to do, and whether to try again', async () => {
    const { code, stdout, stderr } = await line.run(['bind', 'nobody', B]);
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toMatch(
      /^axbridge: this is not the number of a party: a: .+\n {2}Write it as .+ Try again when that is done\.\n$/,
    );
  });

  test('is an object for programs', async () => {
    const { stderr } = await line.run(['--json', 'unbind', '99']);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'binding-not-found',
        class: 'refused',
        title: 'there is no such binding',
        detail: null,
        advice: 'See `axbridge bindings`.',
        retry: 'never',
        exitCode: 1,
      },
    });
  });

  test.each([
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['a word that is nearly a command', ['bimd', A, B], /Did you mean bind\?/],
    ['an unknown option', ['bindings', '--colour'], /unknown option '--colour'/],
    ['a missing argument', ['bind', A], /missing required argument 'b'/],
    ['one argument too many', ['calls', 'all'], /too many arguments/],
    ['a wrong choice', ['bind', A, B, '--mode', 'sideways'], /Allowed choices are two-way, reverse/],
    ['a limit out of bounds', ['bindings', '--limit', '0'], /from 1 to 1000/],
    ['an escape sequence', ['\u001b[31mbind'], /unknown command '\\x1b\[31mbind'/],
  ])('of usage is told for %s', async (_name, words, message) => {
    const { code, stdout, stderr } = await line.run(words);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('\u001b');
    const json = await line.run(['--json', ...words]);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'usage', exitCode: 64 } });
  });

  test('of several lines keeps them apart', async () => {
    const broken = commandLine({
      connectDaemon: async () => {
        throw new AxbridgeError('config-invalid', 'axbridge.yaml:1:1: x: bad\naxbridge.yaml:2:1: y: bad');
      },
    });
    const { code, stderr } = await broken.run(['pool', 'list']);
    expect(code).toBe(78);
    expect(stderr.split('\n')).toEqual([
      'axbridge: the configuration is not valid: axbridge.yaml:1:1: x: bad',
      '  axbridge.yaml:2:1: y: bad',
      '  Correct the lines that the detail names. Try again when that is done.',
      '',
    ]);
  });

  test('that nobody thought of is a fault of ours', async () => {
    const broken = commandLine({ openStore: () => Promise.reject(new TypeError('oops')), daemon: false });
    expect(await broken.run(['pool', 'list'])).toMatchObject({ code: 70, stdout: '' });
  });
});

describe('the other commands', () => {
  test('tell what they wrote', async () => {
    expect((await line.run(['init', 'etc'])).stdout).toBe(
      'wrote etc/axbridge.yaml\nwrote etc/axbridge.key\n',
    );
    const conf = await line.run(['freeswitch-conf', 'conf']);
    expect(conf.stdout).toBe('wrote 2 files to conf\n');
    expect(conf.stderr).toBe('warning: odd\\x1b[2J\n');
  });

  test('doctor tells each check, goes on after a bad one, and ends with 1 then', async () => {
    const ill = commandLine({
      diagnosis: async () => ({
        close: async () => undefined,
        checks: [
          { name: 'configuration', run: async () => ({ status: 'ok', detail: 'fine', advice: null }) },
          { name: 'key', run: () => Promise.reject(new AxbridgeError('key-unsafe', '/etc/axbridge.key')) },
          { name: 'clock', run: async () => ({ status: 'warning', detail: '3 s off', advice: 'Use NTP.' }) },
        ],
      }),
    });
    const { code, stdout, stderr } = await ill.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'ok       configuration: fine',
        'failed   key: others can read the key file: /etc/axbridge.key',
        '         Give it mode 0600 and think about rotating the key.',
        'warning  clock: 3 s off',
        '         Use NTP.',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('1 check failed.\n');
    const rows = (await ill.run(['doctor', '--json'])).stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows.map(({ status }) => status)).toEqual(['ok', 'failed', 'warning']);
    expect((await line.run(['doctor'])).code).toBe(0);
  });

  test('take the configuration from the option, the environment, or its place', async () => {
    await line.run(['serve', '--config', 'one.yaml'], { env: { AXBRIDGE_CONFIG: 'two.yaml' } });
    await line.run(['-c', 'one.yaml', 'serve'], {});
    await line.run(['serve'], { env: { AXBRIDGE_CONFIG: 'two.yaml' } });
    await line.run(['serve']);
    expect(line.configPaths.slice(-4)).toEqual(['one.yaml', 'one.yaml', 'two.yaml', 'axbridge.yaml']);
  });

  test('print their version', async () => {
    expect((await line.run(['--version'])).stdout).toBe('0.1.0\n');
    expect((await line.run(['version'])).stdout).toBe(`axbridge 0.1.0 (Node ${process.versions.node})\n`);
  });
});

describe('export', () => {
  test('gives a file that import reads back', async () => {
    await line.run([
      'bind',
      A,
      B,
      '--x',
      '+8617000000003',
      '--reference',
      'say "hi", 你好',
      '--after-call',
      '10m',
    ]);
    await line.run(['bind', A, '+8613800138002', '--mode', 'reverse', '--expires', 'none']);
    const { stdout, stderr } = await line.run(['export', '--show-numbers']);
    expect(stderr).toBe('');
    const directory = await mkdtemp(join(tmpdir(), 'axbridge-export-'));
    const file = join(directory, 'bindings.csv');
    await writeFile(file, stdout);
    const other = commandLine();
    await other.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009']);
    expect((await other.run(['import', file])).stderr).toBe('');
    const views = async (one: CommandLine) =>
      (await one.run(['bindings', '--show-numbers', '--json'])).stdout;
    expect(await views(other)).toBe(await views(line));
    await rm(directory, { recursive: true });
  });

  test('masks numbers unless it is told not to, and says so', async () => {
    await line.run(['bind', A, B]);
    const { stdout, stderr } = await line.run(['export']);
    expect(stdout).not.toMatch(/1380013800/);
    expect(stderr).toContain('--show-numbers');
  });

  test('goes through all pages', async () => {
    await line.run(['pool', 'add', 'many', '95000001-95002500']);
    const rows = Array.from({ length: 2500 }, (_, at) => ({
      a: A,
      b: `+86139${String(at).padStart(8, '0')}`,
      pool: 'many',
    }));
    await line.operations.bindMany({ rows });
    expect((await line.run(['export', '--pool', 'many'])).stdout.trim().split('\n')).toHaveLength(2501);
  });
});

describe('records of calls on the command line', () => {
  const call = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as CallId;

  beforeEach(async () => {
    for (const n of [1, 2, 3]) {
      const record = {
        ...recordOf([callerLeg(), calledLeg()]),
        call: call(n),
        createdAt: T0 + n,
        pool: 'cars',
      };
      await line.cdrs.settle([{ call: call(n), record, legs: [] }]);
    }
  });

  test('are CSV with masked numbers, one line a call', async () => {
    const { code, stdout } = await line.run(['cdr', '--since', '1h', '--until', '2026-01-31T08:00:01Z']);
    expect(code).toBe(0);
    const [head, first, ...rest] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^call,revision,createdAt,outcome,/);
    expect(first).toContain('2026-01-31T08:00:00.000001Z,answered,caller,NORMAL_CLEARING,16,');
    expect(first).toContain('+8617000000001,+861****8000,+861****8001,x,a-to-b,masked,7');
    expect(rest).toHaveLength(2);
  });

  test('are JSON lines with their legs, and with numbers in full to who asks for them', async () => {
    const words = ['cdr', '--number', A, '--format', 'jsonl'];
    const masked = await line.run(words);
    expect(masked.stdout).not.toMatch(/1380013800/);
    const open = (await line.run([...words, '--show-numbers'])).stdout.trimEnd().split('\n');
    expect(open).toHaveLength(3);
    expect(JSON.parse(open[0] ?? '')).toMatchObject({
      caller: A,
      callerReceived: A,
      legs: [{}, { party: B }],
    });
  });

  test.each([
    [['--outcome', 'nobody-home'], 'outcome'],
    [['--since', 'yesterday'], 'since'],
    [['--number', 'x'], 'number'],
    [['--format', 'xml'], 'format'],
  ])('refuse %j and say what is wrong', async (words, place) => {
    const { code, stdout, stderr } = await line.run(['cdr', ...words]);
    expect({ code, stdout }).toMatchObject({ stdout: '' });
    expect(code).not.toBe(0);
    expect(stderr).toContain(place);
  });
});
