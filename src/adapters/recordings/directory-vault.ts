import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { type Recording, type RecordingId, recordingId } from '../../domain/recording/recording.ts';
import type { KeepOrder, KeptFile, OpenRecording, RecordingVault } from '../../ports/recording-vault.ts';
import { StoreError } from '../../ports/store-error.ts';
import { CHUNK_BYTES, chunkPlace, FileOpener, HEADER_BYTES } from '../sealing/sealed-file.ts';
import { startThread } from '../sqlite/thread.ts';
import type { KeepPlaces } from './keep-file.ts';
import type { KeepMessage, KeepReply } from './keeping-thread.ts';
import { dayFolder, nameBytes, SEALED, sealedPath, UNFINISHED } from './vault-place.ts';

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** Sealed files in folders by day. They are sealed in a thread that starts with the first one. */
export class DirectoryVault implements RecordingVault {
  readonly #places: KeepPlaces;
  readonly #waiting = new Map<number, PromiseWithResolvers<KeptFile>>();
  #thread: Worker | null = null;
  #lastTicket = 0;
  #isClosed = false;

  constructor(places: KeepPlaces) {
    this.#places = places;
  }

  keep(order: KeepOrder): Promise<KeptFile> {
    if (this.#isClosed) return Promise.reject(new Error('the vault is closed'));
    this.#thread ??= this.#start();
    this.#lastTicket += 1;
    const waiting = Promise.withResolvers<KeptFile>();
    this.#waiting.set(this.#lastTicket, waiting);
    this.#thread.postMessage({ ticket: this.#lastTicket, order } satisfies KeepMessage);
    return waiting.promise;
  }

  async open(recording: Recording, key: Uint8Array): Promise<OpenRecording> {
    const place = `recording ${recording.id}`;
    const path = sealedPath(this.#places.directory, recording);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
      throw new StoreError('store-corrupt', `${place} is not in its place`, { cause });
    });
    try {
      const { size } = await handle.stat();
      const facts = { plainBytes: recording.bytes, fileBytes: size, place };
      const opener = new FileOpener(key, nameBytes(recording.id), facts);
      opener.checkHeader(await bytesAt(handle, 0, HEADER_BYTES));
      return { read: (first, last) => opened(handle, opener, first, last), close: () => handle.close() };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async remove(recording: Recording): Promise<void> {
    await unlink(sealedPath(this.#places.directory, recording)).catch(unlessGone);
  }

  async tidy(before: EpochUs, isKept: (id: RecordingId) => boolean): Promise<void> {
    const { directory } = this.#places;
    const firstKept = dayFolder(before);
    const days = (await readdir(directory).catch(() => [])).filter((name) => DAY.test(name));
    for (const day of days.filter((name) => name < firstKept)) await tidyDay(join(directory, day), isKept);
  }

  /** Does not wait for a file that is being sealed: it is sealed anew the next time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const thread = this.#thread;
    if (thread === null) return;
    this.#lose(thread, 'the vault was closed');
    await thread.terminate();
  }

  #start(): Worker {
    const thread = startThread(new URL('./keeping-thread', import.meta.url), this.#places);
    thread.on('message', (reply: KeepReply) => this.#settle(reply));
    thread.on('error', (error) => this.#lose(thread, error.message));
    thread.on('exit', () => this.#lose(thread, 'the thread that seals recordings ended'));
    thread.unref();
    return thread;
  }

  #settle(reply: KeepReply): void {
    const waiting = this.#waiting.get(reply.ticket);
    this.#waiting.delete(reply.ticket);
    if ('failure' in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.kept);
  }

  /** The next file starts another thread. */
  #lose(thread: Worker, why: string): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(why));
    this.#waiting.clear();
  }
}

/** Opens only the chunks that are in it. */
async function* opened(
  handle: FileHandle,
  opener: FileOpener,
  first: number,
  last: number,
): AsyncGenerator<Uint8Array> {
  for (let index = Math.floor(first / CHUNK_BYTES); index * CHUNK_BYTES <= last; index += 1) {
    const { at, bytes } = chunkPlace(index);
    const plain = opener.open(index, await bytesAt(handle, at, bytes));
    const beginsAt = index * CHUNK_BYTES;
    yield plain.subarray(Math.max(0, first - beginsAt), last + 1 - beginsAt);
  }
}

async function bytesAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function tidyDay(folder: string, isKept: (id: RecordingId) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(SEALED) && !name.endsWith(UNFINISHED)) continue;
    const id = recordingId(name.slice(0, name.indexOf('.')));
    if (name.endsWith(UNFINISHED) || id === undefined || !isKept(id))
      await unlink(join(folder, name)).catch(unlessGone);
  }
  await rmdir(folder).catch(() => undefined);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
