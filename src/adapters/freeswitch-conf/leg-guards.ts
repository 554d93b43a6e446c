/**
 * Variables of the caller's leg that keep one party's number from the other, and nobody from choosing by ICE where the voice goes.
 * `dialplan/axbridge.xml` sets them before the call is parked; a test keeps the two equal. Sources: sofia.c, mod_sofia.c,
 * switch_ivr_originate.c, switch_core_media.c (`check_ice`) of FreeSWITCH 1.10.12.
 */
export const callerLegGuards = {
  sip_copy_custom_headers: 'false',
  sip_copy_multipart: 'false',
  push_channel_name: 'false',
  sip_cid_in_1xx: 'false',
  ignore_display_updates: 'true',
  disable_q850_reason: 'true',
  sip_ignore_remote_cause: 'true',
  app_disable_expand_variables: 'true',
  ignore_sdp_ice: 'true',
} as const;

/**
 * The same for the callee's leg. The bridge sets them, and each gateway does too (outbound variables), so that a call which
 * something else places over a gateway of ours is guarded as well.
 */
export const calleeLegGuards = {
  sip_copy_custom_headers: 'false',
  ignore_display_updates: 'true',
  disable_q850_reason: 'true',
  outbound_redirect_fatal: 'true',
} as const;

/** What `axbridge_entry` says on a parked channel that belongs to the daemon: it leaves all others alone. */
export const ENTRY_VARIABLE = 'axbridge_entry';
export type CallEntry = 'incoming' | 'callback';
