import { type CallId, callId } from '../../domain/call/leg.ts';
import type { CallRecord } from '../../domain/cdr/call-record.ts';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { recordingReadyEvent } from '../../domain/event/recording-event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { keepingOf } from '../../domain/recording/keeping.ts';
import { type RecordingId, recordingId } from '../../domain/recording/recording.ts';
import { wavDurationMs } from '../../domain/recording/wav.ts';
import type { CdrStore } from '../../ports/cdr-store.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { IdSource } from '../../ports/id-source.ts';
import type { Log } from '../../ports/log.ts';
import type { RecordingSpool, SpooledRecording } from '../../ports/recording-spool.ts';
import type { RecordingStore } from '../../ports/recording-store.ts';
import type { KeepOrder, KeptFile, RecordingEncoder, RecordingVault } from '../../ports/recording-vault.ts';
import { recordingOfCall } from './recording-of-call.ts';
import { RecordingRetention } from './recording-retention.ts';

/** Between two looks at the spool. */
const LOOK_MS = 2_000;
/** Files that are sealed at a time. */
const AT_ONCE = 2;
/** Before a file that could not be kept is tried again. */
const AGAIN_MS = 60_000;

interface Failure {
  readonly againAt: EpochMs;
  readonly changedAt: EpochMs;
}

/** Told of what is kept. */
export interface KeepingWatch {
  kept(format: string, bytes: number, isSalvaged: boolean): void;
  failed(why: 'keep' | 'encode'): void;
  dropped(): void;
  /** Files that wait, and since when the oldest of them was not written to. */
  waiting(files: number, oldestAt: number | null): void;
}

export interface RecordingKeeperOptions {
  readonly store: RecordingStore;
  readonly vault: RecordingVault;
  readonly spool: RecordingSpool;
  readonly cdrs: Pick<CdrStore, 'record'>;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: KeepingWatch;
  /** Whether we have the call ourselves: its file is not looked at. */
  readonly isLive: (call: CallId) => boolean;
  readonly encoder: () => RecordingEncoder;
  readonly retentionMs: () => number;
}

/**
 * Takes recordings out of the spool when their calls are over, seals them, and forgets them in time. The sealed file is in its place
 * before the store knows of it, and the file in the spool goes after that: dying in between costs only a second sealing.
 */
export class RecordingKeeper {
  readonly #options: RecordingKeeperOptions;
  readonly #retention: RecordingRetention;
  /** Files that could not be kept, when they are tried again, and since when they were not written to. */
  #failed: ReadonlyMap<string, Failure> = new Map();
  #timer: Timer | null = null;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(options: RecordingKeeperOptions) {
    this.#options = options;
    this.#retention = new RecordingRetention(options);
  }

  start(): void {
    this.#retention.start();
    this.#lookIn(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await Promise.all([this.#looking, this.#retention.stop()]);
  }

  /** One look at all that is in the spool. */
  async look(): Promise<void> {
    const { spool, isLive, clock, watch } = this.#options;
    const names = (await spool.names()).filter((name) => {
      const call = callId(name);
      return call !== undefined && !isLive(call);
    });
    const failed = new Map<string, Failure>();
    const waiting: number[] = [];
    const next = names.values();
    const work = async (): Promise<void> => {
      for (const name of next) {
        if (this.#stopped) return;
        const earlier = this.#failed.get(name);
        const left =
          earlier !== undefined && earlier.againAt > clock.now() ? earlier : await this.#take(name);
        if (left === null) continue;
        waiting.push(left.changedAt);
        if ('againAt' in left) failed.set(name, left);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#failed = failed;
    watch.waiting(waiting.length, waiting.length === 0 ? null : Math.min(...waiting));
  }

  #lookIn(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#looking = this.look()
        .catch((error: unknown) =>
          this.#options.log.error({ err: error }, 'the spool of recordings could not be looked at'),
        )
        .finally(() => {
          this.#looking = null;
          this.#lookIn(LOOK_MS);
        });
    });
  }

  /** @returns `null` when it stays in the spool no longer */
  async #take(name: string): Promise<SpooledRecording | Failure | null> {
    const { spool, clock, log, watch } = this.#options;
    let file: SpooledRecording | null = null;
    try {
      file = await spool.look(name);
      if (file === null) return null;
      const isKept = await this.#handle(file);
      return isKept ? null : file;
    } catch (error) {
      if (this.#stopped) return file;
      watch.failed('keep');
      log.error({ err: error, recording: name }, 'a recording could not be kept: it stays in the spool');
      const now = clock.now();
      return { againAt: now + AGAIN_MS, changedAt: file?.changedAt ?? now };
    }
  }

  /** @returns false when the file has to wait */
  async #handle(file: SpooledRecording): Promise<boolean> {
    const { spool, store, cdrs, clock, log, watch } = this.#options;
    const call = callId(file.name);
    const record = call === undefined ? null : cdrs.record(call);
    const quietMs = clock.now() - file.changedAt;
    const keeping = keepingOf({ wav: file.wav.kind, quietMs, isSettled: record !== null });
    if (keeping === 'wait') return false;
    if (keeping === 'drop') {
      log.warn({ recording: file.name, bytes: file.bytes }, 'a recording without any sound was dropped');
      watch.dropped();
    } else if (store.keptFrom(sourceOf(file)) === null) {
      await this.#keep(file, record);
    }
    await spool.remove(file);
    return true;
  }

  async #keep(file: SpooledRecording, record: CallRecord | null): Promise<void> {
    const { store, vault, encoder, clock, log, watch } = this.#options;
    const order: KeepOrder = {
      id: this.#nameFor(file),
      at: beganAt(file, record),
      file,
      encoder: encoder(),
    };
    const kept = await vault.keep(order);
    const recording = recordingOfCall(order, kept, record);
    const event = recordingReadyEvent(recording, record, clock.now());
    await store.add({ recording, source: sourceOf(file), key: kept.key, event });
    this.#tell(kept, file);
    const { id, call, format, bytes, durationMs, salvaged } = recording;
    const facts = { recording: id, call, format, bytes, durationMs, salvaged };
    if (call === null) log.warn(facts, 'a recording of no known call was kept');
    else log.info(facts, 'recording kept');
    watch.kept(format, bytes, salvaged);
  }

  #tell({ encoderFailure }: KeptFile, { name }: SpooledRecording): void {
    if (encoderFailure === null) return;
    this.#options.watch.failed('encode');
    this.#options.log.warn({ recording: name, because: encoderFailure }, 'a recording was kept as WAV');
  }

  /** That of the file, unless another one of that name was kept: what the switch wrote is never thrown away. */
  #nameFor({ name }: SpooledRecording): RecordingId {
    const { store, ids } = this.#options;
    const own = recordingId(name);
    const fresh = recordingId(ids.uuid());
    const free = own !== undefined && !store.isTaken(own) ? own : fresh;
    if (free === undefined) throw new Error('the source of ids gives no UUID');
    return free;
  }
}

function sourceOf({ name, mark }: SpooledRecording): { readonly spooled: string; readonly mark: string } {
  return { spooled: name, mark };
}

/** The answer of the call; of an orphan, when its sound began. */
function beganAt({ wav, changedAt }: SpooledRecording, record: CallRecord | null): EpochUs {
  if (record !== null) return record.answeredAt ?? record.createdAt;
  const durationMs = wav.kind === 'whole' || wav.kind === 'cut' ? wavDurationMs(wav.sound) : 0;
  return (changedAt - durationMs) * 1000;
}
