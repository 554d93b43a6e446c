import type { EpochMs } from '../instant.ts';
import {
  type Acquaintance,
  allocate,
  type Exhaustion,
  NO_NUMBERS,
  type PartyNumbers,
} from '../pool/allocation.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { PoolPolicy } from '../pool/pool.ts';
import type { BindRefusal, BindRequest } from './bind-request.ts';
import { endOf, lifeAt } from './binding-life.ts';
import type { BindingRecord, PairRecord } from './binding-record.ts';

/** What a store must be able to tell about one party. Bindings that only show X to the party do not count. */
export interface PartyRecords {
  /** The party's latest binding on the number. */
  latestOn(number: NumberId): BindingRecord | null;
  /** Its latest binding on each number that it ever had, purged ones excepted. */
  latestOnEach(): readonly BindingRecord[];
}

/** What a store knows of a request. Read lazily, inside the transaction that carries the plan out. */
export interface BindView {
  readonly catalogue: NumberCatalogue;
  readonly a: PartyRecords;
  readonly b: PartyRecords;
  /** Bindings between the two that nobody released, newest first: live ones, and ones that ended by time. */
  unreleasedOfPair(): readonly PairRecord[];
  /** The latest released bindings between the two; a few are enough, read for sticky pools only. */
  releasedOfPair(): readonly PairRecord[];
  /** 32 bits for the pair, the same whichever is A. */
  spreadOfPair(): number;
  /** 32 bits for A. */
  spreadOfA(): number;
}

/** What is to be written. */
export type BindPlan =
  | { readonly kind: 'refuse'; readonly refusal: BindRefusal }
  /** The pair is bound already: its terms become those of the request, and a running after-call timer stops. */
  | { readonly kind: 'renew'; readonly record: BindingRecord; readonly swapped: boolean }
  /**
   * A new binding on the number. The `replaced` ones ended by time on the same number for the same party; they are marked
   * as released at their end, so that a clock that is set back cannot make them live again beside the new one.
   */
  | { readonly kind: 'create'; readonly number: NumberId; readonly replaced: readonly BindingRecord[] };

/** Decides a request from what the store knows, so that every store decides alike (patent S0, step 101). */
export function planBind(request: BindRequest, view: BindView): BindPlan {
  if (request.a.equals(request.b)) return refuse({ reason: 'same-party' });
  const policy = view.catalogue.pools.get(request.pool);
  if (policy === undefined) return refuse({ reason: 'pool-unknown' });
  const existing = existingBinding(request, view);
  if (existing !== undefined) return { kind: 'renew', ...existing };
  const choice =
    request.x === null ? chooseNumber(request, view, policy) : checkNumber(request, view, policy);
  if (typeof choice !== 'number') return refuse(choice);
  return { kind: 'create', number: choice, replaced: endedByTime(request, view, choice) };
}

function refuse(refusal: BindRefusal): BindPlan {
  return { kind: 'refuse', refusal };
}

function existingBinding(request: BindRequest, view: BindView): PairRecord | undefined {
  return view.unreleasedOfPair().find(({ record, swapped }) => {
    if (record.mode !== request.mode || (record.mode === 'reverse' && swapped)) return false;
    return lifeAt(record, request.at) === 'live' && isOnWantedNumber(request, view, record.number);
  });
}

function isOnWantedNumber(request: BindRequest, { catalogue }: BindView, number: NumberId): boolean {
  const block = catalogue.placeOf(number)?.block;
  if (block === undefined || block.pool !== request.pool) return false;
  if (request.areaCode !== null && block.areaCode !== request.areaCode) return false;
  return request.x === null || catalogue.find(request.x)?.id === number;
}

function checkNumber(request: BindRequest, view: BindView, policy: PoolPolicy): NumberId | BindRefusal {
  const place = request.x === null ? null : view.catalogue.find(request.x);
  if (place === null || !isOnWantedNumber(request, view, place.id)) return { reason: 'number-not-in-pool' };
  if (place.block.locked) return { reason: 'number-locked' };
  for (const [party, records] of boundParties(request, view)) {
    const record = records.latestOn(place.id);
    const seen = record === null ? null : acquaintance(record, policy, request.at);
    if (seen !== null && seen.state !== 'met')
      return { reason: 'number-taken', party, cooling: seen.state === 'cooling', until: seen.freeAt };
  }
  return place.id;
}

function chooseNumber(request: BindRequest, view: BindView, policy: PoolPolicy): NumberId | BindRefusal {
  const twoWay = request.mode === 'two-way';
  const allocation = allocate({
    open: view.catalogue.open(request.pool, request.areaCode),
    a: twoWay ? partyNumbers(view.a, policy, request.at) : NO_NUMBERS,
    b: partyNumbers(view.b, policy, request.at),
    sticky: policy.sticky ? earlierNumber(request, view) : null,
    spread: twoWay ? view.spreadOfPair() : view.spreadOfA(),
  });
  return allocation.ok ? allocation.number : exhausted(allocation.exhaustion);
}

function exhausted(exhaustion: Exhaustion): BindRefusal {
  return { reason: 'pool-exhausted', ...exhaustion };
}

/** The parties for which (party, X) must be free: a reverse binding leaves A as it was (patent S0, reverse binding). */
function boundParties(request: BindRequest, view: BindView): readonly (readonly ['a' | 'b', PartyRecords])[] {
  const b = ['b', view.b] as const;
  return request.mode === 'two-way' ? [['a', view.a], b] : [b];
}

/** The number of the pair's latest binding of the same kind in the pool. */
function earlierNumber(request: BindRequest, view: BindView): NumberId | null {
  const isKin = ({ record, swapped }: PairRecord): boolean =>
    record.mode === request.mode &&
    !(record.mode === 'reverse' && swapped) &&
    isOnWantedNumber(request, view, record.number);
  const kin = [...view.unreleasedOfPair(), ...view.releasedOfPair()].filter(isKin);
  const ids = kin.sort((one, other) => other.record.id - one.record.id);
  return ids[0]?.record.number ?? null;
}

function partyNumbers(records: PartyRecords, policy: PoolPolicy, at: EpochMs): PartyNumbers {
  return {
    at: (number) => {
      const record = records.latestOn(number);
      return record === null ? null : acquaintance(record, policy, at);
    },
    all: () =>
      new Map(records.latestOnEach().map((record) => [record.number, acquaintance(record, policy, at)])),
  };
}

/** What a party's latest binding on a number means for the next one. The cool-down runs from the end of the binding. */
export function acquaintance(
  record: BindingRecord,
  policy: Pick<PoolPolicy, 'coolDownMs'>,
  at: EpochMs,
): Acquaintance {
  const end = endOf(record);
  if (lifeAt(record, at) === 'live')
    return { state: 'live', freeAt: end === null ? null : end + policy.coolDownMs };
  const lastMetAt = end ?? at;
  const freeAt = lastMetAt + policy.coolDownMs;
  return at < freeAt ? { state: 'cooling', freeAt } : { state: 'met', lastMetAt };
}

function endedByTime(request: BindRequest, view: BindView, number: NumberId): readonly BindingRecord[] {
  const latest = boundParties(request, view).map(([, records]) => records.latestOn(number));
  const [one, other] = latest.filter((record) => record !== null && record.releasedAt === null);
  return [one, one?.id === other?.id ? undefined : other].filter(
    (record) => record !== undefined && record !== null,
  );
}
