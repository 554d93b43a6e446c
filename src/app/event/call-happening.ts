import type { CallAction } from '../../domain/call/call-action.ts';
import type { CallInput } from '../../domain/call/call-input.ts';
import { failureOutcome } from '../../domain/call/call-outcome.ts';
import type { CallState, CallSubject } from '../../domain/call/call-state.ts';
import type { RefusalReason } from '../../domain/call/route.ts';
import { promptsToCallee, promptsToCaller } from '../../domain/call/spoken-before.ts';
import type { CallPlace, EventData } from '../../domain/event/event-data.ts';
import type { CallStep } from '../call-witness.ts';

type SeenType = Exclude<Extract<keyof EventData, `call.${string}`>, 'call.ended'>;

/** What happened to a call, without where. */
export type CallHappening = {
  readonly [Type in SeenType]: { readonly type: Type; readonly data: Omit<EventData[Type], keyof CallPlace> };
}[SeenType];

type In<Kind extends CallInput['kind']> = Extract<CallInput, { kind: Kind }>;
type Do<Kind extends CallAction['do']> = Extract<CallAction, { do: Kind }>;

const FAILURES: ReadonlySet<string> = new Set([
  'busy',
  'no-answer',
  'rejected',
  'unreachable',
  'unassigned',
  'switch-busy',
  'switch-failure',
]);

/** What a step of a call means to its tenant, in order. The end is told with the record of the call. */
export function happeningsOf(step: CallStep): readonly CallHappening[] {
  if (step.actions.some((action) => action.do === 'ignore')) return [];
  const [before, after] = [step.before.state, step.after.state];
  return [
    ...begun(step),
    ...keyed(step),
    ...step.actions.flatMap((action) => ofAction(action, step)),
    ...progress(before, after, step.input),
  ];
}

function begun({ before, after, input }: CallStep): readonly CallHappening[] {
  const isFirst = input.kind === 'arrived' || input.kind === 'callback-requested';
  if (!isFirst || before.state.tag !== 'new') return [];
  const flow = input.kind === 'arrived' ? 'masked' : 'callback';
  return [{ type: 'call.incoming', data: { flow, node: after.node.name, caller: after.caller } }];
}

function keyed({ input }: CallStep): readonly CallHappening[] {
  if (input.kind !== 'digits-keyed') return [];
  const { purpose, attempt, digits, route } = input;
  const extension = purpose === 'extension' && route.kind === 'connect' ? route.binding.extension : null;
  const count = digits.reveal().length;
  const isProved = route.kind === 'connect' && route.proof === 'pin';
  return [
    { type: 'call.digits', data: { purpose, attempt, count, extension } },
    ...(isProved ? [{ type: 'call.pin', data: { result: 'accepted', attempt } } as const] : []),
  ];
}

function ofAction(action: CallAction, step: CallStep): readonly CallHappening[] {
  switch (action.do) {
    case 'connect':
      return [
        ...routedOrHop(action, step),
        ...promptsToCaller(action.subject, action.hunt).flatMap((prompt) => promptOf('first', prompt)),
      ];
    case 'call-party':
      return step.input.kind === 'callback-requested' ? [routed(action.subject, step)] : [];
    case 'ask':
      return promptOf('first', action.question.prompt);
    case 'refuse':
      return [...blocked(action, step), ...promptOf('first', action.treatment.prompt)];
    case 'note-wrong-pin':
      return [wrongPin(step)];
    case 'consult':
    case 'hang-up':
    case 'note-routed':
    case 'note-pool-call':
    case 'remember-telephone':
    case 'note-ended':
    case 'report':
    case 'ignore':
      return [];
  }
}

function routedOrHop({ subject, callee, hunt }: Do<'connect'>, step: CallStep): readonly CallHappening[] {
  const { input } = step;
  if (input.kind === 'connect-failed')
    return [
      { type: 'call.hop', data: { because: failureOutcome(input.cause), place: hunt?.place ?? 0, callee } },
    ];
  // A callback was routed when it was asked for.
  return subject.mark.flow === 'callback' ? [] : [routed({ ...subject, callee }, step)];
}

function routed({ mark, callee }: CallSubject, { after }: CallStep): CallHappening {
  const direction = mark.binding === null ? null : mark.firstSide === 'a' ? 'a-to-b' : 'b-to-a';
  const showsReal = mark.showsFirst === true;
  return { type: 'call.routed', data: { caller: after.caller, callee, direction, showsReal } };
}

function promptOf(
  leg: 'first' | 'called',
  prompt: EventData['call.prompt']['prompt'] | null,
): readonly CallHappening[] {
  return prompt === null ? [] : [{ type: 'call.prompt', data: { leg, prompt } }];
}

/** A call that was put through and failed is not blocked: its record says how it ended. */
function blocked({ outcome }: Do<'refuse'>, { after }: CallStep): readonly CallHappening[] {
  if (FAILURES.has(outcome)) return [];
  return [{ type: 'call.blocked', data: { caller: after.caller, outcome: outcome as RefusalReason } }];
}

function wrongPin({ input, actions }: CallStep): CallHappening {
  const isLast = actions.some((action) => action.do === 'refuse' && action.outcome === 'pin-locked');
  const attempt = input.kind === 'digits-keyed' ? input.attempt : 0;
  return { type: 'call.pin', data: { result: isLast ? 'locked' : 'wrong', attempt } };
}

/** What the switch tells of the legs, where it is news. */
function progress(before: CallState, after: CallState, input: CallInput): readonly CallHappening[] {
  if (input.kind === 'ringing') return rang(before, after, input);
  if (after.tag === 'surveying' && before.tag === 'talking')
    return promptOf(
      after.leg === before.leg ? 'first' : 'called',
      after.subject.policy.survey?.prompt ?? null,
    );
  return input.kind === 'answered' ? answered(before, after) : [];
}

function rang(before: CallState, after: CallState, { earlyMedia }: In<'ringing'>): readonly CallHappening[] {
  if (after.tag === 'ringing' && before.tag === 'connecting')
    return [{ type: 'call.ringing', data: { leg: 'called', earlyMedia } }];
  const isFirst =
    after.tag === 'calling-party' && before.tag === 'calling-party' && after.rang && !before.rang;
  return isFirst ? [{ type: 'call.ringing', data: { leg: 'first', earlyMedia } }] : [];
}

function answered(before: CallState, after: CallState): readonly CallHappening[] {
  if (before.tag === 'calling-party')
    return before.times.answeredAt === null ? [{ type: 'call.answered', data: { leg: 'first' } }] : [];
  const told = { type: 'call.answered', data: { leg: 'called' } } as const;
  if (after.tag === 'greeting')
    return [told, ...promptsToCallee(after.subject).flatMap((prompt) => promptOf('called', prompt))];
  return after.tag === 'talking' ? [told] : [];
}
