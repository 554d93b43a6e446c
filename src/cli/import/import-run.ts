import type { BindInput, BindManyResult, StoreOperations } from '../../app/operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { BindingLine } from './binding-columns.ts';
import type { Rejection } from './rejections.ts';

/** Lines that go to the store together. */
export const BATCH_LINES = 5000;
/** Batches on their way at once: one is read from the file and one is checked while one is written. */
const MAX_IN_FLIGHT = 6;

export interface ImportCounts {
  imported: number;
  /** Were bound already. */
  existing: number;
  rejected: number;
  /** The line up to which all is settled: imported or told as rejected. */
  settledLine: number;
}

interface Batch {
  readonly lines: BindingLine[];
  readonly rows: BindInput[];
}

type Outcome =
  | { readonly ok: true; readonly results: readonly BindManyResult[] }
  | { readonly ok: false; readonly error: unknown };

export interface ImportSteps {
  readonly bindMany: StoreOperations['bindMany'];
  readonly reject: (rejection: Rejection) => Promise<void>;
  /** After each batch that is settled. */
  readonly settled: (counts: Readonly<ImportCounts>) => void;
}

/**
 * Sends lines to the store in batches, several at once, and settles them in the order of the file. Every line is imported as a
 * whole, or told as rejected.
 */
export class ImportRun {
  readonly counts: ImportCounts = { imported: 0, existing: 0, rejected: 0, settledLine: 0 };
  readonly #steps: ImportSteps;
  readonly #inFlight: { readonly batch: Batch; readonly outcome: Promise<Outcome> }[] = [];
  #batch: Batch = { lines: [], rows: [] };

  constructor(steps: ImportSteps) {
    this.#steps = steps;
  }

  /** @throws the error of the store, or of the connection to the daemon; `counts` then says how far it came. */
  async take(lines: AsyncIterable<BindingLine>): Promise<void> {
    for await (const line of lines) {
      this.#batch.lines.push(line);
      if (line.kind === 'row') this.#batch.rows.push(line.row);
      if (this.#batch.lines.length >= BATCH_LINES) await this.#send();
    }
    if (this.#batch.lines.length > 0) await this.#send();
    while (this.#inFlight.length > 0) await this.#settleFirst();
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = { lines: [], rows: [] };
    if (this.#inFlight.length >= MAX_IN_FLIGHT) await this.#settleFirst();
    this.#inFlight.push({ batch, outcome: this.#bind(batch.rows) });
  }

  async #bind(rows: readonly BindInput[]): Promise<Outcome> {
    if (rows.length === 0) return { ok: true, results: [] };
    try {
      return { ok: true, results: await this.#steps.bindMany({ rows }) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  async #settleFirst(): Promise<void> {
    const first = this.#inFlight.shift();
    if (first === undefined) return;
    const outcome = await first.outcome;
    if (!outcome.ok) throw outcome.error;
    const results = outcome.results.values();
    for (const line of first.batch.lines) {
      const result = line.kind === 'row' ? nextOf(results) : badLine(line.reason);
      await this.#count(line.line, result);
    }
    this.#steps.settled(this.counts);
  }

  async #count(line: number, result: BindManyResult): Promise<void> {
    this.counts.settledLine = line;
    if (result.ok) {
      if (result.binding.existing) this.counts.existing += 1;
      else this.counts.imported += 1;
      return;
    }
    this.counts.rejected += 1;
    await this.#steps.reject({ line, code: result.code, reason: result.message });
  }
}

function badLine(reason: string): BindManyResult {
  return { ok: false, code: 'input-invalid', message: reason };
}

function nextOf(results: Iterator<BindManyResult>): BindManyResult {
  const next = results.next();
  if (next.done === true) throw new AxbridgeError('internal', 'fewer answers came than lines were sent');
  return next.value;
}
