import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What one process of several did, as the last line of its output says. */
export interface Share {
  readonly worlds: number;
  readonly hours: number;
  readonly next: number;
  readonly calls: number;
  readonly records: number;
  readonly acknowledged: number;
  readonly deaths: number;
  readonly faults: number;
  readonly failed: number;
}

/**
 * Runs a script of ours several times at once, each with words of its own, and collects what each said last. Ctrl-C reaches all of them by
 * the terminal; a SIGTERM is handed on.
 * @throws Error when one of them broke, or said nothing
 */
export async function sharesOf(
  script: string,
  words: readonly (readonly string[])[],
): Promise<readonly Share[]> {
  const children = words.map((more) =>
    spawn(process.execPath, [script, ...more], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const stop = (): void => {
    for (const child of children) child.kill('SIGTERM');
  };
  process.once('SIGTERM', stop);
  // They hear it themselves; we wait for what they say.
  process.once('SIGINT', () => undefined);
  try {
    return await Promise.all(children.map(shareOf));
  } finally {
    process.removeListener('SIGTERM', stop);
    stop();
  }
}

async function shareOf(child: ChildProcess): Promise<Share> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const { share } = JSON.parse(output.trimEnd().split('\n').at(-1) || '{}') as { readonly share?: Share };
  if (code !== 0 || share === undefined) throw new Error(`a process of the simulation ended with ${code}`);
  return share;
}

/** All together; before `next` no world was left out. */
export function summed(shares: readonly Share[]): Share {
  const sum = (of: (share: Share) => number): number => shares.reduce((total, share) => total + of(share), 0);
  return {
    worlds: sum(({ worlds }) => worlds),
    hours: sum(({ hours }) => hours),
    next: Math.min(...shares.map(({ next }) => next)),
    calls: sum(({ calls }) => calls),
    records: sum(({ records }) => records),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    deaths: sum(({ deaths }) => deaths),
    faults: sum(({ faults }) => faults),
    failed: sum(({ failed }) => failed),
  };
}
