import type { Claim } from '../../test/prove/claims.ts';

/** What came of trying a claim. */
export interface Row {
  readonly id: string;
  readonly claim: string;
  /**
   * `held`: tried, and no trial failed. `failed`: some did, or the program that tries it broke, which counts as a failure.
   * `not tried`: this machine lacks something, the proof was stopped, or there was nothing to try.
   */
  readonly outcome: 'held' | 'failed' | 'not tried';
  readonly tried: number;
  readonly failed: number;
  readonly note: string;
  readonly seconds: number;
  /** Tries this claim alone. */
  readonly command: string;
}

/** How the program of a claim ended, and what it printed. */
export interface Ending {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Why it was ended before its time. */
  readonly cut: 'stopped' | 'limit' | null;
}

type Found = Pick<Row, 'outcome' | 'tried' | 'failed' | 'note'>;

/** A claim that was not tried, and why. */
export function untried(claim: Claim, why: string): Row {
  return rowOf(claim, { outcome: 'not tried', tried: 0, failed: 0, note: why }, 0);
}

/** Nothing is taken for good that did not say so: only exit code 0 together with a last line that can be read. */
export function judge(claim: Claim, ending: Ending): Row {
  return rowOf(claim, found(claim, ending), ending.seconds);
}

function found(claim: Claim, ending: Ending): Found {
  if (ending.cut === 'stopped') return { outcome: 'not tried', tried: 0, failed: 0, note: 'stopped' };
  const said = lastLine(ending.stdout);
  if (ending.cut === 'limit') return broken(said, `had not ended after ${claim.limitMinutes} minutes`);
  if (ending.code !== 0)
    return broken(said, `ended with ${ending.code ?? 'a signal'}: ${lastWords(ending.stderr)}`);
  if (said === null) return broken(said, 'did not say what it tried');
  if (said.failed > 0) return { outcome: 'failed', ...said };
  return { outcome: said.tried > 0 ? 'held' : 'not tried', ...said };
}

function broken(said: Said | null, note: string): Found {
  return { outcome: 'failed', tried: said?.tried ?? 0, failed: Math.max(1, said?.failed ?? 0), note };
}

interface Said {
  readonly tried: number;
  readonly failed: number;
  readonly note: string;
}

function lastLine(stdout: string): Said | null {
  try {
    const said: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    const { tried, failed, note = '' } = Object(said) as Readonly<Record<string, unknown>>;
    return isCount(tried) && isCount(failed) ? { tried, failed, note: String(note) } : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function lastWords(stderr: string): string {
  return stderr.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
}

function rowOf({ id, claim, script }: Claim, what: Found, seconds: number): Row {
  const command = ['node', ...script].join(' ');
  return { id, claim, ...what, seconds: Math.round(seconds), command };
}
