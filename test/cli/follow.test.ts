import { beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/cli/environment.ts';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { type CommandLine, commandLine } from './support/command-line.ts';
import { LIVE_CALL } from './support/memory-operations.ts';

let line: CommandLine;

beforeEach(() => {
  line = commandLine();
  line.calls.live = [LIVE_CALL];
  line.calls.nodes = [{ name: 'main', state: 'ready', because: null }];
});

/** `<23A>` for the control sequence `23A`. */
const readable = (text: string): string =>
  text
    .split('\u001b[')
    .map((part, at) => (at === 0 ? part : part.replace(/^[0-9]*[A-Z]/, '<$&>')))
    .join('');

describe('live calls', () => {
  test('are followed until they end or the user has seen enough', async () => {
    const enough = new AbortController();
    const onOutput = (text: string) => {
      if (text.includes('"talking"')) line.calls.live = [{ ...LIVE_CALL, stage: 'releasing' }];
      if (text.includes('"releasing"')) line.calls.live = [];
      if (text.includes('"gone"')) enough.abort();
    };
    const { stdout } = await line.run(['calls', '--follow', '--json'], {
      interruption: enough.signal,
      onOutput,
    });
    const stages = stdout
      .trim()
      .split('\n')
      .map((row) => (JSON.parse(row) as { stage: string }).stage);
    expect(stages).toEqual(['talking', 'releasing', 'gone']);
  });

  test('are a table on a terminal that is drawn over itself, within its width and height', async () => {
    const enough = new AbortController();
    const many = Array.from({ length: 30 }, (_, at) => ({ ...LIVE_CALL, call: `c-${at}` }));
    line.calls.live = many;
    const onOutput = (text: string) => {
      if (text.includes('30 live calls.')) line.calls.live = [LIVE_CALL];
      if (text.includes('1 live call.')) line.calls.live = [];
      if (text.includes('No live calls.')) enough.abort();
    };
    const { code, stdout } = await line.run(['calls', '--follow'], {
      isTTY: true,
      columns: 40,
      interruption: enough.signal,
      onOutput,
    });
    expect(code).toBe(0);
    const [first = '', second = '', third = ''] = stdout.split('\u001b[J');
    const shown = first.split('\n').map((row) => row.replace('\r', '').replace('\u001b[K', ''));
    // 24 lines: the headline, the titles, 20 calls, how many are not shown, and the cursor's.
    expect(shown).toHaveLength(24);
    expect(shown[0]).toBe('30 live calls.');
    expect(shown[22]).toBe('... and 10 more');
    expect(Math.max(...shown.map((row) => row.length))).toBe(39);
    expect(readable(second)).toMatch(/^<23A>\r1 live call\.<K>\n\rCALL .*<K>\n\rc-0001 .*<K>\n$/);
    expect(third).toBe('\u001b[3A\rNo live calls.\u001b[K\n');
    expect(stdout).not.toContain('13800138');
  });

  test('are followed through a time without a daemon', async () => {
    const enough = new AbortController();
    let answers = 0;
    const away: Partial<Environment> = {
      connectDaemon: async () => {
        answers += 1;
        if (answers === 2) return null;
        const calls = async () => {
          if (answers === 1 && line.calls.live.length === 0) throw new AxbridgeError('daemon-not-running');
          return line.calls.live;
        };
        return { ...line.operations, calls, close: async () => undefined };
      },
    };
    const onOutput = (text: string) => {
      // Come back, the daemon has not asked the switch yet.
      if (text.includes('is back')) line.calls.nodes = [{ name: 'main', state: 'ready', because: null }];
      else if (text.includes('talking')) {
        line.calls.live = [];
        line.calls.nodes = [{ name: 'main', state: 'reconciling', because: null }];
      }
      if (text.includes('gone')) enough.abort();
    };
    const watching = commandLine(away);
    const { code, stdout, stderr } = await watching.run(['calls', '--follow'], {
      interruption: enough.signal,
      onOutput,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^c-0001 {2}talking .*\nc-0001 {2}gone .*\n$/);
    expect(stderr).toBe('The daemon is away: waiting for it.\nThe daemon is back.\n');
    expect(answers).toBe(3);
  });

  test('cannot be followed where there is no daemon in the first place', async () => {
    const without = commandLine({ daemon: false });
    expect((await without.run(['calls', '--follow'])).code).toBe(69);
  });
});
