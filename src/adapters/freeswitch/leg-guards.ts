/** A channel variable and its value, in the order in which the switch sets them. */
export type Assignment = readonly [name: string, value: string];

/**
 * What keeps a leg from telling its peer anything: each closes a path on which FreeSWITCH 1.10 hands headers, causes or names from one
 * side to the other. Set on both legs, because some are read on the one side and some on the other. `docs/leaks.md` lists the paths.
 */
export const BOTH_LEGS_GUARDS: readonly Assignment[] = [
  // X-, P-, Diversion and Identity headers; the first leg's value guards requests, the second leg's guards answers.
  ['sip_copy_custom_headers', 'false'],
  // The Reason header of CANCEL and BYE is passed on word for word otherwise.
  ['disable_q850_reason', 'true'],
  // Display updates by INFO, UPDATE and re-INVITE carry names and numbers.
  ['ignore_display_updates', 'true'],
];

/** Only on the leg that waits for us. */
export const FIRST_LEG_GUARDS: readonly Assignment[] = [
  ['sip_copy_multipart', 'false'],
  // P-Asserted-Identity in our provisional and final answers would name the callee.
  ['sip_cid_in_1xx', 'false'],
  // A caller who sends X-FS-Channel-Name switches this on by itself.
  ['push_channel_name', 'false'],
  // Without it a redirect of the callee reaches the caller as a bare 302.
  ['sip_ignore_remote_cause', 'true'],
];

/** Only on legs that we call. */
export const CALLED_LEG_GUARDS: readonly Assignment[] = [
  // The caller's wish for privacy is cloned otherwise, and with it a Privacy header.
  ['origination_privacy', 'none'],
  // FreeSWITCH follows a 302 to any number by itself otherwise.
  ['outbound_redirect_fatal', 'true'],
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

/** Name and number both: with the number alone FreeSWITCH sends the other party's name, which is often its number. */
export function shownToCalledLeg(x: string): readonly Assignment[] {
  return [
    ['origination_caller_id_number', x],
    ['origination_caller_id_name', x],
    ['origination_callee_id_number', x],
    ['origination_callee_id_name', x],
    ['origination_ani', x],
  ];
}
