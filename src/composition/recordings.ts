import { DirectoryVault } from '../adapters/recordings/directory-vault.ts';
import { freeSpaceOf } from '../adapters/recordings/free-space.ts';
import { DirectoryRecordingSpool } from '../adapters/recordings/recording-spool.ts';
import { RandomIdSource } from '../adapters/system/random-id-source.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { CallDesk } from '../app/call-desk.ts';
import type { RecordingMetrics } from '../app/metrics/recording-metrics.ts';
import type { RecordingDesk } from '../app/recordings/recording-desk.ts';
import { RecordingKeeper } from '../app/recordings/recording-keeper.ts';
import type { RecordingOperations } from '../app/recordings/recording-operations.ts';
import { SpaceGuard } from '../app/recordings/space-guard.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import type { RecordingPermit } from '../ports/recording-space.ts';
import { inCatalogue, type Site } from './site.ts';

const DAY_MS = 86_400_000;

/** What keeps recordings, and says whether there is room for more. */
export interface KeptRecordings {
  /** To be asked before a call is recorded. */
  readonly permit: RecordingPermit;
  start(): void;
  stop(): Promise<void>;
}

/** What the command line asks, as functions. */
export function recordingOperations(desk: RecordingDesk): RecordingOperations {
  return {
    recordings: (input) => desk.recordings(input),
    recording: (input) => desk.recording(input),
    readRecording: (input) => inCatalogue(() => desk.readRecording(input)),
    holdRecording: (input) => desk.holdRecording(input),
    deleteRecording: (input) => desk.deleteRecording(input),
  };
}

export function keptRecordings(parts: {
  readonly site: Pick<Site, 'store'>;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly metrics: RecordingMetrics;
  /** Asked for when it has been started, not before. */
  readonly desk: () => CallDesk;
}): KeptRecordings {
  const { site, log, metrics, desk } = parts;
  const settings = () => parts.settings().recordings;
  const { directory, spool } = settings();
  const clock = new SystemClock();
  const vault = new DirectoryVault({ directory, spool });
  const guard = new SpaceGuard({
    look: freeSpaceOf({ directory, spool }),
    leastBytes: () => settings().minFreeBytes,
    clock,
    log,
  });
  metrics.watch(guard);
  const keeper = new RecordingKeeper({
    store: site.store.recordings,
    cdrs: site.store.cdrs,
    vault,
    spool: new DirectoryRecordingSpool({ directory: spool, onOddity: (what) => log.warn({}, what) }),
    ids: new RandomIdSource(),
    clock,
    log,
    watch: metrics,
    isLive: (call) => desk().call(call) !== undefined,
    encoder: () => settings().encoder,
    retentionMs: () => settings().retentionDays * DAY_MS,
  });
  return {
    permit: guard,
    start: () => {
      void guard.start();
      keeper.start();
    },
    stop: async () => {
      guard.stop();
      // What is being sealed is sealed anew at the next start.
      await Promise.all([keeper.stop(), vault.close()]);
    },
  };
}
