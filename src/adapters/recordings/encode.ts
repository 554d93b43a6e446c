import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { RecordingFormat } from '../../domain/recording/recording.ts';
import type { RecordingEncoder } from '../../ports/recording-vault.ts';

interface Encoding {
  readonly format: RecordingFormat;
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Programs of Debian that read a WAV from their standard input and write to their standard output. Channels are not joined: what A said
 * must not be heard on the side of B.
 */
const ENCODINGS: Readonly<Record<Exclude<RecordingEncoder, 'none'>, Encoding>> = {
  opusenc: {
    format: 'opus',
    command: 'opusenc',
    args: ['--quiet', '--speech', '--bitrate', '32', '--discard-comments', '--discard-pictures', '-', '-'],
  },
  lame: { format: 'mp3', command: 'lame', args: ['--quiet', '-m', 's', '-b', '48', '-', '-'] },
};

const LEAST_MS = 30_000;
/** An encoder is at least so many times as fast as the sound. */
const LEAST_SPEED = 4;
const MAX_WORDS = 300;

export function formatOf(encoder: Exclude<RecordingEncoder, 'none'>): RecordingFormat {
  return ENCODINGS[encoder].format;
}

/** What an encoder makes of a WAV, in pieces. @throws Error when it is not there, fails, says nothing, or takes too long */
export async function* encode(
  encoder: Exclude<RecordingEncoder, 'none'>,
  wav: AsyncIterable<Uint8Array>,
  durationMs: number,
): AsyncGenerator<Uint8Array> {
  const { command, args } = ENCODINGS[encoder];
  const child = spawn(command, args, {
    shell: false,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C' },
    stdio: 'pipe',
    timeout: LEAST_MS + Math.ceil(durationMs / LEAST_SPEED),
    killSignal: 'SIGKILL',
  });
  const ended = endOf(child, command);
  // Awaited below; a failure before that must not end the process.
  ended.catch(() => undefined);
  const fed = feed(child, wav);
  fed.catch(() => undefined);
  try {
    let some = false;
    for await (const piece of child.stdout) {
      some = true;
      yield piece;
    }
    await ended;
    await fed;
    if (!some) throw new Error(`${command} wrote nothing`);
  } finally {
    child.kill('SIGKILL');
  }
}

async function feed(child: ChildProcessWithoutNullStreams, wav: AsyncIterable<Uint8Array>): Promise<void> {
  // A child that ended early does not read on: its exit says why.
  child.stdin.on('error', () => undefined);
  for await (const piece of wav) {
    if (child.stdin.destroyed) return;
    if (!child.stdin.write(piece)) await drained(child);
  }
  child.stdin.end();
}

function drained({ stdin }: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdin.off('drain', done);
      stdin.off('close', done);
      resolve();
    };
    stdin.on('drain', done);
    stdin.on('close', done);
  });
}

function endOf(child: ChildProcessWithoutNullStreams, command: string): Promise<void> {
  let words = '';
  child.stderr.on('data', (piece: Buffer) => {
    if (words.length < MAX_WORDS) words += piece.toString('utf8').slice(0, MAX_WORDS - words.length);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${signal ?? code}: ${words.trim()}`));
    });
  });
}
