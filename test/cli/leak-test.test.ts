import { describe, expect, test } from 'vitest';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import type { LeakTestReport, LeakTestRequest } from '../../src/ports/leak-test.ts';
import { commandLine } from './support/command-line.ts';

const counts = (tried: number, leaked: number) => [{ name: 'direct dial', tried, leaked }];

function reportOf(changes: Partial<LeakTestReport>): LeakTestReport {
  const { tried = 4, leaked = 0 } = changes;
  const flows = counts(tried, leaked);
  const empty = { leaks: [], odd: [], places: [], endings: [] };
  return { calls: 2, tried, leaked, flows, ...empty, ...changes };
}

const LEAK = {
  place: 'SDP i=',
  flow: 'direct dial',
  ending: 'caller hangs up',
  spelling: 'e164',
  direction: 'caller to callee',
  secret: 'number',
  writtenAs: 'digits',
  context: 'i=+8613912340001\u001b[2J',
} as const;

describe('leak-test', () => {
  const line = (report: Partial<LeakTestReport>, asked: LeakTestRequest[] = []) =>
    commandLine({
      leakTest: async (request, onProgress) => {
        asked.push(request);
        onProgress({ done: 1, calls: 2, leaked: 0 });
        return reportOf(report);
      },
    });

  test('says calmly that nothing came through, and ends with 0', async () => {
    expect(await line({}).run(['leak-test'])).toEqual({
      code: 0,
      stdout: [
        'FLOW         TRIED  LEAKED',
        'direct dial      4       0',
        'all              4       0',
        'Nothing came through in 2 calls.',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('names what came through, and ends with 1', async () => {
    const { code, stdout } = await line({ leaked: 1, leaks: [LEAK] }).run(['leak-test']);
    expect(code).toBe(1);
    expect(stdout).toContain('Something came through in 1 of 4 combinations:');
    expect(stdout).toContain(
      '  SDP i=, caller to callee, direct dial, caller hangs up: number in "i=+8613912340001\\x1b[2J"',
    );
  });

  test('gives the whole report to programs', async () => {
    const { code, stdout } = await line({ leaked: 1, leaks: [LEAK] }).run(['leak-test', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(reportOf({ leaked: 1, leaks: [LEAK] }));
  });

  test.each<Partial<LeakTestReport>>([
    { odd: [{ place: 'Via', flow: 'direct dial', ending: 'caller hangs up', because: 'nobody was called' }] },
    { tried: 0 },
  ])('says with another code that it proves nothing: %j', async (report) => {
    const { code, stderr } = await line(report).run(['leak-test']);
    expect(code).toBe(75);
    expect(stderr).toContain('did not go as planned');
  });

  test('asks for what was said', async () => {
    const asked: LeakTestRequest[] = [];
    const parties = [
      '--a',
      '+8613800138000',
      '--b',
      '+8613800138001',
      '--listen',
      '192.0.2.7:5060',
      '192.0.2.8:5060',
    ];
    await line({}, asked).run([
      'leak-test',
      '--switch',
      '192.0.2.1:5060',
      '--calls',
      '7',
      '--at-once',
      '3',
      ...parties,
    ]);
    expect(asked[0]).toMatchObject({
      switchAddress: '192.0.2.1:5060',
      callFrom: null,
      listenAt: ['192.0.2.7:5060', '192.0.2.8:5060'],
      parties: { a: '+8613800138000', b: '+8613800138001' },
      calls: 7,
      lanes: 3,
      seed: 1,
    });
  });

  test.each([
    [['--a', '+8613800138000'], 65],
    [['--listen', '192.0.2.7:5060'], 65],
    [['--calls', '0'], 64],
    [['--at-once', 'many'], 64],
  ])('refuses %j', async (words, code) => {
    expect((await line({}).run(['leak-test', ...words])).code).toBe(code);
  });

  test('ends with the code of what stood in the way', async () => {
    const failing = commandLine({
      leakTest: () => Promise.reject(new AxbridgeError('leak-test-gateway', 'gateway east')),
    });
    expect(await failing.run(['leak-test'])).toMatchObject({ code: 78, stdout: '' });
  });
});
