import type { CallMark } from '../call/call-mark.ts';
import type { CallId } from '../call/leg.ts';
import { endOf } from './call-end.ts';
import { type CallLegs, sortLegs } from './call-legs.ts';
import type { BegunCall, CallContext, CallDirection, CallRecord, SeenEnd } from './call-record.ts';
import { type EpochUs, type LegRecord, talkBeganAt } from './leg-record.ts';

/** All that is known of a call that is over. At least one of `begun` and `legs` says something. */
export interface CallFacts {
  readonly call: CallId;
  readonly begun: BegunCall | null;
  readonly legs: readonly LegRecord[];
  /** Counts only where there are no legs. */
  readonly seen: SeenEnd | null;
  readonly context: CallContext;
  readonly revision: number;
}

/**
 * One record of one call out of its legs. Without legs, out of what we saw ourselves: a call whose switch died in it, or one of a switch
 * that keeps no records.
 */
export function composeCall({ call, begun, legs, seen, context, revision }: CallFacts): CallRecord {
  const sorted = sortLegs(legs);
  const { called, talked } = sorted;
  const first = sorted.first === null ? null : withoutMediaOfAnswer(sorted.first, called);
  const mark = markOf(legs);
  const attempt = talked?.role === 'called' ? talked : (called.at(-1) ?? null);
  return {
    ...context,
    call,
    revision,
    node: begun?.node ?? null,
    flow: mark?.flow ?? begun?.flow ?? 'masked',
    x: mark?.x ?? begun?.x ?? context.x,
    binding: mark?.binding ?? begun?.binding ?? null,
    direction: directionOf(mark) ?? begun?.direction ?? null,
    ...endOf(sorted),
    caller: begun?.caller ?? first?.party ?? null,
    callerText: first?.gateway === null ? first.partyText : null,
    dialledText: first?.dialledText ?? null,
    divertedText: first?.divertedText ?? null,
    callee: attempt?.party ?? begun?.callee ?? null,
    showedReal: mark?.showsFirst === true,
    recording: attempt?.recording ?? first?.recording ?? null,
    survey: first?.survey ?? null,
    calleeSurvey: attempt?.survey ?? null,
    pin: first?.pin ?? null,
    gateway: (attempt ?? first)?.gateway ?? null,
    ...timesOf(sorted, begun),
    ...(legs.length === 0 ? asSeen(seen) : {}),
    legs: [...(first === null ? [] : [first]), ...sorted.failedFirst, ...called],
  };
}

/**
 * The switch notes media for a caller before it passes an answer on, and nothing of it goes over the wire (`switch_channel.c:3544`). Sound
 * before the answer begins before the callee answers; who was answered by us, so that he can key digits, had none.
 */
function withoutMediaOfAnswer(first: LegRecord, called: readonly LegRecord[]): LegRecord {
  const { earlyMediaAt, answeredAt, gateway } = first;
  if (earlyMediaAt === null || gateway !== null) return first;
  const calleeAnsweredAt = earliest(called.map((leg) => leg.answeredAt));
  const byUs = answeredAt !== null && (calleeAnsweredAt === null || answeredAt < calleeAnsweredAt);
  const withAnswer = calleeAnsweredAt !== null && earlyMediaAt >= calleeAnsweredAt;
  return byUs || withAnswer ? { ...first, earlyMediaAt: null } : first;
}

/** What was noted of a call, with what is known in addition now. */
export function withMore(noted: BegunCall, now: BegunCall): BegunCall {
  return {
    ...noted,
    caller: noted.caller ?? now.caller,
    callee: noted.callee ?? now.callee,
    x: noted.x ?? now.x,
    binding: noted.binding ?? now.binding,
    direction: noted.direction ?? now.direction,
  };
}

/** A late leg of a call that has its record: all is made anew, but for what only the daemon knew. */
export function amendCall(record: CallRecord, late: readonly LegRecord[]): CallRecord {
  const { call, node, flow, createdAt, caller, callee, x, binding, direction } = record;
  const { pool, mode, extension, reference, userData } = record;
  const begun = { call, node: node ?? '', flow, beganAt: createdAt, caller, callee, x, binding, direction };
  return {
    ...composeCall({
      call,
      begun,
      legs: [...record.legs, ...late],
      seen: null,
      context: { x, pool, mode, extension, reference, userData },
      revision: record.revision + 1,
    }),
    node,
  };
}

function asSeen(seen: SeenEnd | null): Partial<CallRecord> {
  if (seen === null) return { outcome: 'switch-failure' };
  const { outcome, ringingAt, answeredAt, endedAt, lost } = seen;
  const end = lost ? ({ outcome: 'switch-failure', hungUpBy: 'platform' } as const) : { outcome };
  return { ...end, ringingAt, answeredAt, talkedAt: answeredAt, endedAt };
}

type Times = Pick<
  CallRecord,
  | 'createdAt'
  | 'routedAt'
  | 'invitedAt'
  | 'ringingAt'
  | 'earlyMediaAt'
  | 'answeredAt'
  | 'talkedAt'
  | 'endedAt'
>;

function timesOf({ first, failedFirst, called, talked }: CallLegs, begun: BegunCall | null): Times {
  const all = [...failedFirst, ...(first === null ? [] : [first]), ...called];
  const created = earliest(all.map(({ createdAt }) => createdAt)) ?? begun?.beganAt ?? 0;
  // A callback begins when it is asked for; a call that came in, with its INVITE by the switch's clock.
  const isCallback = begun?.flow === 'callback';
  return {
    createdAt: isCallback ? Math.min(begun.beganAt, created) : created,
    routedAt: first?.routedAt ?? null,
    invitedAt: earliest(called.map(({ createdAt }) => createdAt)),
    ringingAt: earliest(called.map(({ ringingAt }) => ringingAt)),
    earlyMediaAt: earliest(called.map(({ earlyMediaAt }) => earlyMediaAt)),
    answeredAt: earliest(called.map(({ answeredAt }) => answeredAt)),
    talkedAt: talked === null ? null : talkBeganAt(talked),
    endedAt: all.length === 0 ? null : Math.max(...all.map(({ endedAt }) => endedAt)),
  };
}

function earliest(instants: readonly (EpochUs | null)[]): EpochUs | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function markOf(legs: readonly LegRecord[]): CallMark | null {
  return legs.find(({ mark }) => mark !== null)?.mark ?? null;
}

function directionOf(mark: CallMark | null): CallDirection | null {
  if (mark === null || mark.binding === null) return null;
  return mark.firstSide === 'a' ? 'a-to-b' : 'b-to-a';
}
