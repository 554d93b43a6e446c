import type { OutputStream } from '../terminal.ts';
import { grouped } from '../wording.ts';

const REDRAW_MS = 200;
const BAR = 24;
const ERASE_LINE = '\r\u001b[K';

export interface ProgressState {
  readonly rows: number;
  /** 0 to 1, or `null` when the end is not known. */
  readonly done: number | null;
  readonly elapsedMs: number;
}

/** `[######------]  45%  450,000 rows  52,000/s  11 s left` */
export function progressText({ rows, done, elapsedMs }: ProgressState): string {
  const perSecond = elapsedMs === 0 ? 0 : Math.round((rows * 1000) / elapsedMs);
  const counts = `${grouped(rows)} rows  ${grouped(perSecond)}/s`;
  if (done === null) return counts;
  const filled = Math.round(done * BAR);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}]`;
  const leftSeconds = done === 0 ? null : Math.ceil((elapsedMs * (1 - done)) / done / 1000);
  const left = leftSeconds === null ? '' : `  ${leftText(leftSeconds)} left`;
  return `${bar} ${String(Math.floor(done * 100)).padStart(3)}%  ${counts}${left}`;
}

function leftText(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** A line at the bottom of a terminal that is drawn again and again; nothing where there is no terminal. */
export class ProgressBar {
  readonly #stream: OutputStream | null;
  #lastMs = 0;
  #drawn = false;

  constructor(stream: OutputStream, wanted: boolean) {
    this.#stream = wanted && stream.isTTY === true ? stream : null;
  }

  /** Draws when it is time to. */
  update(state: ProgressState): void {
    this.draw(() => progressText(state), state.elapsedMs);
  }

  /** Draws another text when it is time to. @param elapsedMs since the beginning */
  draw(text: () => string, elapsedMs: number): void {
    if (this.#stream === null || elapsedMs - this.#lastMs < REDRAW_MS) return;
    this.#lastMs = elapsedMs;
    this.#drawn = true;
    const columns = (this.#stream.columns ?? 80) - 1;
    this.#stream.write(`${ERASE_LINE}${text().slice(0, columns)}`);
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#drawn) this.#stream?.write(ERASE_LINE);
    this.#drawn = false;
  }
}
