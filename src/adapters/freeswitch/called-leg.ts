import type { ConnectOrder } from '../../ports/switch-port.ts';
import { wholeSeconds } from './dial-string.ts';
import type { Assignment } from './leg-guards.ts';
import { promptPath } from './message.ts';
import { safeName } from './safe-value.ts';

/*
 * What a called leg does by itself, as variables of the dial string: it runs in the switch, with or without us.
 */

export function calledLegBehaviour(
  order: ConnectOrder,
  soundsDirectory: string | null,
): readonly Assignment[] {
  return [
    ...(ignoresEarlySound(order) ? [['ignore_early_media', 'true'] as const] : []),
    ...limitOfCall(order),
    ...warningOfEnd(order, soundsDirectory),
    ...promptOfCallee(order, soundsDirectory),
    ...noneAfterRinging(order),
  ];
}

/** The waiting leg hears our own tone, and nothing of the callee's network before the answer. */
export function ignoresEarlySound({ policy, hunt, calleePrompt }: ConnectOrder): boolean {
  return policy.ringback === 'local' || hunt !== null || calleePrompt !== null;
}

/** Runs in the switch, so that the limit holds when we are gone. On the called leg, whose answer is the beginning of the talk. */
function limitOfCall({ policy: { maxCallMs } }: ConnectOrder): readonly Assignment[] {
  return maxCallMs === null
    ? []
    : [['execute_on_answer_1', `sched_hangup +${wholeSeconds(maxCallMs)} ALLOTTED_TIMEOUT`]];
}

/** The same leg's own words for the two: `aleg` is itself, `bleg` who it talks to when the time comes. */
const LEGS = { called: 'aleg', first: 'bleg', both: 'both' } as const;

/** Who hears it does not hear the other for as long as it lasts. Nothing when it would come before the answer, or there is no end. */
function warningOfEnd(
  { policy: { maxCallMs }, endingSoon, language }: ConnectOrder,
  soundsDirectory: string | null,
): readonly Assignment[] {
  if (maxCallMs === null || endingSoon === null || soundsDirectory === null) return [];
  const afterMs = maxCallMs - endingSoon.beforeEndMs;
  if (afterMs <= 0) return [];
  const prompt = promptPath(soundsDirectory, language, 'call-ending-soon');
  return [
    ['execute_on_answer_2', `sched_broadcast +${wholeSeconds(afterMs)} ${prompt} ${LEGS[endingSoon.to]}`],
  ];
}

/**
 * Between the answer and the talk, while the waiting leg hears ringing on (`switch_ivr_originate.c:160`): the callee counts as reached
 * when the prompt has been played to its end. It takes none of the time for ringing; the longest talk counts from the answer.
 */
function promptOfCallee(
  { calleePrompt, language }: ConnectOrder,
  soundsDirectory: string | null,
): readonly Assignment[] {
  if (calleePrompt === null || soundsDirectory === null) return [];
  return [
    ['group_confirm_key', 'exec'],
    ['group_confirm_file', `playback ${promptPath(soundsDirectory, language, calleePrompt)}`],
    ['group_confirm_timeout', '60'],
  ];
}

/**
 * A telephone that has rung is the last one: as soon as it rings, or sound comes, the switch takes from the waiting leg what it needs
 * to call anybody else (`switch_core_session.c:551`). Without it a 503 after the ringing makes the second gateway ring it again, because
 * failover goes by hangup cause alone. Both commands run before the switch looks at whatever the callee's network sends next.
 */
function noneAfterRinging({ leg }: ConnectOrder): readonly Assignment[] {
  const takeForwards = `uuid_setvar ${safeName(leg)} max_forwards 1`;
  return [
    ['api_on_ring', takeForwards],
    ['api_on_pre_answer', takeForwards],
  ];
}
