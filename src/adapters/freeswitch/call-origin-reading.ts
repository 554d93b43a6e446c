import type { CallOrigin } from '../../domain/call/call-origin.ts';

/** FreeSWITCH keeps the spelling of a header's name (`sofia.c:11525`). */
const DIVERSIONS = ['sip_h_Diversion', 'sip_h_diversion', 'sip_history_info'] as const;
export const FROM_VARIABLE = 'sip_full_from';
const ASSERTED = 'sip_P-Asserted-Identity';
const PREFERRED = 'sip_P-Preferred-Identity';
const REMOTE_PARTY = 'sip_Remote-Party-ID';
/** Where carriers put the verdict beside the identity and From: parameters that FreeSWITCH cuts off (`sofia.c:10938`), headers of their own. */
const VERDICTS = [
  'sip_name_params',
  'sip_from_params',
  'sip_h_X-Verstat',
  'sip_h_P-Verstat',
  'sip_h_X-STIR-Verstat',
  'sip_h_P-Identity-Verstat',
] as const;

/** All that is read here but From, which is never plain text. */
export const ORIGIN_VARIABLES = [ASSERTED, PREFERRED, REMOTE_PARTY, ...DIVERSIONS, ...VERDICTS] as const;

/**
 * What the variables of a caller's leg say of where the call comes from. The caller ID of FreeSWITCH itself is no use: of From,
 * Remote-Party-ID, P-Asserted-Identity and P-Preferred-Identity it takes the last one that is there (`sofia.c:10879` to 10932), so that a
 * telephone that writes the last one could call as anybody. Nor is `sip_from_user`: a parameter `;user=` of From overwrites it
 * (`set_variable_sip_param`). Whole headers cannot be overwritten.
 */
export function originOf(variable: (name: string) => string | undefined): CallOrigin {
  const given = (name: string): string | null => {
    const text = variable(name);
    return text === undefined || text === '' ? null : text;
  };
  const allOf = (names: readonly string[]): readonly string[] =>
    names.map(given).filter((text) => text !== null);
  return {
    address: given('sip_network_ip') ?? '',
    from: given(FROM_VARIABLE) ?? '',
    asserted: given(ASSERTED),
    preferred: given(PREFERRED),
    remoteParty: given(REMOTE_PARTY),
    diversions: allOf(DIVERSIONS),
    verdicts: allOf([ASSERTED, FROM_VARIABLE, ...VERDICTS]),
  };
}
