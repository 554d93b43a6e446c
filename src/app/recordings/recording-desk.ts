import type { BindingId } from '../../domain/binding/binding.ts';
import { callId } from '../../domain/call/leg.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { type Recording, recordingId } from '../../domain/recording/recording.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordingQuery, RecordingStore } from '../../ports/recording-store.ts';
import type { OpenRecording, RecordingVault } from '../../ports/recording-vault.ts';
import { printPlace, readPlace, readTime } from '../cdr/time-reading.ts';
import type {
  RecordingInput,
  RecordingOperations,
  RecordingPage,
  RecordingPart,
  RecordingView,
} from './recording-operations.ts';
import { recordingView } from './recording-view.ts';

/** Largest part that is read at once. */
const MAX_PART = 1024 * 1024;

export interface RecordingDeskOptions {
  readonly store: RecordingStore;
  readonly vault: Pick<RecordingVault, 'open' | 'remove'>;
  readonly clock: Clock;
}

/** Lists, reads, holds and deletes recordings that are kept. */
export class RecordingDesk implements RecordingOperations {
  readonly #options: RecordingDeskOptions;

  constructor(options: RecordingDeskOptions) {
    this.#options = options;
  }

  async recordings(input: RecordingInput): Promise<RecordingPage> {
    return this.recordingsOf(input, {});
  }

  /** `recordings` within what the asking one may see. */
  recordingsOf(input: RecordingInput, fence: Pick<RecordingQuery, 'tenant' | 'pool'>): RecordingPage {
    const found = this.#options.store.find({ ...this.#query(input), ...fence });
    const last = found.at(-1);
    const more = last !== undefined && found.length === input.limit;
    return {
      recordings: found.map(({ recording }) => recordingView(recording)),
      next: more ? printPlace(last.place) : null,
    };
  }

  async recording({ recording }: { readonly recording: string }): Promise<RecordingView> {
    return recordingView(this.find(recording));
  }

  /** @throws AxbridgeError `recording-not-found` */
  find(text: string): Recording {
    const id = recordingId(text);
    const found = id === undefined ? null : this.#options.store.recording(id);
    if (found === null) throw new AxbridgeError('recording-not-found');
    return found;
  }

  /** To be closed. @throws AxbridgeError `recording-not-found`; StoreError `store-corrupt` */
  async open(recording: Recording): Promise<OpenRecording> {
    const { store, vault } = this.#options;
    const key = store.key(recording.id);
    if (key === null) throw new AxbridgeError('recording-not-found');
    return vault.open(recording, key);
  }

  async readRecording({
    recording: text,
    first,
    last,
  }: Parameters<RecordingOperations['readRecording']>[0]): Promise<RecordingPart> {
    const recording = this.find(text);
    const end = Math.min(last, first + MAX_PART - 1, recording.bytes - 1);
    if (end < first) return { base64: '' };
    const open = await this.open(recording);
    try {
      let text = '';
      for await (const piece of open.read(first, end)) text += textOf(piece);
      return { base64: btoa(text) };
    } finally {
      await open.close();
    }
  }

  async holdRecording({
    recording,
    held,
  }: Parameters<RecordingOperations['holdRecording']>[0]): Promise<null> {
    const { store, clock } = this.#options;
    const { id } = this.find(recording);
    const result = await store.hold(id, held ? clock.now() : null);
    if (result === 'not-found') throw new AxbridgeError('recording-not-found');
    return null;
  }

  async deleteRecording({ recording: text }: { readonly recording: string }): Promise<null> {
    const { store, vault } = this.#options;
    const recording = this.find(text);
    const result = await store.shred(recording.id);
    if (result === 'held') throw new AxbridgeError('recording-held');
    if (result === 'not-found') throw new AxbridgeError('recording-not-found');
    await vault.remove(recording);
    await store.forget([recording.id]);
    return null;
  }

  #query({ since, until, call, binding, pool, held, after, limit }: RecordingInput): RecordingQuery {
    const now = this.#options.clock.now();
    return {
      limit,
      ...(since === undefined ? {} : { since: readTime('since', since, now) }),
      ...(until === undefined ? {} : { until: readTime('until', until, now) }),
      ...(call === undefined ? {} : { call: readCall(call) }),
      ...(binding === undefined ? {} : { binding: binding as BindingId }),
      ...(pool === undefined ? {} : { pool }),
      ...(held === undefined ? {} : { held }),
      ...(after === undefined ? {} : { after: readPlace(after) }),
    };
  }
}

function readCall(text: string): NonNullable<RecordingQuery['call']> {
  const call = callId(text);
  if (call === undefined) throw new AxbridgeError('input-invalid', 'call: the UUID of a call');
  return call;
}

/** So many bytes become letters at a time: they are arguments of a function. */
const LETTERS = 8192;

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += LETTERS)
    text += String.fromCharCode(...bytes.subarray(at, at + LETTERS));
  return text;
}
