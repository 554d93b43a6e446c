import type { TenantId } from '../domain/access/tenant.ts';
import type { BindingId } from '../domain/binding/binding.ts';
import type { CallId } from '../domain/call/leg.ts';
import type { EpochUs } from '../domain/cdr/leg-record.ts';
import type { NewEvent } from '../domain/event/event.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Recording, RecordingId } from '../domain/recording/recording.ts';

/** A place in the order of recordings: by the instant at which they began. */
export interface RecordingPlace {
  readonly at: EpochUs;
  readonly id: number;
}

export interface RecordingQuery {
  readonly tenant?: TenantId;
  readonly call?: CallId;
  readonly binding?: BindingId;
  /** By its name in the store. */
  readonly pool?: string;
  /** That began at or after this. */
  readonly since?: EpochUs;
  /** That began before this. */
  readonly until?: EpochUs;
  readonly held?: boolean;
  readonly after?: RecordingPlace;
  readonly limit: number;
}

export interface FoundRecording {
  readonly place: RecordingPlace;
  readonly recording: Recording;
}

/** The file that the switch left: the same name can come twice, with something else in it. */
export interface RecordingSource {
  /** A UUID. */
  readonly spooled: string;
  /** Tells one file of that name from another. */
  readonly mark: string;
}

/** A recording whose sealed file is in its place. */
export interface KeptRecording {
  readonly recording: Recording;
  readonly source: RecordingSource;
  /** What opens the file; kept wrapped. */
  readonly key: Uint8Array;
  /** Told with the commit; `null` where there is nobody to tell. */
  readonly event: NewEvent<'recording.ready'> | null;
}

export type HoldResult = 'done' | 'not-found';
export type ShredResult = 'done' | 'held' | 'not-found';

/**
 * Which recordings are kept, and the keys that open them. A promise that resolves is a promise kept, as in `BindingStore`. The key of a
 * file is wrapped by a key of its day: with that one all of the day is shredded. While a recording is held, its key is wrapped by the
 * key of the store as well, and outlives the day's. Contract: `test/contract/recording-store.contract.ts`.
 */
export interface RecordingStore {
  /** One of this name that is there already stays. */
  add(kept: KeptRecording): Promise<void>;
  /** What was made of this file, if it was. */
  keptFrom(source: RecordingSource): RecordingId | null;
  /** Whether there is or was one of this name whose file may still be there. */
  isTaken(id: RecordingId): boolean;
  /** `null` when there is none, or it was shredded. */
  recording(id: RecordingId): Recording | null;
  /** In the order of their places. Synchronous; ask for pages. */
  find(query: RecordingQuery): readonly FoundRecording[];
  /** What opens the file of a recording that is there. @throws StoreError `store-corrupt` */
  key(id: RecordingId): Uint8Array | null;
  /** Holds it, or lets it go with `null`: what is let go after its day was shredded is shredded with that. */
  hold(id: RecordingId, at: EpochMs | null): Promise<HoldResult>;
  /** Destroys the key of one recording, unless it is held. */
  shred(id: RecordingId): Promise<ShredResult>;
  /** Destroys the keys of all days before the one of this instant. @returns how many days */
  shredDays(before: EpochUs): Promise<number>;
  /** Recordings that nothing opens any more, and whose files may still be there. */
  shredded(limit: number): readonly Recording[];
  /** To be called when the files of shredded recordings are gone. */
  forget(ids: readonly RecordingId[]): Promise<void>;
}
