import type { CdrOperations } from '../app/cdr-operations.ts';
import type { LocalEvents } from '../app/delivery/local-events.ts';
import type { Operations, StoreOperations } from '../app/operations.ts';
import type { RecordingOperations } from '../app/recordings/recording-operations.ts';
import type { LocalAccess } from '../app/tenancy/local-access.ts';
import type { AreaProgress } from '../domain/planning/plan-areas.ts';
import type { DoctorCheck } from '../ports/diagnosis.ts';
import type { LeakTestProgress, LeakTestReport, LeakTestRequest } from '../ports/leak-test.ts';
import type { PlanRequest, PoolPlan } from '../ports/number-planner.ts';

/** Something that was opened and is to be closed. */
export type Opened<Thing> = Thing & { close(): Promise<void> };

export interface Initialised {
  /** Paths of the files that were written. */
  readonly written: readonly string[];
}

export interface Diagnosis {
  /** In the order in which they are run. */
  readonly checks: readonly DoctorCheck[];
}

export interface WrittenConfiguration {
  /** Relative to the directory. */
  readonly files: readonly string[];
  /** Where a directory that was not ours went. */
  readonly setAside: string | null;
  readonly warnings: readonly string[];
}

export interface MadeBackup {
  /** ISO 8601: what was acknowledged before is in it. */
  readonly takenAt: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export interface RestoredBackup {
  readonly takenAt: string;
  /** Paths of the databases that were exchanged. */
  readonly restored: readonly string[];
  /** Where the files went that were there before. */
  readonly setAside: readonly string[];
}

/**
 * What the command line cannot do by itself; `main.ts` provides it. Paths are as the user wrote them, from the working directory.
 * All of it rejects with `AxbridgeError` for what people can put right.
 */
export interface Environment {
  /** Version of this program, as in package.json. */
  readonly version: string;
  /** Runs the daemon until it is told to stop. @returns the exit code */
  serve(configPath: string): Promise<number>;
  /**
   * Writes a configuration into the directory and a key into the data directory, `data` below the first one unless told.
   * Refuses to overwrite (`file-exists`) and then writes nothing. Where root does so in a data directory of somebody else, they can
   * read what was written.
   */
  initialise(directory: string, dataDir: string | null): Promise<Initialised>;
  /** `null` when no daemon runs for this configuration. */
  connectDaemon(configPath: string): Promise<Opened<Operations> | null>;
  /** The store itself, for when no daemon runs. */
  openStore(configPath: string): Promise<Opened<StoreOperations & CdrOperations & RecordingOperations>>;
  /** Seals the store anew under a new key while no daemon runs. */
  rotateKeyOffline(configPath: string): Promise<{ readonly bindings: number }>;
  /** Tenants and keys of the HTTP API; a daemon that runs knows each change at once. */
  openAccess(configPath: string): Promise<Opened<LocalAccess>>;
  /** Events and their endpoints; a daemon that runs knows each change at once. */
  openEvents(configPath: string): Promise<Opened<LocalEvents>>;
  /** How many numbers a pool needs, from the database file; a daemon may run meanwhile, and the key is not needed. */
  planPool(
    request: PlanRequest & { readonly configPath: string },
    onProgress: (progress: AreaProgress) => void,
  ): Promise<PoolPlan>;
  /** Copies the databases; a daemon may run meanwhile, and the key is not needed. @param onPages how far the present one has come */
  backUp(
    request: { readonly configPath: string; readonly directory: string },
    onPages: (done: number, of: number) => void,
  ): Promise<MadeBackup>;
  /** Refuses beside a daemon, unless it only checks. */
  restore(request: {
    readonly configPath: string;
    readonly directory: string;
    readonly checkOnly: boolean;
  }): Promise<RestoredBackup>;
  writeFreeswitchConf(request: {
    readonly configPath: string;
    readonly directory: string;
    /** Replace a directory that axbridge did not write; it is set aside. */
    readonly force: boolean;
  }): Promise<WrittenConfiguration>;
  /** Does not reject for a bad configuration or an ill daemon: that is what a check then says. @param deep reads all of the databases */
  diagnosis(configPath: string, deep: boolean): Promise<Opened<Diagnosis>>;
  /** Plays hostile callers and callees around the switch; a daemon must run. */
  leakTest(
    request: LeakTestRequest,
    onProgress: (progress: LeakTestProgress) => void,
  ): Promise<LeakTestReport>;
}
