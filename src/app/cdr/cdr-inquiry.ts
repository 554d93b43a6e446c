import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallId } from '../../domain/call/leg.ts';
import { CDR_OUTCOMES, isCdrOutcome } from '../../domain/cdr/cdr-outcome.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { CdrQuery, CdrStore } from '../../ports/cdr-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { readParty, readPrivacyNumber } from '../bind-reading.ts';
import type { CdrInput, CdrOperations, CdrPage, CdrView } from '../cdr-operations.ts';
import { cdrView } from './cdr-view.ts';
import { printPlace, readPlace, readTime } from './time-reading.ts';

export interface CdrInquiryOptions {
  readonly store: Pick<CdrStore, 'find' | 'record'>;
  readonly reader: NumberReader;
  readonly clock: Clock;
}

/** Answers questions about calls that were. */
export class CdrInquiry implements CdrOperations {
  readonly #options: CdrInquiryOptions;

  constructor(options: CdrInquiryOptions) {
    this.#options = options;
  }

  async cdrs(input: CdrInput): Promise<CdrPage> {
    return this.cdrsOf(input, {});
  }

  /** `cdrs` within what the asking one may see. */
  async cdrsOf(input: CdrInput, fence: Pick<CdrQuery, 'tenant' | 'pool'>): Promise<CdrPage> {
    const found = this.#options.store.find({ ...this.#query(input), ...fence });
    const last = found.at(-1);
    const more = last !== undefined && found.length === input.limit;
    return {
      records: found.map(({ record }) => cdrView(record, input.showNumbers)),
      next: more ? printPlace(last.place) : null,
    };
  }

  /** `null` when there is no record of the call. */
  one(call: CallId, showNumbers: boolean): CdrView | null {
    const record = this.#options.store.record(call);
    return record === null ? null : cdrView(record, showNumbers);
  }

  #query({ since, until, number, x, binding, outcome, pool, after, limit }: CdrInput): CdrQuery {
    const { reader, clock } = this.#options;
    const now = clock.now();
    return {
      limit,
      ...(since === undefined ? {} : { since: readTime('since', since, now) }),
      ...(until === undefined ? {} : { until: readTime('until', until, now) }),
      ...(number === undefined ? {} : { number: readParty(reader, 'number', number) }),
      ...(x === undefined ? {} : { x: readPrivacyNumber(reader, 'x', x) }),
      ...(binding === undefined ? {} : { binding: binding as BindingId }),
      ...(outcome === undefined ? {} : { outcome: readOutcome(outcome) }),
      ...(pool === undefined ? {} : { pool }),
      ...(after === undefined ? {} : { after: readPlace(after) }),
    };
  }
}

function readOutcome(text: string): NonNullable<CdrQuery['outcome']> {
  if (isCdrOutcome(text)) return text;
  throw new AxbridgeError('input-invalid', `outcome: one of ${CDR_OUTCOMES.join(', ')}`);
}
