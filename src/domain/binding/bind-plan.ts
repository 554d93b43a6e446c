import { takesPins } from '../policy/pin.ts';
import type { NumberId } from '../pool/number-catalogue.ts';
import type { BindRefusal, BindRequest } from './bind-request.ts';
import type { BindView } from './bind-view.ts';
import { lifeAt } from './binding-life.ts';
import { endsOf, isOpenMode, isSymmetric } from './binding-mode.ts';
import type { BindingRecord, PairRecord } from './binding-record.ts';
import { NumberChoice, type Places } from './number-choice.ts';

/** What is to be written. */
export type BindPlan =
  | { readonly kind: 'refuse'; readonly refusal: BindRefusal }
  /** The pair is bound already: its terms become those of the request, and a running after-call timer stops. */
  | {
      readonly kind: 'renew';
      readonly record: BindingRecord;
      readonly swapped: boolean;
      readonly replaced: readonly BindingRecord[];
    }
  /**
   * A new binding on the number. The `replaced` ones ended by time on the same number for the same party; they are marked
   * as released at their end, so that a clock that is set back cannot make them live again beside the new one.
   */
  | { readonly kind: 'create'; readonly places: Places; readonly replaced: readonly BindingRecord[] };

/** Decides a request from what the store knows, so that every store decides alike (patent S0, step 101). */
export function planBind(request: BindRequest, view: BindView): BindPlan {
  if (request.b !== null && request.a.equals(request.b)) return refuse({ reason: 'same-party' });
  const policy = view.catalogue.pools.get(request.pool);
  if (policy === undefined) return refuse({ reason: 'pool-unknown' });
  if (request.group !== null && !view.hasGroup(request.group)) return refuse({ reason: 'group-unknown' });
  const choice = new NumberChoice(request, view, policy);
  const existing = existingBinding(request, view, choice);
  if (existing !== undefined) return renewal(existing, request, view, choice);
  const places = choice.places();
  if ('reason' in places) return refuse(places);
  const isFirst = choice.isFirstOn(places.number);
  return { kind: 'create', places, replaced: endedByTime(request, view, places, isFirst) };
}

function refuse(refusal: BindRefusal): BindPlan {
  return { kind: 'refuse', refusal };
}

/** A binding that takes PINs from now on must be the only one on its number. */
function renewal(existing: PairRecord, request: BindRequest, view: BindView, choice: NumberChoice): BindPlan {
  const { takesPins: hasPins, number } = existing.record;
  if (hasPins) return { kind: 'renew', ...existing, replaced: [] };
  if (choice.arePinsTaken(number)) return refuse({ reason: 'pins-taken' });
  return { kind: 'renew', ...existing, replaced: endedOnes(pinsBeside(request, view, number), request) };
}

function existingBinding(request: BindRequest, view: BindView, choice: NumberChoice): PairRecord | undefined {
  const candidates = isOpenMode(request.mode) ? openOnesOfA(request, view) : view.unreleasedOfPair();
  return candidates.find(
    ({ record, swapped }) =>
      record.mode === request.mode &&
      (isSymmetric(request.mode) || !swapped) &&
      lifeAt(record, request.at) === 'live' &&
      choice.isWanted(record),
  );
}

/** A's bindings that strangers use, the latest first. One A may have several, told apart by X or by the platform's reference. */
function openOnesOfA({ reference, group, x }: BindRequest, view: BindView): readonly PairRecord[] {
  const isMeant = (record: BindingRecord): boolean =>
    x !== null || reference === null || record.reference === reference;
  return [...view.a.latestOnEach().values()]
    .filter((record) => record.group === group && isMeant(record))
    .sort((one, other) => other.id - one.id)
    .map((record) => ({ record, swapped: false }));
}

/**
 * What ended by time and could come back beside the new binding if the clock were set back: what its parties had on the numbers, what
 * strangers used there, on an open number everything, and beside PINs other ones.
 */
function endedByTime(
  request: BindRequest,
  view: BindView,
  places: Places,
  isFirst: boolean,
): readonly BindingRecord[] {
  const ofParties = endsOf(request.mode)
    .filter((end) => end.owned)
    .map((end) => view[end.side].latestOn(end.number === 'x' ? places.number : secondOf(places)));
  const ofStrangers = isOpenMode(request.mode)
    ? besideOpen(places, view, isFirst)
    : numbersOf(places).flatMap((number) => [...view.unreleasedOpenOn(number)]);
  const all = [...ofParties, ...ofStrangers, ...pinsBeside(request, view, places.number)];
  return endedOnes(
    all.filter((record) => record !== null),
    request,
  );
}

function endedOnes(records: readonly BindingRecord[], { at }: BindRequest): readonly BindingRecord[] {
  const ended = records.filter((record) => record.releasedAt === null && lifeAt(record, at) !== 'live');
  return [...new Map(ended.map((record) => [record.id, record])).values()];
}

function pinsBeside(
  { mode, details, at }: BindRequest,
  view: BindView,
  number: NumberId,
): readonly BindingRecord[] {
  return takesPins(mode, details.policy) ? [...view.pinsOn(number, at)] : [];
}

/** Beside other extensions only the one that is given again: whoever was first there has replaced the rest. */
function besideOpen(
  { number, extension }: Places,
  view: BindView,
  isFirst: boolean,
): readonly (BindingRecord | null)[] {
  return extension === null || isFirst
    ? [...view.unreleasedOn(number)]
    : [view.latestWithExtension(number, extension)];
}

function numbersOf({ number, secondNumber }: Places): readonly NumberId[] {
  return secondNumber === null ? [number] : [number, secondNumber];
}

function secondOf({ number, secondNumber }: Places): NumberId {
  return secondNumber ?? number;
}
