import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { RecordingFormat } from '../../domain/recording/recording.ts';
import { type WavSound, wavDurationMs } from '../../domain/recording/wav.ts';
import type { RecordingEncoder } from '../../ports/recording-vault.ts';

type Encoder = Exclude<RecordingEncoder, 'none'>;

interface Encoding {
  readonly format: RecordingFormat;
  /** @param kilobits a second, of all channels */
  readonly args: (kilobits: string) => readonly string[];
}

/**
 * So much for each channel. With 12 for each of two, opusenc mixes them: what A says is heard on the side of B as loud as on his own; with
 * 16 at a twentieth, with 24 at a two-hundredth (`docs/decisions.md`).
 */
const KILOBITS = 24;

/** Programs of Debian that read a WAV from their standard input and write to their standard output. */
const ENCODINGS: Readonly<Record<Encoder, Encoding>> = {
  opusenc: {
    format: 'opus',
    args: (kilobits) => `--quiet --speech --comp 5 --bitrate ${kilobits} --discard-comments - -`.split(' '),
  },
  lame: { format: 'mp3', args: (kilobits) => ['--quiet', '-m', 's', '-b', kilobits, '-', '-'] },
};

const LEAST_MS = 30_000;
/** An encoder is at least so many times as fast as the sound. */
const LEAST_SPEED = 4;
const MAX_WORDS = 300;

export function formatOf(encoder: Encoder): RecordingFormat {
  return ENCODINGS[encoder].format;
}

/** What an encoder makes of a WAV, in pieces. @throws Error when it is not there, fails, says nothing, or takes too long */
export async function* encode(
  encoder: Encoder,
  wav: AsyncIterable<Uint8Array>,
  sound: WavSound,
): AsyncGenerator<Uint8Array> {
  const args = ENCODINGS[encoder].args(String(KILOBITS * sound.channels));
  const child = spawn(encoder, args, {
    shell: false,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C' },
    stdio: 'pipe',
    timeout: LEAST_MS + Math.ceil(wavDurationMs(sound) / LEAST_SPEED),
    killSignal: 'SIGKILL',
  });
  yieldToCalls(child.pid);
  const ended = endOf(child, encoder);
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
    if (!some) throw new Error(`${encoder} wrote nothing`);
  } finally {
    child.kill('SIGKILL');
  }
}

/** Nobody waits for it, and the switch may be on this machine. */
function yieldToCalls(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system forbids it: it is as good as others then.
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
