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
  | { readonly kind: 'renew'; readonly record: BindingRecord; readonly swapped: boolean }
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
  if (existing !== undefined) return { kind: 'renew', ...existing };
  const places = choice.places();
  if ('reason' in places) return refuse(places);
  return { kind: 'create', places, replaced: endedByTime(request, view, places) };
}

function refuse(refusal: BindRefusal): BindPlan {
  return { kind: 'refuse', refusal };
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

/** A's bindings that strangers use. One A may have several, told apart by X or by the platform's reference. */
function openOnesOfA({ reference, group, x }: BindRequest, view: BindView): readonly PairRecord[] {
  const isMeant = (record: BindingRecord): boolean =>
    x !== null || reference === null || record.reference === reference;
  return [...view.a.latestOnEach().values()]
    .filter((record) => record.group === group && isMeant(record))
    .map((record) => ({ record, swapped: false }));
}

function endedByTime(request: BindRequest, view: BindView, places: Places): readonly BindingRecord[] {
  const ofParties = endsOf(request.mode)
    .filter((end) => end.owned)
    .map((end) => view[end.side].latestOn(end.number === 'x' ? places.number : secondOf(places)));
  const ofStrangers = isOpenMode(request.mode) ? openOnesAt(places, view) : [];
  const ended = [...ofParties, ...ofStrangers]
    .filter((record) => record !== null)
    .filter((record) => record.releasedAt === null && lifeAt(record, request.at) !== 'live');
  return [...new Map(ended.map((record) => [record.id, record])).values()];
}

function openOnesAt({ number, extension }: Places, view: BindView): readonly (BindingRecord | null)[] {
  return extension === null ? [...view.allOn(number)] : [view.latestWithExtension(number, extension)];
}

function secondOf({ number, secondNumber }: Places): NumberId {
  return secondNumber ?? number;
}
