import type { CallInput } from '../domain/call/call-input.ts';
import type { CallMark } from '../domain/call/call-mark.ts';
import type { CallSubject } from '../domain/call/call-state.ts';
import type { CallId } from '../domain/call/leg.ts';
import { promptsToCallee } from '../domain/call/spoken-before.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { LegSnapshot } from '../ports/switch-port.ts';
import type { LiveCall } from './call-registry.ts';

/** Something that a comparison of our calls with the switch's legs brought to light. */
export interface Finding {
  readonly call: CallId;
  readonly input: CallInput;
  readonly x: PrivacyNumber | null;
}

type MarkedLeg = LegSnapshot & { readonly mark: CallMark };

/**
 * Puts our calls beside the legs that the switch lists: calls that were answered while we were away are talking, and calls of an
 * earlier life of the daemon are taken up again. Nothing follows from a leg that is not listed, because the list is late.
 */
export function reconcile(
  ours: readonly LiveCall[],
  legs: readonly LegSnapshot[],
  at: EpochMs,
  subjectOf: (mark: CallMark) => CallSubject,
): readonly Finding[] {
  const marked = legs.filter((leg) => leg.mark !== null) as readonly MarkedLeg[];
  const known = new Set(ours.map((call) => call.id));
  const firstLegs = byCall(marked.filter((leg) => leg.role === 'first'));
  const answeredLegs = byCall(marked.filter((leg) => leg.role === 'called' && leg.answered));
  const answered = ours.flatMap(({ id, x }): readonly Finding[] => {
    const [called, first] = [answeredLegs.get(id), firstLegs.get(id)];
    if (called === undefined) return [];
    const seen: Finding = { call: id, x, input: { kind: 'answered', at, leg: called.leg } };
    if (first?.answered !== true) return [seen];
    return [seen, { call: id, x, input: { kind: 'bridged', at, leg: first.leg, peer: called.leg } }];
  });
  const found = marked
    .filter((leg) => isFirstOfUnknown(leg, known))
    .map((leg): Finding => {
      const { mark, createdAt } = leg;
      const subject = subjectOf(mark);
      const called = answeredLegs.get(mark.call);
      const stage = called === undefined ? stageAlone(leg) : stageOf(leg, subject);
      const peer = called?.leg ?? null;
      const input = { kind: 'found', at: createdAt, subject, leg: leg.leg, peer, stage } as const;
      return { call: mark.call, x: mark.x, input };
    });
  return [...answered, ...found];
}

function byCall(legs: readonly MarkedLeg[]): ReadonlyMap<CallId, MarkedLeg> {
  return new Map(legs.map((leg) => [leg.mark.call, leg]));
}

/**
 * Of a call whose callee answered. A caller is answered when he is connected, so one who is not waits for the prompt to the callee to
 * end. One who was answered before (callback, keyed digits) tells nothing: we take it that they talk.
 */
function stageOf(first: MarkedLeg, subject: CallSubject): 'greeting' | 'talking' {
  return promptsToCallee(subject).length === 0 || first.answered ? 'talking' : 'greeting';
}

/** Of a call with nobody else in it: he waits for the callee, or the callee has gone and he is asked how it was. */
function stageAlone({ isSurveyed }: MarkedLeg): 'connecting' | 'surveying' {
  return isSurveyed ? 'surveying' : 'connecting';
}

/** A callback's first party that has not answered is left out: it tells of itself when it waits. */
function isFirstOfUnknown(leg: MarkedLeg, known: ReadonlySet<CallId>): boolean {
  if (leg.role !== 'first' || leg.waiting !== null || known.has(leg.mark.call)) return false;
  return leg.mark.flow === 'masked' || leg.answered;
}
