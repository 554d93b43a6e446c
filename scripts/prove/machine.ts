import { execFileSync } from 'node:child_process';
import { availableParallelism, release, totalmem, type } from 'node:os';
import type { Need } from '../../test/prove/claims.ts';
import { findFreeswitch, findSipp } from '../../test/support/find-program.ts';

/** On what the claims were tried: nothing that names a machine, a path or a person. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  /** `Linux 6`. */
  readonly kernel: string;
  readonly node: string;
  /** `null` where there is none. */
  readonly freeswitch: string | null;
  /** Of the sources; with `+` where files differ from it. */
  readonly commit: string;
}

export function machine(root: string): Machine {
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release().split('.')[0] ?? ''}`,
    node: process.versions.node,
    freeswitch: freeswitchVersion(),
    commit: commitOf(root),
  };
}

/** What a claim needs and this machine has not got. */
export function missing(needs: readonly Need[]): readonly string[] {
  const absent: Readonly<Record<Need, string | null>> = {
    freeswitch: findFreeswitch() === null ? 'FreeSWITCH (set FREESWITCH to its binary)' : null,
    sipp: findSipp() === null ? 'SIPp (Debian: sip-tester)' : null,
  };
  return needs.flatMap((need) => absent[need] ?? []);
}

function freeswitchVersion(): string | null {
  const program = findFreeswitch();
  if (program === null) return null;
  return /version: ([^\s+~]+)/.exec(output(program, ['-version']))?.[1] ?? 'unknown';
}

function commitOf(root: string): string {
  const commit = output('git', ['-C', root, 'rev-parse', '--short=12', 'HEAD']).trim();
  const changed = output('git', [
    '-C',
    root,
    'status',
    '--porcelain',
    '--',
    '.',
    ':!docs/proof.*',
    ':!node_modules',
  ]).trim();
  return commit === '' ? 'unknown' : `${commit}${changed === '' ? '' : '+'}`;
}

function output(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
