import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallId } from '../../domain/call/leg.ts';
import { CDR_OUTCOMES, isCdrOutcome } from '../../domain/cdr/cdr-outcome.ts';
import type { EpochUs } from '../../domain/cdr/leg-record.ts';
import { parseDuration } from '../../domain/duration.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { parseInstant } from '../../domain/instant-text.ts';
import type { CdrPlace, CdrQuery, CdrStore } from '../../ports/cdr-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NumberReader } from '../../ports/number-reader.ts';
import { readParty, readPrivacyNumber } from '../bind-reading.ts';
import type { CdrInput, CdrOperations, CdrPage, CdrView } from '../cdr-operations.ts';
import { cdrView } from './cdr-view.ts';

export interface CdrInquiryOptions {
  readonly store: Pick<CdrStore, 'find' | 'record'>;
  readonly reader: NumberReader;
  readonly clock: Clock;
}

const PLACE = /^([0-9]{1,16})\.([0-9]{1,16})$/;

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
      next: more ? `${last.place.at}.${last.place.id}` : null,
    };
  }

  /** `null` when there is no record of the call. */
  one(call: CallId, showNumbers: boolean): CdrView | null {
    const record = this.#options.store.record(call);
    return record === null ? null : cdrView(record, showNumbers);
  }

  #query({ since, until, number, x, binding, outcome, pool, after, limit }: CdrInput): CdrQuery {
    const { reader } = this.#options;
    return {
      limit,
      ...(since === undefined ? {} : { since: this.#instant('since', since) }),
      ...(until === undefined ? {} : { until: this.#instant('until', until) }),
      ...(number === undefined ? {} : { number: readParty(reader, 'number', number) }),
      ...(x === undefined ? {} : { x: readPrivacyNumber(reader, 'x', x) }),
      ...(binding === undefined ? {} : { binding: binding as BindingId }),
      ...(outcome === undefined ? {} : { outcome: readOutcome(outcome) }),
      ...(pool === undefined ? {} : { pool }),
      ...(after === undefined ? {} : { after: readPlace(after) }),
    };
  }

  #instant(field: string, text: string): EpochUs {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant * 1000;
    const back = parseDuration(text);
    if (typeof back === 'number') return Math.max(0, this.#options.clock.now() - back) * 1000;
    throw new AxbridgeError(
      'input-invalid',
      `${field}: an instant such as 2026-01-31T08:00:00Z, or a duration back from now such as 24h`,
    );
  }
}

function readOutcome(text: string): NonNullable<CdrQuery['outcome']> {
  if (isCdrOutcome(text)) return text;
  throw new AxbridgeError('input-invalid', `outcome: one of ${CDR_OUTCOMES.join(', ')}`);
}

function readPlace(text: string): CdrPlace {
  const [, at, id] = PLACE.exec(text) ?? [];
  if (at === undefined) throw new AxbridgeError('input-invalid', 'after: what the page before this one said');
  return { at: Number(at), id: Number(id) };
}
