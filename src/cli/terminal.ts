import type { Readable, Writable } from 'node:stream';
import { EXIT_CODES } from '../domain/error-catalogue.ts';

export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Where the command line reads and writes. */
export interface Terminal {
  readonly stdin: Readable;
  /** Data. */
  readonly stdout: OutputStream;
  /** Talk: errors, progress, hints. */
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the user interrupts (Ctrl-C), from the first time this is asked for; until then an interrupt ends the process. */
  interruption(): AbortSignal;
}

/** The terminal of this process. A reader that goes away (`| head`) ends the process without complaint. */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`axbridge: standard output cannot be written: ${error.code ?? error.message}\n`);
    process.exit(EXIT_CODES.io);
  });
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    interruption: () => {
      if (process.listenerCount('SIGINT') === 0) process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
  };
}

/** Writes and waits until the stream takes more. */
export async function writeOut(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => stream.once('drain', resolve));
}
