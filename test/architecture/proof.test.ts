import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../scripts/prove/machine.ts';
import { judge, untried } from '../../scripts/prove/outcome.ts';
import { isProven, proofOf, proofPage, proofTable } from '../../scripts/prove/proof.ts';
import { runClaim } from '../../scripts/prove/run-claim.ts';
import { CLAIMS, type Claim } from '../prove/claims.ts';
import { ROOT } from './repository.ts';

const directory = mkdtempSync(join(tmpdir(), 'axbridge-claim-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const CLAIM: Claim = { id: 'one', claim: 'It holds', script: ['one.ts'], needs: [], limitMinutes: 5 };
const ENDING = {
  code: 0,
  stdout: '{"tried":3,"failed":0,"note":"calls"}\n',
  stderr: '',
  seconds: 1,
  cut: null,
};
const MACHINE: Machine = {
  cores: 2,
  memoryGiB: 8,
  kernel: 'Linux 6',
  node: '24',
  freeswitch: null,
  commit: 'c',
};

describe('a claim', () => {
  it('has a name of its own, and a script that is there', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
    const named = CLAIMS.flatMap(({ script }) => script.filter((word) => word.endsWith('.ts')));
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(CLAIMS.length).toBeGreaterThan(3);
  });

  it('holds only when its program ran to its end and said that something was tried and nothing failed', () => {
    expect(judge(CLAIM, ENDING)).toMatchObject({ outcome: 'held', tried: 3, failed: 0, note: 'calls' });
  });

  it.each([
    ['a trial failed', { stdout: '{"tried":3,"failed":2}' }, 3, 2],
    ['its program broke', { code: 1, stdout: '', stderr: 'a\nno room\n' }, 0, 1],
    ['its program broke after it had said that all is well', { code: 1 }, 3, 1],
    ['a signal ended its program', { code: null }, 3, 1],
    ['it did not end', { code: null, cut: 'limit' as const }, 3, 1],
    ['it said nothing', { stdout: '' }, 0, 1],
    ['it said what cannot be read', { stdout: '{"tried":3,"fail' }, 0, 1],
    ['it said what is no count', { stdout: '{"tried":3,"failed":-1}' }, 0, 1],
    ['it said something after its last line', { stdout: `${ENDING.stdout}done\n` }, 0, 1],
    ['it said null', { stdout: 'null\n' }, 0, 1],
  ])('has failed when %s', (_, ending, tried, failed) => {
    expect(judge(CLAIM, { ...ENDING, ...ending })).toMatchObject({ outcome: 'failed', tried, failed });
  });

  it('has not been tried when there was nothing to try, when it was stopped, or when the machine lacks something', () => {
    const nothing = judge(CLAIM, { ...ENDING, stdout: '{"tried":0,"failed":0}' });
    const stopped = judge(CLAIM, { ...ENDING, code: null, cut: 'stopped' });
    for (const row of [nothing, stopped, untried(CLAIM, 'needs a switch')]) {
      expect(row.outcome).toBe('not tried');
      expect(isProven(proofOf([judge(CLAIM, ENDING), row], MACHINE, new Date(0), 1))).toBe(false);
    }
  });
});

describe('the program of a claim', () => {
  it('is run, and its last line believed', async () => {
    const row = await run(
      'console.error("at work"); console.log("1 of 2"); console.log(JSON.stringify({tried:2,failed:1}))',
    );
    expect(row).toMatchObject({ outcome: 'failed', tried: 2, failed: 1, said: 'at work\n' });
  });

  it('that throws has failed, with the reason', async () => {
    expect(await run('process.stderr.write("no room"); process.exitCode = 3')).toMatchObject({
      outcome: 'failed',
      failed: 1,
      note: 'ended with 3: no room',
    });
  });

  it('that does not end is ended, with what it has started', async () => {
    const pidFile = join(directory, 'pid');
    const row = await run(
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => process.exit(0));
       const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'pipe', 'ignore'] });
       child.stdout.once('data', () => { writeFileSync(${JSON.stringify(pidFile)}, String(child.pid)); console.error('ready'); });`,
      'ready',
    );
    expect(row.outcome).toBe('not tried');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  });
});

describe('a proof', () => {
  const rows = [
    judge(CLAIM, { ...ENDING, stdout: '{"tried":3,"failed":2,"note":"a | b"}' }),
    judge({ ...CLAIM, id: 'two' }, ENDING),
    untried({ ...CLAIM, id: 'three' }, 'needs a switch'),
  ];
  const proof = proofOf(rows, MACHINE, new Date(0), 1.23);

  it('has a row for each claim, with its own command, and the sums', () => {
    const page = proofPage(proof);
    expect(page).toContain('| one | It holds | 3 | 2 | 1 s | `node one.ts` | a \\| b |');
    expect(page).toContain('| three | It holds | not tried | - | 0 s | `node one.ts` | needs a switch |');
    expect(page).toContain('| **6** | **2** |');
    expect(page).toContain(
      '1970-01-01 00:00 UTC, commit c, FreeSWITCH (none), Node 24, Linux 6, 2 cores, 8 GiB',
    );
    expect(proofTable(proof).split('\n')).toHaveLength(5);
    expect(proof).toMatchObject({ tried: 6, failed: 2, notTried: 1, minutes: 1.2 });
  });

  it('of nothing proves nothing', () => {
    expect(isProven(proofOf([], MACHINE, new Date(0), 1))).toBe(false);
    expect(isProven(proofOf([judge(CLAIM, ENDING)], MACHINE, new Date(0), 1))).toBe(true);
  });

  it('is not begun with a claim that nobody knows', async () => {
    const asked = promisify(execFile)(process.execPath, [join(ROOT, 'scripts/prove.ts'), 'nothing-like-it']);
    await expect(asked).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('no such claim') });
  });
});

/** Runs this text as the program of a claim; with `until`, until it has said so. */
async function run(text: string, until?: string) {
  const script = join(directory, `${Math.random()}.mjs`);
  writeFileSync(script, text);
  const stop = new AbortController();
  let said = '';
  const row = await runClaim({ ...CLAIM, script: [script] }, directory, stop.signal, (more) => {
    said += more;
    if (until !== undefined && said.includes(until)) stop.abort();
  });
  return { ...row, said };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and that nobody has asked for yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
