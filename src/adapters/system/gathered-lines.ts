import type { DestinationStream } from 'pino';

/** So many characters wait for nobody. */
const MOST = 64 * 1024;

/**
 * Writes the lines of one turn of the event loop at one go: each write to a pipe wakes the program that reads it. No line waits longer, because
 * who searches the log for what must not be in it has to find it there. What waits is written before the process ends, however it ends but
 * by a signal that nobody can catch.
 */
export function gatheredLines(out: DestinationStream): DestinationStream {
  let waiting = '';
  let flushing: NodeJS.Immediate | null = null;
  const flush = (): void => {
    clearImmediate(flushing ?? undefined);
    flushing = null;
    const lines = waiting;
    waiting = '';
    if (lines !== '') out.write(lines);
  };
  process.on('exit', flush);
  return {
    write: (line) => {
      waiting += line;
      if (waiting.length >= MOST) flush();
      else flushing ??= setImmediate(flush);
    },
  };
}
