import { spawn } from 'node:child_process';
import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { StoreError } from '../../ports/store-error.ts';
import { MasterKey } from '../sealing/master-key.ts';

/** Two keys, whatever is between them, are shorter. */
const MOST_BYTES = 4096;
/** A vault that is asked over a network answers within this time, or the start is tried again by whoever supervises us. */
const LIMIT_MS = 10_000;

/** Where a key is that is in no file of ours. */
export type KeyOrigin =
  | { readonly kind: 'text'; readonly text: string }
  /** A program and its words; no shell reads them. */
  | { readonly kind: 'command'; readonly words: readonly string[] }
  /** Opened by whoever started the process, and read to its end once. */
  | { readonly kind: 'descriptor'; readonly fd: number };

const readAlready = new Map<number, Promise<readonly MasterKey[]>>();

/**
 * One key, or two while the database is given another one, the newer first. No error says what was read.
 * @throws StoreError `key-unavailable`, `key-malformed`
 */
export function readGivenKeys(origin: KeyOrigin, limitMs = LIMIT_MS): Promise<readonly MasterKey[]> {
  switch (origin.kind) {
    case 'text':
      return Promise.resolve(MasterKey.parseAll(origin.text, 'the key in the environment'));
    case 'command':
      return ofCommand(origin.words, limitMs);
    case 'descriptor': {
      const known = readAlready.get(origin.fd) ?? ofDescriptor(origin.fd, limitMs);
      readAlready.set(origin.fd, known);
      return known;
    }
  }
}

async function ofCommand([program = '', ...words]: readonly string[], limitMs: number) {
  // A group of its own, so that what it starts ends with it. What it says of its troubles goes where ours goes.
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: withoutOurs(process.env),
  });
  const end = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(unavailable(`${program}: ${codeOf(error)}`)));
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(unavailable(`${program} ended with ${signal ?? `code ${code}`}`)),
    );
  });
  try {
    const [bytes] = await inTime(
      Promise.all([contentOf(child.stdout, program), ended]),
      `${program} took more than ${limitMs / 1000} s`,
      limitMs,
    );
    return keysOf(bytes, `the output of ${program}`);
  } finally {
    end();
    child.stdout.destroy();
  }
}

async function ofDescriptor(fd: number, limitMs: number): Promise<readonly MasterKey[]> {
  const name = `file descriptor ${fd}`;
  const stream = streamOf(fd);
  if (stream === null) throw unavailable(`${name} is not open: whoever starts axbridge opens it`);
  try {
    const bytes = await inTime(
      contentOf(stream, name),
      `${name} did not end in ${limitMs / 1000} s`,
      limitMs,
    );
    return keysOf(bytes, name);
  } catch (error) {
    throw error instanceof StoreError ? error : unavailable(`${name}: ${codeOf(error)}`);
  } finally {
    stream.destroy();
  }
}

async function contentOf(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw unavailable(`${name} gave more than ${MOST_BYTES} bytes`);
  }
  const whole = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  return whole;
}

function keysOf(bytes: Buffer, place: string): readonly MasterKey[] {
  try {
    return MasterKey.parseAll(bytes.toString('latin1'), place);
  } finally {
    bytes.fill(0);
  }
}

async function inTime<T>(work: Promise<T>, late: string, limitMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(unavailable(late)), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/** What Node opens for itself is none of these. A pipe is waited for by the event loop: a thread that reads would hold up an exit. */
function streamOf(fd: number): Readable | null {
  try {
    const stat = fstatSync(fd);
    if (stat.isFile()) return createReadStream('', { fd, highWaterMark: MOST_BYTES });
    return stat.isFIFO() || stat.isSocket() ? new Socket({ fd, readable: true, writable: false }) : null;
  } catch {
    return null;
  }
}

/** Our own variables hold passwords. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AXBRIDGE_')));
}

function unavailable(detail: string): StoreError {
  return new StoreError('key-unavailable', detail);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}
