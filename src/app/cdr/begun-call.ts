import type { CallAction } from '../../domain/call/call-action.ts';
import type { CallSubject } from '../../domain/call/call-state.ts';
import type { CallId } from '../../domain/call/leg.ts';
import type { BegunCall, SeenEnd } from '../../domain/cdr/call-record.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { LiveCall } from '../call-registry.ts';

/** What is known of a call when it begins, or when it becomes known whom it is for; `null` when there is nothing new. */
export function begunCallOf({ state: before }: LiveCall, call: LiveCall, at: EpochMs): BegunCall | null {
  const { id, node, state, caller, x } = call;
  const [subject, known] = [subjectOf(state), subjectOf(before)];
  const isNew = before.tag === 'new' && state.tag !== 'new';
  if (!isNew && (subject === null || known !== null)) return null;
  const mark = subject?.mark ?? null;
  const direction = mark?.firstSide === 'a' ? 'a-to-b' : 'b-to-a';
  return {
    call: id,
    node: node.name,
    flow: mark?.flow ?? 'masked',
    beganAt: ('times' in state ? state.times.beganAt : at) * 1000,
    caller,
    callee: subject?.callee ?? null,
    x: mark?.x ?? x,
    binding: mark?.binding ?? null,
    direction: mark === null || mark.binding === null ? null : direction,
  };
}

function subjectOf(state: LiveCall['state']): CallSubject | null {
  return 'subject' in state ? state.subject : null;
}

/** @param lost the legs went without a word */
export function seenEndOf(
  call: CallId,
  { outcome, times, endedAt }: Extract<CallAction, { do: 'report' }>,
  lost: boolean,
): SeenEnd {
  const microseconds = (at: EpochMs | null): number | null => (at === null ? null : at * 1000);
  return {
    call,
    outcome,
    ringingAt: microseconds(times.ringingAt),
    answeredAt: microseconds(times.answeredAt),
    endedAt: endedAt * 1000,
    lost,
  };
}
