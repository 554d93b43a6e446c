import type { NumberPlan } from './number-plan.ts';

/** Longer text is no number and is not looked into. */
const MAX_LENGTH = 256;
const PLAIN = /^\+?[0-9]+$/;
const SCHEME = /^(?:sips?|tel):/i;
const PHONE_CONTEXT = /;phone-context=([^;@?]*)/i;

/**
 * The user part of what a SIP header said: no scheme, parameters or host (RFC 3261, section 19.1; RFC 3966, section 3).
 * @returns `undefined` when it is too long, or local to somewhere else (`62345678;phone-context=+44`)
 */
export function sipUser(plan: NumberPlan, text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (PLAIN.test(text)) return text;
  const bare = text.trim().replace(SCHEME, '');
  const end = bare.search(/[@;?]/);
  if (end === -1) return bare;
  const user = bare.slice(0, end);
  return user.startsWith('+') || isHome(plan, bare.slice(end)) ? user : undefined;
}

/** A context that is a domain name is the carrier's own and counts as home. */
function isHome(plan: NumberPlan, parameters: string): boolean {
  const context = PHONE_CONTEXT.exec(parameters)?.[1] ?? '';
  return !context.startsWith('+') || context === `+${plan.countryCode}`;
}

/** True for digits with or without a plus sign before them. */
export function isPlainNumber(text: string): boolean {
  return PLAIN.test(text);
}
