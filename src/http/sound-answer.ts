import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { type ByteRange, readByteRange } from '../domain/recording/byte-range.ts';
import type { Recording, RecordingFormat } from '../domain/recording/recording.ts';
import type { OpenRecording } from '../ports/recording-vault.ts';

const TYPES: Readonly<Record<RecordingFormat, string>> = {
  wav: 'audio/wav',
  opus: 'audio/ogg; codecs=opus',
  mp3: 'audio/mpeg',
  unknown: 'application/octet-stream',
};
const ENDINGS: Readonly<Record<RecordingFormat, string>> = {
  wav: 'wav',
  opus: 'opus',
  mp3: 'mp3',
  unknown: 'bin',
};

/** What is asked of the bytes of a recording (RFC 9110, sections 13 and 14). */
export type Asked =
  | { readonly status: 200 | 206; readonly range: ByteRange | null }
  | { readonly status: 304 };

/**
 * A recording never changes, so its name is its entity tag. A range counts only for the recording that it was meant for (`If-Range`).
 * @throws AxbridgeError `range-outside`, with `Content-Range` on the reply
 */
export function askedOf(
  { headers, method }: FastifyRequest,
  { id, bytes }: Recording,
  reply: FastifyReply,
): Asked {
  const tag = `"${id}"`;
  void reply.header('etag', tag).header('accept-ranges', 'bytes');
  if (namesTag(headers['if-none-match'], tag)) return { status: 304 };
  // Ranges are of GET alone (RFC 9110, section 14.2).
  const isMeant = method === 'GET' && (headers['if-range'] === undefined || headers['if-range'] === tag);
  const range = isMeant ? readByteRange(headers.range, bytes) : null;
  if (range === 'outside') {
    void reply.header('content-range', `bytes */${bytes}`);
    throw new AxbridgeError('range-outside');
  }
  return { status: range === null ? 200 : 206, range };
}

/**
 * Sends what was asked for, opening no more of it. Whatever becomes of the connection, the sound is closed.
 * @param open `null` where only the head is asked for
 */
export async function sendSound(
  reply: FastifyReply,
  recording: Recording,
  { status, range }: Exclude<Asked, { status: 304 }>,
  open: (() => Promise<OpenRecording>) | null,
): Promise<FastifyReply> {
  const { id, bytes, format } = recording;
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  const sound = await soundOf(open, first, last);
  void reply
    .code(status)
    .header('content-type', TYPES[format])
    .header('content-length', last - first + 1)
    .header('content-disposition', `attachment; filename="${id}.${ENDINGS[format]}"`)
    .serializer((body: unknown) => String(body));
  if (range !== null) void reply.header('content-range', `bytes ${first}-${last}/${bytes}`);
  return reply.send(sound);
}

/** What does not open is an error of ours, and not the beginning of an answer: so its beginning is opened before that. */
async function soundOf(
  open: (() => Promise<OpenRecording>) | null,
  first: number,
  last: number,
): Promise<Readable> {
  if (open === null) return Readable.from([]);
  const pieces = closing(await open(), first, last);
  const head = await pieces.next();
  return Readable.from(headAndRest(head, pieces), { objectMode: false });
}

async function* closing(sound: OpenRecording, first: number, last: number): AsyncGenerator<Uint8Array, void> {
  try {
    if (first <= last) yield* sound.read(first, last);
  } finally {
    await sound.close();
  }
}

async function* headAndRest(
  head: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.done === true) return;
    yield head.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

function namesTag(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((one) => one.trim() === tag || one.trim() === '*');
}
