import { clipTo } from '../display-width.ts';
import { type Column, table } from '../table.ts';
import { type OutputStream, writeOut } from '../terminal.ts';
import { grouped } from '../wording.ts';

const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/**
 * A table that is drawn over itself on a terminal, no wider and no higher than it is. Nothing of the terminal's state is changed, so
 * there is nothing to put right when the program ends, in whatever way.
 */
export class LiveTable<Row> {
  readonly #stream: OutputStream;
  readonly #columns: readonly Column<Row>[];
  #drawn: readonly string[] = [];

  constructor(stream: OutputStream, columns: readonly Column<Row>[]) {
    this.#stream = stream;
    this.#columns = columns;
  }

  async draw(headline: string, rows: readonly Row[]): Promise<void> {
    const lines = this.#linesOf(headline, rows);
    if (lines.join('\n') === this.#drawn.join('\n')) return;
    const up = this.#drawn.length === 0 ? '' : `\u001b[${this.#drawn.length}A`;
    this.#drawn = lines;
    await writeOut(
      this.#stream,
      `${up}${lines.map((line) => `\r${line}${ERASE_LINE}\n`).join('')}${ERASE_BELOW}`,
    );
  }

  /** One line is left for the cursor, one column for terminals that wrap at the last one. */
  #linesOf(headline: string, rows: readonly Row[]): readonly string[] {
    const { columns = 80, rows: height = 24 } = this.#stream;
    const body = rows.length === 0 ? [] : table(this.#columns, rows).trimEnd().split('\n');
    const lines = [headline, ...body];
    const room = Math.max(1, height - 1);
    if (lines.length > room) {
      const hidden = lines.length - (room - 1);
      lines.splice(room - 1, hidden, `... and ${grouped(hidden)} more`);
    }
    return lines.map((line) => clipTo(line, columns - 1));
  }
}
