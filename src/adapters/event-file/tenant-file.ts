import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { eventView } from '../../app/event/event-view.ts';
import type { NumberedEvent } from '../../domain/event/event.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { printInstant } from '../../domain/instant-text.ts';

/** When a file is full, and how long it stays. */
export interface FileRules {
  readonly maxBytes: number;
  /** `null`: for ever. */
  readonly keepDays: number | null;
}

const DAY_MS = 86_400_000;
/** Of the end of a file, at first: the last line is seldom longer. */
const TAIL_BYTES = 65_536;
const LINE_FEED = 0x0a;
/** Day of its first line, and that line's number. */
const NAME = /^([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-9]{12,}\.jsonl$/;

interface Current {
  readonly handle: FileHandle;
  readonly day: string;
  bytes: number;
}

/** The files of one tenant: one event a line, masked, a new file each day and whenever one is full. */
export class TenantFile {
  readonly #directory: string;
  readonly #rules: () => FileRules;
  #current: Current | null = null;

  private constructor(directory: string, rules: () => FileRules) {
    this.#directory = directory;
    this.#rules = rules;
  }

  /** @returns the files, and the number that they end with; `null` when there is none */
  static async open(
    directory: string,
    rules: () => FileRules,
  ): Promise<{ readonly file: TenantFile; readonly last: number | null }> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = new TenantFile(directory, rules);
    return { file, last: await file.#resume() };
  }

  /** Resolves when the lines are on stable storage. */
  async append(events: readonly NumberedEvent[], at: EpochMs): Promise<void> {
    const day = printInstant(at).slice(0, 10);
    let lines: string[] = [];
    let bytes = 0;
    for (const event of events) {
      const line = `${JSON.stringify(eventView(event, false))}\n`;
      const size = Buffer.byteLength(line);
      if (!this.#hasRoom(day, bytes, size)) {
        await this.#write(lines, bytes);
        [lines, bytes] = [[], 0];
        await this.#begin(day, event.number, at);
      }
      lines.push(line);
      bytes += size;
    }
    await this.#write(lines, bytes);
  }

  async close(): Promise<void> {
    await this.#current?.handle.close();
    this.#current = null;
  }

  /** For one line more; a line that is longer than a file may be has a file of its own. */
  #hasRoom(day: string, waiting: number, size: number): boolean {
    if (this.#current === null || this.#current.day !== day) return false;
    const bytes = this.#current.bytes + waiting;
    return bytes === 0 || bytes + size <= this.#rules().maxBytes;
  }

  async #write(lines: readonly string[], bytes: number): Promise<void> {
    if (this.#current === null || lines.length === 0) return;
    await this.#current.handle.appendFile(lines.join(''));
    await this.#current.handle.datasync();
    this.#current.bytes += bytes;
  }

  async #begin(day: string, first: number, at: EpochMs): Promise<void> {
    await this.close();
    const name = `${day}-${String(first).padStart(12, '0')}.jsonl`;
    const handle = await open(join(this.#directory, name), 'a', 0o600);
    this.#current = { handle, day, bytes: (await handle.stat()).size };
    await this.#forget(at);
  }

  /** Goes on in the last file. What a crash left of a line is taken off. */
  async #resume(): Promise<number | null> {
    for (const name of (await this.#names()).toReversed()) {
      const handle = await open(join(this.#directory, name), 'r+', 0o600);
      const { line, end } = await lastLine(handle);
      await handle.truncate(end);
      await handle.close();
      if (line === null) continue;
      const [, day = ''] = NAME.exec(name) ?? [];
      this.#current = { handle: await open(join(this.#directory, name), 'a', 0o600), day, bytes: end };
      return numberIn(line, name);
    }
    return null;
  }

  async #forget(at: EpochMs): Promise<void> {
    const { keepDays } = this.#rules();
    if (keepDays === null) return;
    const oldest = printInstant(at - keepDays * DAY_MS).slice(0, 10);
    for (const name of await this.#names())
      if (name.slice(0, oldest.length) < oldest) await unlink(join(this.#directory, name));
  }

  /** In the order of their lines. */
  async #names(): Promise<readonly string[]> {
    const names = (await readdir(this.#directory)).filter((name) => NAME.test(name));
    return names.toSorted((one, other) => firstOf(one) - firstOf(other));
  }
}

function firstOf(name: string): number {
  return Number(name.slice('2026-01-31-'.length, -'.jsonl'.length));
}

/** The last whole line, and where it ends; `null` when there is none. */
async function lastLine(handle: FileHandle): Promise<{ readonly line: string | null; readonly end: number }> {
  const { size } = await handle.stat();
  for (let length = Math.min(size, TAIL_BYTES); length > 0; length = Math.min(size, length * 2)) {
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, size - length);
    const end = tail.lastIndexOf(LINE_FEED);
    const begin = end <= 0 ? -1 : tail.lastIndexOf(LINE_FEED, end - 1);
    if (begin >= 0 || (end >= 0 && length === size))
      return { line: tail.subarray(begin + 1, end).toString('utf8'), end: size - length + end + 1 };
    if (length === size) break;
  }
  return { line: null, end: 0 };
}

/** @throws Error when the line is none of ours */
function numberIn(line: string, name: string): number {
  const { number }: { readonly number?: unknown } = JSON.parse(line);
  if (typeof number !== 'number') throw new Error(`the last line of ${name} is no event`);
  return number;
}
