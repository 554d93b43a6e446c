import {
  closeSync,
  constants,
  type FSWatcher,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  watch,
} from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LegSpool, SpooledLeg } from '../../ports/leg-spool.ts';
import { type LegReadingRules, readLegFile } from './read-leg-file.ts';

/** mod_json_cdr names a file after its leg, with `a_` before those that no other leg made (`mod_json_cdr.c`, `my_on_reporting`). */
const NAME = /^(?:a_)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.cdr\.json$/;
/** Thirty times what a call through four gateways writes. */
const MAX_BYTES = 1024 * 1024;
/** A file is written at one go. One that is not whole after this long never will be: its switch died, or its disk was full. */
const GIVEN_UP_MS = 60_000;
/** Inside the spool, so that what is in it is kept as safely. */
export const QUARANTINE = 'quarantine';
const OTHERS_MAY_WRITE = 0o002;
/** Files that are read, or removed, before others have their turn: the legs of two calls. */
const FILES_A_TURN = 4;

export interface DirectorySpoolOptions {
  readonly directory: string;
  readonly rules: () => LegReadingRules;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told when something is not as it should be; `file` is the name of a file, which holds no number. */
  readonly onOddity: (what: string, details: { readonly file?: string }) => void;
}

/**
 * The files of mod_json_cdr. They are written in place, so a file counts when it is whole JSON and not before. They lie in memory
 * (`freeswitch-conf/README.md`), where a system call takes some microseconds, and the way through a thread of libuv fifty.
 */
export class DirectorySpool implements LegSpool {
  readonly #options: DirectorySpoolOptions;
  #watcher: FSWatcher | null = null;
  #onChange: (() => void) | null = null;
  #complaint: string | null = null;

  constructor(options: DirectorySpoolOptions) {
    this.#options = options;
  }

  async read(limit: number): Promise<readonly SpooledLeg[]> {
    const legs: SpooledLeg[] = [];
    for (const [place, name] of this.#names().entries()) {
      if (legs.length >= limit) break;
      if (place % FILES_A_TURN === FILES_A_TURN - 1) await nextTurn();
      const leg = await this.#readOne(name);
      if (leg !== null) legs.push({ name, leg });
    }
    return legs;
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const [place, name] of names.entries()) {
      if (place % FILES_A_TURN === FILES_A_TURN - 1) await nextTurn();
      this.#unlink(name);
    }
  }

  watch(onChange: () => void): () => void {
    this.#onChange = onChange;
    this.#keepWatching();
    return () => {
      this.#onChange = null;
      this.#watcher?.close();
      this.#watcher = null;
    };
  }

  #unlink(name: string): void {
    try {
      unlinkSync(this.#path(name));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  #names(): readonly string[] {
    const { directory } = this.#options;
    try {
      const { mode } = lstatSync(directory);
      if ((mode & OTHERS_MAY_WRITE) !== 0) throw new Error('everybody may write into it');
      const names = readdirSync(directory);
      this.#complaint = null;
      this.#keepWatching();
      return names.filter((name) => NAME.test(name));
    } catch (error) {
      this.#complain(error);
      return [];
    }
  }

  /** Once for each state of affairs, not with every look. */
  #complain(error: unknown): void {
    const because = codeOf(error);
    if (this.#complaint === because) return;
    this.#complaint = because;
    this.#options.onOddity(`call records: ${this.#options.directory} cannot be read (${because})`, {});
  }

  async #readOne(name: string): Promise<SpooledLeg['leg'] | null> {
    const text = this.#contentOf(name);
    if (text === null) return null;
    const file = text.whole
      ? readLegFile(text.text, this.#options.rules())
      : ({ kind: 'unreadable', because: text.because } as const);
    if (file.kind === 'leg' && NAME.exec(name)?.[1] === file.leg.leg) return file.leg;
    if (file.kind === 'foreign') await this.#putAside(name, 'the leg of no call of ours');
    else if (text.ageMs > GIVEN_UP_MS)
      await this.#putAside(name, file.kind === 'unreadable' ? file.because : 'it names another leg');
    return null;
  }

  /** @returns `null` for a file that is gone */
  #contentOf(name: string): Content | null {
    try {
      const descriptor = openSync(
        this.#path(name),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      try {
        return this.#read(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      // A link, or a file that only others may read: nothing that the switch would write.
      return { whole: false, because: codeOf(error), ageMs: Number.POSITIVE_INFINITY };
    }
  }

  #read(descriptor: number): Content {
    const { size, mtimeMs } = fstatSync(descriptor);
    const ageMs = this.#options.now() - mtimeMs;
    if (size > MAX_BYTES) return { whole: false, because: 'it is too large', ageMs };
    return { whole: true, text: readFileSync(descriptor, 'utf8'), ageMs };
  }

  async #putAside(name: string, because: string): Promise<void> {
    const place = this.#path(QUARANTINE);
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await rename(this.#path(name), join(place, name));
      this.#options.onOddity(`call records: a file was put aside: ${because}`, { file: name });
    } catch (error) {
      this.#complain(error);
    }
  }

  /** The directory may come later than we, or be made anew. */
  #keepWatching(): void {
    if (this.#onChange === null || this.#watcher !== null) return;
    try {
      const watcher = watch(this.#options.directory, { persistent: false }, () => this.#onChange?.());
      this.#watcher = watcher;
      watcher.on('error', () => {
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = null;
      });
    } catch {
      this.#watcher = null;
    }
  }

  #path(name: string): string {
    return join(this.#options.directory, name);
  }
}

type Content =
  | { readonly whole: true; readonly text: string; readonly ageMs: number }
  | { readonly whole: false; readonly because: string; readonly ageMs: number };

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
