import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { Recording, RecordingId } from '../../domain/recording/recording.ts';
import type {
  FoundRecording,
  HoldResult,
  KeptRecording,
  RecordingQuery,
  RecordingSource,
  RecordingStore,
  ShredResult,
} from '../../ports/recording-store.ts';
import { eventForm } from '../sealing/event-text.ts';
import type { RecordingReader } from './recording-reader.ts';
import { storeErrorOf } from './store-failure.ts';
import type { WriterClient } from './writer-client.ts';

/** Which recordings are kept, in the database of the bindings, written by the same thread in the same commits. */
export class SqliteRecordingStore implements RecordingStore {
  readonly #reader: RecordingReader;
  readonly #writer: WriterClient;

  constructor(reader: RecordingReader, writer: WriterClient) {
    this.#reader = reader;
    this.#writer = writer;
  }

  async add({ recording, source, key, event }: KeptRecording): Promise<void> {
    const told = event === null ? null : eventForm(event);
    await this.#writer.order({ kind: 'recording-add', recording, source, key, event: told });
  }

  async hold(id: RecordingId, at: EpochMs | null): Promise<HoldResult> {
    return await this.#writer.order({ kind: 'recording-hold', id, at });
  }

  async shred(id: RecordingId): Promise<ShredResult> {
    return await this.#writer.order({ kind: 'recording-shred', id });
  }

  async shredDays(before: EpochUs): Promise<number> {
    return await this.#writer.order({ kind: 'recording-shred-days', before });
  }

  async forget(ids: readonly RecordingId[]): Promise<void> {
    if (ids.length > 0) await this.#writer.order({ kind: 'recording-forget', ids });
  }

  keptFrom(source: RecordingSource): RecordingId | null {
    return this.#read((reader) => reader.keptFrom(source));
  }

  isTaken(id: RecordingId): boolean {
    return this.#read((reader) => reader.isTaken(id));
  }

  recording(id: RecordingId): Recording | null {
    return this.#read((reader) => reader.recording(id));
  }

  find(query: RecordingQuery): readonly FoundRecording[] {
    return this.#read((reader) => reader.find(query));
  }

  key(id: RecordingId): Uint8Array | null {
    return this.#read((reader) => reader.key(id));
  }

  shredded(limit: number): readonly Recording[] {
    return this.#read((reader) => reader.shredded(limit));
  }

  #read<T>(read: (reader: RecordingReader) => T): T {
    try {
      return read(this.#reader);
    } catch (error) {
      throw storeErrorOf(error, 'read');
    }
  }
}
