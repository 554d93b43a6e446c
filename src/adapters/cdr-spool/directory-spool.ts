import { constants, type FSWatcher, watch } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
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

export interface DirectorySpoolOptions {
  readonly directory: string;
  readonly rules: () => LegReadingRules;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told when something is not as it should be; `file` is the name of a file, which holds no number. */
  readonly onOddity: (what: string, details: { readonly file?: string }) => void;
}

/** The files of mod_json_cdr. They are written in place, so a file counts when it is whole JSON and not before. */
export class DirectorySpool implements LegSpool {
  readonly #options: DirectorySpoolOptions;
  #watcher: FSWatcher | null = null;
  #onChange: (() => void) | null = null;
  #complaint: string | null = null;

  constructor(options: DirectorySpoolOptions) {
    this.#options = options;
  }

  async read(limit: number): Promise<readonly SpooledLeg[]> {
    const names = await this.#names();
    const legs: SpooledLeg[] = [];
    for (const name of names) {
      if (legs.length >= limit) break;
      const leg = await this.#readOne(name);
      if (leg !== null) legs.push({ name, leg });
    }
    return legs;
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await unlink(this.#path(name)).catch(unlessGone);
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

  async #names(): Promise<readonly string[]> {
    const { directory } = this.#options;
    try {
      const { mode } = await lstat(directory);
      if ((mode & OTHERS_MAY_WRITE) !== 0) throw new Error('everybody may write into it');
      const names = await readdir(directory);
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
    const text = await this.#contentOf(name);
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
  async #contentOf(name: string): Promise<Content | null> {
    const handle = await open(
      this.#path(name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    ).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      return codeOf(error);
    });
    if (handle === null) return null;
    // A link, or a file that only others may read: nothing that the switch would write.
    if (typeof handle === 'string') return { whole: false, because: handle, ageMs: Number.POSITIVE_INFINITY };
    try {
      const { size, mtimeMs } = await handle.stat();
      const ageMs = this.#options.now() - mtimeMs;
      if (size > MAX_BYTES) return { whole: false, because: 'it is too large', ageMs };
      const text = await handle.readFile('utf8');
      return { whole: true, text, ageMs };
    } catch (error) {
      return { whole: false, because: codeOf(error), ageMs: Number.POSITIVE_INFINITY };
    } finally {
      await handle.close();
    }
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

function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
