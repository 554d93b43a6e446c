import type { PromptName } from '../../domain/call/prompt.ts';
import { digitsOf, type PrivacyNumber } from '../../domain/number/privacy-number.ts';
import type { PromptLanguage } from '../../domain/pool/pool.ts';
import type { CallPartyOrder, ConnectOrder, LegRole, RefuseOrder } from '../../ports/switch-port.ts';
import { calledLegBehaviour, ignoresEarlySound, type SwitchDirectories } from './called-leg.ts';
import {
  DIGITS_VARIABLE,
  ENTRY_VARIABLE,
  encodeHunt,
  encodeListedMark,
  encodeMark,
  HUNT_VARIABLE,
  LISTED_MARK_VARIABLE,
  MARK_VARIABLE,
  OUTCOME_VARIABLE,
  RECORDING_REFUSED,
  RECORDING_VARIABLE,
  SENSITIVE_VARIABLE,
  STAGE_VARIABLE,
  TELLS_BRIDGE_VARIABLE,
} from './channel-variables.ts';
import { dialString, type GatewayBook } from './dial-string.ts';
import { type Assignment, FIRST_LEG_GUARDS, shownAsFirstLeg } from './leg-guards.ts';
import {
  application,
  type MessageHeader,
  multiset,
  PARK_AFTER_FAILURE,
  promptPath,
  RINGING_TONE,
} from './message.ts';
import { type ParkedLeg, UNSEEN_LEG } from './parked-leg.ts';
import { safeName, safeNumber } from './safe-value.ts';
import { surveyPlan } from './survey-plan.ts';

/**
 * What `noneAfterRinging` takes from a leg is given back for the next telephone. Less than the usual 70: a call that goes round in
 * circles must come to an end.
 */
const FORWARDS_LEFT = '20';

/**
 * The whole plan of a call in one message: the leg runs through it in the switch, with or without us
 * (`xferext`, `switch_ivr.c:735`). What follows the bridge runs only when nobody was reached.
 */
export function connectMessage(
  book: GatewayBook,
  order: ConnectOrder,
  directories: SwitchDirectories,
  seen: ParkedLeg = UNSEEN_LEG,
): readonly MessageHeader[] {
  const x = safeNumber(digitsOf(order.mark.x));
  const profile = safeNumber(digitsOf(profileNumber(order)));
  const bridge = dialString(book, {
    party: order.callee,
    shown: order.shown,
    x: order.mark.x,
    attempts: order.attempts,
    policy: order.policy,
    assignments: [...markAssignments(order, 'called'), ...calledLegBehaviour(order, directories)],
  });
  return [
    ['call-command', 'xferext'],
    multiset(firstLegAssignments(order, x, seen)),
    ...(seen.mayHaveDigits ? [application('unset', DIGITS_VARIABLE)] : []),
    ...(seen.mayBeSensitive ? [application('unset', SENSITIVE_VARIABLE)] : []),
    application('set_profile_var', `caller_id_number=${profile}`),
    application('set_profile_var', `caller_id_name=${profile}`),
    application('set_profile_var', `ani=${profile}`),
    ...(seen.mayHaveLineKind ? [application('set_profile_var', 'aniii=')] : []),
    ...order.callerPrompts.flatMap((prompt) => playback(prompt, order.language, directories.sounds)),
    ...surveyPlan(order, directories.sounds),
    application('bridge', bridge),
    application('park', ''),
  ];
}

/** What the called leg falls back to: never a real number, not even one that it may be shown. */
function profileNumber({ shown, mark }: ConnectOrder): PrivacyNumber {
  return typeof shown === 'string' ? shown : mark.x;
}

function firstLegAssignments(order: ConnectOrder, x: string, seen: ParkedLeg): readonly Assignment[] {
  const { hunt } = order;
  return [
    ...markAssignments(order, 'first'),
    [STAGE_VARIABLE, 'connecting'],
    ...(seen.isGuarded ? [] : FIRST_LEG_GUARDS),
    ...shownAsFirstLeg(x),
    ['hangup_after_bridge', 'true'],
    ['continue_on_fail', 'true'],
    ['park_timeout', PARK_AFTER_FAILURE],
    // A party that has answered already (callback) hears a tone while the other telephone rings.
    ['transfer_ringback', RINGING_TONE],
    ...(hasOwnTone(order) ? [['ringback', RINGING_TONE] as const] : []),
    ...(order.calleePrompts.length === 0 ? [] : [[TELLS_BRIDGE_VARIABLE, 'true'] as const]),
    ...(hunt === null ? [] : [[HUNT_VARIABLE, encodeHunt(hunt)] as const]),
    ...(order.recording === 'refused' ? [[RECORDING_VARIABLE, RECORDING_REFUSED] as const] : []),
    ...(hunt === null || hunt.place === 0 ? [] : [['max_forwards', FORWARDS_LEFT] as const]),
  ];
}

/** A caller who has heard a prompt before the answer listens to us: a mere 180 would leave him in silence. */
function hasOwnTone(order: ConnectOrder): boolean {
  return order.callerPrompts.length > 0 || ignoresEarlySound(order);
}

function playback(
  prompt: PromptName | null,
  language: PromptLanguage,
  soundsDirectory: string | null,
): readonly MessageHeader[] {
  return prompt === null || soundsDirectory === null
    ? []
    : [application('playback', promptPath(soundsDirectory, language, prompt))];
}

/** Plays the prompt before the answer (SIP 183) where the leg is not answered yet, then hangs up with the cause. */
export function refuseMessage(
  order: RefuseOrder,
  soundsDirectory: string | null,
  seen: ParkedLeg = UNSEEN_LEG,
): readonly MessageHeader[] {
  return [
    ['call-command', 'xferext'],
    ...(seen.mayHaveDigits ? [application('unset', DIGITS_VARIABLE)] : []),
    application('set', `${OUTCOME_VARIABLE}=${safeName(order.outcome)}`),
    ...playback(order.prompt, order.language, soundsDirectory),
    application('hangup', safeName(order.cause)),
  ];
}

/** The API line that calls a callback's first party, which then waits in park for the same order as any caller. */
export function callPartyCommand(book: GatewayBook, order: CallPartyOrder): string {
  const dialling = dialString(book, {
    party: order.party,
    shown: order.mark.x,
    x: order.mark.x,
    attempts: order.attempts,
    policy: order.policy,
    assignments: [
      [ENTRY_VARIABLE, 'callback'],
      ...markAssignments(order, 'first'),
      ...FIRST_LEG_GUARDS,
      // The command's result is the answer, not the first sound.
      ['ignore_early_media', 'true'],
      ['park_timeout', '4:NORMAL_TEMPORARY_FAILURE'],
    ],
  });
  return `originate ${dialling} &park()`;
}

function markAssignments({ mark }: Pick<ConnectOrder, 'mark'>, role: LegRole): readonly Assignment[] {
  return [
    [MARK_VARIABLE, encodeMark(mark)],
    [LISTED_MARK_VARIABLE, encodeListedMark(mark, role)],
  ];
}
