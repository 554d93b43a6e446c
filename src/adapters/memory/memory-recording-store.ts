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

const DAY_US = 86_400_000_000;

interface Kept {
  readonly place: number;
  readonly source: RecordingSource;
  readonly key: Uint8Array;
  recording: Recording;
  /** Its own key, or its day's, was destroyed. */
  isShredded: boolean;
}

/** Recordings in memory: the reference for the contract, and a store for tests. */
export class MemoryRecordingStore implements RecordingStore {
  readonly #kept = new Map<RecordingId, Kept>();
  #lastPlace = 0;

  async add({ recording, source, key }: KeptRecording): Promise<void> {
    if (this.#kept.has(recording.id)) return;
    this.#lastPlace += 1;
    this.#kept.set(recording.id, { place: this.#lastPlace, source, key, recording, isShredded: false });
  }

  async hold(id: RecordingId, at: EpochMs | null): Promise<HoldResult> {
    const kept = this.#there(id);
    if (kept === null) return 'not-found';
    const heldAt = at === null ? null : (kept.recording.heldAt ?? at);
    kept.recording = { ...kept.recording, heldAt };
    return 'done';
  }

  async shred(id: RecordingId): Promise<ShredResult> {
    const kept = this.#there(id);
    if (kept === null) return 'not-found';
    if (kept.recording.heldAt !== null) return 'held';
    kept.isShredded = true;
    return 'done';
  }

  async shredDays(before: EpochUs): Promise<number> {
    const firstKept = Math.floor(before / DAY_US) * DAY_US;
    const days = new Set<number>();
    for (const kept of this.#kept.values()) {
      const { at } = kept.recording;
      if (at >= firstKept || kept.isShredded) continue;
      kept.isShredded = true;
      days.add(Math.floor(at / DAY_US));
    }
    return days.size;
  }

  async forget(ids: readonly RecordingId[]): Promise<void> {
    for (const id of ids) if (this.#there(id) === null) this.#kept.delete(id);
  }

  keptFrom({ spooled, mark }: RecordingSource): RecordingId | null {
    for (const { source, recording } of this.#kept.values())
      if (source.spooled === spooled && source.mark === mark) return recording.id;
    return null;
  }

  isTaken(id: RecordingId): boolean {
    return this.#kept.has(id);
  }

  recording(id: RecordingId): Recording | null {
    return this.#there(id)?.recording ?? null;
  }

  key(id: RecordingId): Uint8Array | null {
    return this.#there(id)?.key ?? null;
  }

  shredded(limit: number): readonly Recording[] {
    const gone = [...this.#kept.values()].filter((kept) => !isThere(kept));
    return gone.map(({ recording }) => recording).slice(0, limit);
  }

  find(query: RecordingQuery): readonly FoundRecording[] {
    return [...this.#kept.values()]
      .filter(isThere)
      .map(({ place, recording }) => ({ place: { at: recording.at, id: place }, recording }))
      .filter((found) => fits(found, query))
      .sort((one, other) => one.place.at - other.place.at || one.place.id - other.place.id)
      .slice(0, query.limit);
  }

  #there(id: RecordingId): Kept | null {
    const kept = this.#kept.get(id);
    return kept !== undefined && isThere(kept) ? kept : null;
  }
}

function isThere({ isShredded, recording }: Kept): boolean {
  return !isShredded || recording.heldAt !== null;
}

function fits({ place, recording }: FoundRecording, query: RecordingQuery): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY, after, held } = query;
  if (place.at < since || place.at >= until) return false;
  if (after !== undefined && !(place.at > after.at || (place.at === after.at && place.id > after.id)))
    return false;
  if (held !== undefined && held !== (recording.heldAt !== null)) return false;
  const wanted = (['tenant', 'call', 'binding', 'pool'] as const).filter(
    (field) => query[field] !== undefined,
  );
  return wanted.every((field) => query[field] === recording[field]);
}
