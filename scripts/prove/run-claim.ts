import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Claim } from '../../test/prove/claims.ts';
import { type Ending, judge, type Row } from './outcome.ts';

/** How long its program may take to end what it has started when it is told to end. */
const GRACE_MS = 10_000;

/**
 * Runs the program of a claim to its end, in a group of processes of its own, so that nothing of it is left.
 *
 * @param progress is given what it writes to standard error, as it comes
 */
export async function runClaim(
  claim: Claim,
  root: string,
  stop: AbortSignal,
  progress: (text: string) => void,
): Promise<Row> {
  const startedAt = performance.now();
  const limit = AbortSignal.timeout(claim.limitMinutes * 60_000);
  const child = spawn(process.execPath, [...claim.script], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout = (said.stdout + text).slice(-100_000);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr = (said.stderr + text).slice(-100_000);
    progress(text);
  });
  const code = await ended(child, AbortSignal.any([stop, limit]));
  const seconds = (performance.now() - startedAt) / 1_000;
  const cut: Ending['cut'] = stop.aborted ? 'stopped' : limit.aborted ? 'limit' : null;
  return judge(claim, { code, seconds, cut, ...said });
}

async function ended(child: ChildProcess, end: AbortSignal): Promise<number | null> {
  let killer: NodeJS.Timeout | null = null;
  const tell = (): void => {
    signalGroup(child, 'SIGTERM');
    killer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  };
  if (end.aborted) tell();
  else end.addEventListener('abort', tell, { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  end.removeEventListener('abort', tell);
  if (killer !== null) clearTimeout(killer);
  signalGroup(child, 'SIGKILL');
  return code;
}

/** To all that it started, where something is left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}
