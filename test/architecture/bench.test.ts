import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { benchPlot } from '../../scripts/bench/bench-plot.ts';
import { BENCHES } from '../../scripts/bench/benches.ts';
import { atLeast, atMost, boundText, measured } from '../../scripts/bench/measured.ts';
import { ROOT } from './repository.ts';

const run = promisify(execFile);

describe('npm run bench', () => {
  it('has a name for each benchmark, and a script that is there', () => {
    expect(new Set(BENCHES.map(({ id }) => id)).size).toBe(BENCHES.length);
    for (const { script } of BENCHES) expect(existsSync(join(ROOT, script[0] ?? ''))).toBe(true);
  });

  it('does not take what a program did not measure for figures', () => {
    for (const { rowsOf } of BENCHES)
      for (const printed of [null, {}, [], { rows: [{}] }]) expect(() => rowsOf(printed)).toThrow();
  });

  it('reads bounds in both directions out of what the programs print', () => {
    const [pdd, store] = [BENCHES.find(({ id }) => id === 'pdd'), BENCHES.find(({ id }) => id === 'store')];
    const rows = [{ rank: 'p50', added: 22.5, bound: 22 }];
    expect(pdd?.rowsOf({ rows })).toEqual([
      {
        metric: 'post-dial delay over static, p50',
        value: 22.5,
        unit: 'ms',
        bound: atMost(22),
        holds: false,
      },
    ]);
    const stored = {
      metric: 'durable binds',
      bindings: 1000,
      value: 20_001,
      unit: 'per s',
      bound: '>= 20,000',
    };
    expect(store?.rowsOf({ rows: [stored] })).toMatchObject([{ bound: atLeast(20_000), holds: true }]);
  });

  it('says so when a bound is missed, in words and in the plot', () => {
    const [kept, missed, free] = [
      measured('a <b>', 2, 'ms', atMost(2)),
      measured('c', 1, 's', atLeast(2)),
      measured('d', 3, 's'),
    ];
    expect([kept.holds, missed.holds, free.holds]).toEqual([true, false, null]);
    expect(boundText(missed.bound)).toBe('at least 2');
    const plot = benchPlot('it', [kept, missed, free]);
    expect(plot.match(/#c43/g)).toHaveLength(1);
    expect(plot.match(/#2a7/g)).toHaveLength(1);
    expect(plot).toContain('a &lt;b>');
    expect(plot).not.toContain('>d: ');
  });

  it('refuses a name that it does not know', async () => {
    const asked = run(process.execPath, ['scripts/bench.ts', 'nothing'], { cwd: ROOT });
    await expect(asked).rejects.toMatchObject({
      code: 64,
      stderr: expect.stringContaining('There are: pdd'),
    });
  });
});
