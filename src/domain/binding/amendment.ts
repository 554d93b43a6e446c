import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import { changedPolicy, type PolicyChange, withoutParty } from '../policy/call-policy.ts';
import { NO_TRIES, sidesWithOtherPin, takesPins } from '../policy/pin.ts';
import type { NumberCatalogue, NumberId } from '../pool/number-catalogue.ts';
import type { BindRefusal } from './bind-request.ts';
import type { BindView, PartyRecords } from './bind-view.ts';
import type { BindingId, BindingTerms } from './binding.ts';
import { type BindingDetails, NO_DETAILS } from './binding-details.ts';
import { lifeAt } from './binding-life.ts';
import { type BindingMode, endsOf, isOpenMode } from './binding-mode.ts';
import { type BindingRecord, numberOfEnd, type Parties, type SealedPart } from './binding-record.ts';
import { UNUSED } from './binding-use.ts';
import { coolDownOn, graceOn, replacedRecord } from './binding-writing.ts';
import { acquaintance, holds } from './number-claim.ts';

/** What shall be otherwise in a live binding; what is left out stays. X, Y, extension and group are for ever. */
export interface Amendment extends Partial<BindingTerms> {
  readonly a?: RealNumber;
  /** `null` in the open modes only. */
  readonly b?: RealNumber | null;
  /** One of `DIRECTIONS` for another. */
  readonly mode?: BindingMode;
  readonly reference?: string | null;
  readonly details?: Partial<Omit<BindingDetails, 'policy'>>;
  readonly policy?: PolicyChange;
}

/** The modes that differ in nothing but who may call whom. */
export const DIRECTIONS = ['two-way', 'a-to-b', 'b-to-a'] as const satisfies readonly BindingMode[];

export type AmendRefusal =
  | { readonly reason: 'not-found' | 'already-ended' | 'mode-unfit' }
  | Extract<BindRefusal, { reason: 'same-party' | 'number-locked' | 'number-taken' | 'pins-taken' }>;

/** A party that gave way to another, and the number on which it was bound. */
export interface Departure {
  readonly party: RealNumber;
  readonly number: NumberId;
}

/** A party that came in, and the number that it gets. */
export interface Arrival extends Departure {
  /** Its earlier binding on the number, when that ended by time: it is released for ever, as `replacedRecord` says. */
  readonly replaced: BindingRecord | null;
}

export type AmendPlan =
  | { readonly kind: 'refuse'; readonly refusal: AmendRefusal }
  | {
      readonly kind: 'amend';
      readonly record: BindingRecord;
      readonly sealed: SealedPart;
      readonly departures: readonly Departure[];
      /** What these had on their numbers before, under a later id even, must be found there no more. */
      readonly arrivals: readonly Arrival[];
      /** Who called the former A, whom it reaches for a while and who keyed its extension: none of it is the new one's. */
      readonly isOtherA: boolean;
      /** Bindings that took PINs on the number and ended by time, released for ever now that this one does. */
      readonly replaced: readonly BindingRecord[];
      /** Parties whose telephones that proved themselves are theirs no more. */
      readonly otherPins: readonly ('a' | 'b')[];
    };

/** A binding as it stands, and what the store knows of parties. */
export interface AmendView {
  readonly record: BindingRecord;
  readonly sealed: SealedPart;
  readonly catalogue: NumberCatalogue;
  readonly recordsOf: (party: RealNumber) => PartyRecords;
  /** As `BindView` has it. */
  readonly pinsOn: BindView['pinsOn'];
}

/**
 * Decides an amendment, so that every store decides alike. A party that comes in must be free on the number, as for a new binding;
 * one that goes is in its cool-down there from this instant on.
 */
export function planAmendment(amendment: Amendment, view: AmendView, at: EpochMs): AmendPlan {
  const { record, sealed } = view;
  if (lifeAt(record, at) !== 'live') return refuse({ reason: 'already-ended' });
  const { a = sealed.a, b = sealed.b, mode = record.mode } = amendment;
  if (!isModeFit(record.mode, mode, b)) return refuse({ reason: 'mode-unfit' });
  if (b?.equals(a) === true) return refuse({ reason: 'same-party' });
  const [before, after] = [claimsOf(record, sealed), claimsOf(record, { a, b })];
  const arrivals = arrivalsOf(without(after, before), view, at);
  if ('reason' in arrivals) return refuse(arrivals);
  const isOtherA = !a.equals(sealed.a);
  const isOtherB = b === null || sealed.b === null ? b !== sealed.b : !b.equals(sealed.b);
  const revision = record.revision + (isOtherA || isOtherB ? 1 : 0);
  const ofA = isOtherA ? withoutParty(sealed.details.policy, 'a') : sealed.details.policy;
  const ofBoth = isOtherB ? withoutParty(ofA, 'b') : ofA;
  const policy = amendment.policy === undefined ? ofBoth : changedPolicy(ofBoth, amendment.policy);
  const graceMs = graceOn({ ...record, mode }, policy, view.catalogue);
  const pins = amendedPins(record, takesPins(mode, policy), view, at);
  if ('reason' in pins) return refuse(pins);
  const { hasPins, replaced } = pins;
  const pinTries = amendment.policy?.said.strangers === undefined ? record.pinTries : NO_TRIES;
  const changed = { mode, revision, graceMs, takesPins: hasPins, pinTries };
  const otherPins = new Set(sidesWithOtherPin(sealed.details.policy, policy));
  if (isOtherA) otherPins.add('a');
  if (isOtherB) otherPins.add('b');
  return {
    kind: 'amend',
    record: { ...amendedRecord(record, amendment), ...changed },
    sealed: { a, b, details: { ...sealed.details, ...amendment.details, policy } },
    departures: without(before, after),
    arrivals,
    isOtherA,
    replaced,
    otherPins: [...otherPins],
  };
}

/** A binding that takes PINs from now on must be the only one on its number. */
function amendedPins(
  { takesPins: hasPins, number }: BindingRecord,
  wantsPins: boolean,
  { pinsOn, catalogue }: AmendView,
  at: EpochMs,
): { readonly hasPins: boolean; readonly replaced: readonly BindingRecord[] } | AmendRefusal {
  if (hasPins || !wantsPins) return { hasPins, replaced: [] };
  const coolDown = coolDownOn(number, catalogue);
  const others = [...pinsOn(number, at - coolDown.coolDownMs)];
  if (others.some((other) => holds(other, coolDown, at))) return { reason: 'pins-taken' };
  const ended = others.filter(({ releasedAt }) => releasedAt === null);
  return { hasPins: true, replaced: ended.map((other) => replacedRecord(other, at)) };
}

/**
 * What stays of a party that gave way: a released binding of its own on the number, so that it gets the number from nobody before the
 * cool-down is over and its calls are refused. Whom it was bound with is not in it: he is still bound.
 */
export function departedRecord(
  id: BindingId,
  { number }: Departure,
  { createdAt, reference }: BindingRecord,
  at: EpochMs,
): BindingRecord {
  return {
    id,
    mode: 'two-way',
    revision: 0,
    number,
    secondNumber: null,
    extension: null,
    group: null,
    createdAt,
    expiresAt: null,
    afterCallMs: null,
    slidingMs: null,
    graceMs: 0,
    use: UNUSED,
    takesPins: false,
    pinTries: NO_TRIES,
    afterCallReleaseAt: null,
    releasedAt: at,
    releaseReason: 'amended',
    reference,
  };
}

/** What is sealed with `departedRecord`. */
export function departedPart({ party }: Departure): SealedPart {
  return { a: party, b: null, details: NO_DETAILS };
}

function isModeFit(before: BindingMode, after: BindingMode, b: RealNumber | null): boolean {
  const directions: readonly BindingMode[] = DIRECTIONS;
  const isDirection = directions.includes(before) && directions.includes(after);
  return (before === after || isDirection) && (b !== null || isOpenMode(after));
}

/** A (party, number) that belongs to the binding alone. */
interface Claim extends Departure {
  readonly side: 'a' | 'b';
}

function claimsOf(record: BindingRecord, parties: Parties): readonly Claim[] {
  return endsOf(record.mode).flatMap((end) => {
    const [party, number] = [parties[end.side], numberOfEnd(record, end)];
    return !end.owned || party === null || number === null ? [] : [{ side: end.side, party, number }];
  });
}

function without(claims: readonly Claim[], others: readonly Claim[]): readonly Claim[] {
  const isAmong = ({ party, number }: Claim): boolean =>
    others.some((other) => other.number === number && other.party.equals(party));
  return claims.filter((claim) => !isAmong(claim));
}

function arrivalsOf(
  claims: readonly Claim[],
  { catalogue, recordsOf }: AmendView,
  at: EpochMs,
): readonly Arrival[] | AmendRefusal {
  const arrivals: Arrival[] = [];
  for (const { side, party, number } of claims) {
    if (catalogue.placeOf(number)?.block.locked === true) return { reason: 'number-locked' };
    const earlier = recordsOf(party).latestOn(number);
    const known = earlier === null ? null : acquaintance(earlier, coolDownOn(number, catalogue), at);
    if (known !== null && known.state !== 'met')
      return { reason: 'number-taken', party: side, cooling: known.state === 'cooling', until: known.freeAt };
    const replaced = earlier?.releasedAt === null ? replacedRecord(earlier, at) : null;
    arrivals.push({ party, number, replaced });
  }
  return arrivals;
}

/** A running after-call timer stops, as it does when a pair is bound again. */
function amendedRecord(record: BindingRecord, amendment: Amendment): BindingRecord {
  const { expiresAt, afterCallMs, slidingMs, reference } = { ...record, ...amendment };
  return { ...record, expiresAt, afterCallMs, slidingMs, reference, afterCallReleaseAt: null };
}

function refuse(refusal: AmendRefusal): AmendPlan {
  return { kind: 'refuse', refusal };
}
