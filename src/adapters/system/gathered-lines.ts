import type { DestinationStream } from 'pino';

/** How long a line waits for others, in milliseconds: less than anybody who follows a log sees. */
const GATHER_MS = 50;
/** So many characters wait for nobody. */
const MOST = 64 * 1024;

/**
 * Writes lines of some milliseconds at one go: each write to a pipe wakes the program that reads it, which costs as much as all else that is
 * done for a line. What waits is written before the process ends, however it ends but by a signal that nobody can catch.
 */
export function gatheredLines(out: DestinationStream): DestinationStream {
  let waiting = '';
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    clearTimeout(timer ?? undefined);
    timer = null;
    const lines = waiting;
    waiting = '';
    if (lines !== '') out.write(lines);
  };
  process.on('exit', flush);
  return {
    write: (line) => {
      waiting += line;
      if (waiting.length >= MOST) flush();
      else timer ??= setTimeout(flush, GATHER_MS).unref();
    },
  };
}
