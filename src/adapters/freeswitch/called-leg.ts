import type { ConnectOrder } from '../../ports/switch-port.ts';
import { RECORDING_VARIABLE } from './channel-variables.ts';
import { wholeSeconds } from './dial-string.ts';
import type { Assignment } from './leg-guards.ts';
import { promptPath, promptPaths } from './message.ts';
import { safeName, safePath } from './safe-value.ts';

/** Directories as the switch sees them; `null` where nobody knows. */
export interface SwitchDirectories {
  /** Of the prompts. */
  readonly sounds: string | null;
  /** Where it leaves recordings. */
  readonly recordings: string | null;
}

/*
 * What a called leg does by itself, as variables of the dial string: it runs in the switch, with or without us.
 */

export function calledLegBehaviour(
  order: ConnectOrder,
  { sounds, recordings }: SwitchDirectories,
): readonly Assignment[] {
  return [
    ...(ignoresEarlySound(order) ? [['ignore_early_media', 'true'] as const] : []),
    ...limitOfCall(order),
    ...warningOfEnd(order, sounds),
    ...promptOfCallee(order, sounds),
    ...recordingOfTalk(order, sounds, recordings),
    ...noneAfterRinging(order),
  ];
}

/** The waiting leg hears our own tone, and nothing of the callee's network before the answer. */
export function ignoresEarlySound({ policy, hunt, calleePrompts }: ConnectOrder): boolean {
  return policy.ringback === 'local' || hunt !== null || calleePrompts.length > 0;
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
function promptOfCallee(order: ConnectOrder, soundsDirectory: string | null): readonly Assignment[] {
  if (!greetsCallee(order, soundsDirectory)) return [];
  return [
    ['group_confirm_key', 'exec'],
    ['group_confirm_file', `playback ${promptPaths(soundsDirectory, order.language, order.calleePrompts)}`],
    ['group_confirm_timeout', '60'],
  ];
}

function greetsCallee({ calleePrompts }: ConnectOrder, sounds: string | null): sounds is string {
  return calleePrompts.length > 0 && sounds !== null;
}

/** At most so much sound is lost when the switch dies, in bytes: a second of two channels is 32,000. Each write is a system call. */
const RECORDING_BUFFER = '16000';

/**
 * On the called leg, whose read side is the callee. Before that leg is answered and the two are joined nothing may be recorded, and the
 * switch's own conditions for that (`RECORD_ANSWER_REQ`, `RECORD_BRIDGE_REQ`) hold back what is read from the leg but not what is written
 * to it (`switch_core_io.c`): prompts would be kept, and played out late. So the recording begins when nothing can come before the talk
 * any more: with the answer, or where a prompt follows that, when the two are joined. Prompts exclude sound before the answer
 * (`ignoresEarlySound`), so then joined means answered.
 */
function recordingOfTalk(
  order: ConnectOrder,
  sounds: string | null,
  directory: string | null,
): readonly Assignment[] {
  const { recording, mark } = order;
  if (recording === null || recording === 'refused' || directory === null) return [];
  const { mode, left } = recording;
  const path = safePath(`${directory}/${safeName(mark.call)}.wav`);
  const channels = left === 'called' ? 'RECORD_STEREO' : 'RECORD_STEREO_SWAP';
  return [
    [RECORDING_VARIABLE, mode],
    ...(mode === 'stereo' ? [[channels, 'true'] as const] : []),
    ['record_sample_rate', '8000'],
    ['enable_file_write_buffering', RECORDING_BUFFER],
    ...(greetsCallee(order, sounds)
      ? ([
          ['bridge_pre_execute_app', 'record_session'],
          ['bridge_pre_execute_data', path],
        ] as const)
      : ([['execute_on_answer_3', `record_session ${path}`]] as const)),
  ];
}

/**
 * A telephone that has rung is the last one: as soon as it rings, or sound comes, the switch takes from the waiting leg what it needs
 * to call anybody else (`switch_core_session.c:551`). Without it a 503 after the ringing makes the second gateway ring it again, because
 * failover goes by hangup cause alone. Both commands run before the switch looks at whatever the callee's network sends next.
 */
function noneAfterRinging({ leg, attempts }: ConnectOrder): readonly Assignment[] {
  if (attempts.length < 2) return [];
  const takeForwards = `uuid_setvar ${safeName(leg)} max_forwards 1`;
  return [
    ['api_on_ring', takeForwards],
    ['api_on_pre_answer', takeForwards],
  ];
}
