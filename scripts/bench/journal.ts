import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a long measurement has found until now, one JSON line each: stopped at any moment, it goes on where it was. */
export class Journal<Entry> {
  readonly #file: string | null;
  readonly #entries: Entry[];

  /** @param file `null` keeps nothing */
  constructor(file: string | null) {
    this.#file = file;
    const text = file !== null && existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.#entries = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#file === null) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}
