import type { BindingId } from '../../domain/binding/binding.ts';
import type { CallMark } from '../../domain/call/call-mark.ts';
import { callId } from '../../domain/call/leg.ts';
import { privacyNumber } from '../../domain/number/privacy-number.ts';
import type { LegRole } from '../../ports/switch-port.ts';

/** How a leg came to us: `incoming` is set by `dialplan/axbridge.xml`, `callback` by our own `originate`. Without it a leg is not ours. */
export const ENTRY_VARIABLE = 'axbridge_entry';
/** Set once the order to connect was carried out; a leg that parks with it comes back from a failed bridge. */
export const STAGE_VARIABLE = 'axbridge_stage';
/** The call's mark, on every leg of it. */
export const MARK_VARIABLE = 'axbridge_mark';
/** A column of `show channels` that FreeSWITCH fills from a variable: it tells us our calls without a dump of every channel. */
export const LISTED_MARK_VARIABLE = 'presence_data';

const VERSION = 'axb1';

/** A mark as one value that is safe in a dial string, an application argument and a header: `axb1.<call>.<binding>.a.masked.<x>`. */
export function encodeMark(mark: CallMark): string {
  return [VERSION, mark.call, mark.binding, mark.firstSide, mark.flow, mark.x].join('.');
}

/** The mark as it stands in the list of channels, where nothing else tells the legs of a call apart. */
export function encodeListedMark(mark: CallMark, role: LegRole): string {
  return `${encodeMark(mark)}.${role}`;
}

export function decodeRole(text: string): LegRole {
  return text.endsWith('.called') ? 'called' : 'first';
}

/** @returns the mark, or `null` when the text is not one that we wrote. */
export function decodeMark(text: string | undefined): CallMark | null {
  const [version, callText, bindingText, side, flow, xText] = (text ?? '').split('.');
  const call = callId(callText ?? '');
  const x = privacyNumber(xText ?? '');
  const binding = Number(bindingText);
  if (version !== VERSION || call === undefined || x === undefined) return null;
  if (!Number.isSafeInteger(binding) || binding <= 0) return null;
  if ((side !== 'a' && side !== 'b') || (flow !== 'masked' && flow !== 'callback')) return null;
  return { call, binding: binding as BindingId, firstSide: side, x, flow };
}
