import { calleeLegGuards, callerLegGuards } from '../freeswitch-conf/leg-guards.ts';

/** A channel variable and its value, in the order in which the switch sets them. */
export type Assignment = readonly [name: string, value: string];

/*
 * What keeps a leg from telling its peer anything. The dialplan sets the first leg's guards before we see it; here they are set again
 * with every order, unless all of them were seen on the leg that waits, so that a dialplan that was edited cannot open a leak.
 */

/** On the leg that waits for us: the caller's, or that of a callback's first party. */
export const FIRST_LEG_GUARDS: readonly Assignment[] = Object.entries(callerLegGuards);

/** On every leg that we call. */
export const CALLED_LEG_GUARDS: readonly Assignment[] = [
  ...Object.entries(calleeLegGuards),
  // The caller's wish for privacy is cloned otherwise, and with it a Privacy header.
  ['origination_privacy', 'none'],
  // Otherwise the channel's name is the number, which FreeSWITCH writes into its log when something fails. The dialplan names callers' legs.
  ['origination_channel_name', 'axbridge/called'],
];

/** The first leg's own profile shows X as well, so that whatever falls back to it falls back to X. */
export function shownAsFirstLeg(x: string): readonly Assignment[] {
  return [
    ['initial_callee_id_number', x],
    ['initial_callee_id_name', x],
    ['effective_callee_id_number', x],
    ['effective_callee_id_name', x],
  ];
}

/**
 * Name and number both: with the number alone FreeSWITCH sends the other party's name, which is often its number. `x` is what the first
 * leg knows this one by.
 */
export function shownToCalledLeg(shown: string, x: string): readonly Assignment[] {
  return [
    ['origination_caller_id_number', shown],
    ['origination_caller_id_name', shown],
    ['origination_callee_id_number', x],
    ['origination_callee_id_name', x],
    ['origination_ani', shown],
  ];
}
