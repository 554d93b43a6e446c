import { isIP } from 'node:net';
import { z } from 'zod';

/** What the schema knows of a setting besides its type; it ends up in the JSON schema and from there in the documentation. */
export interface SettingMeta {
  /** What may be written, in words. */
  readonly allowed: string;
  /** The value never appears in a message. */
  readonly secret?: boolean;
  /** Only from the environment, never from the file. */
  readonly environmentOnly?: boolean;
}

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
/** Nothing that a log line, a socket or a FreeSWITCH file would take for its own syntax. */
const CONTROL_CHARACTER = /\p{Cc}/u;
const MAX_TEXT = 1024;

/** A missing value is said to be missing; any other fault is answered with what is allowed. */
function fault(allowed: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => (input === undefined ? `is missing: ${allowed}` : `must be ${allowed}`) };
}

/** A whole number with a unit, such as `seconds`; the empty unit for counts and ports. */
export function integer(min: number, max: number, unit = '') {
  const allowed = `a whole number from ${min} to ${max}${unit === '' ? '' : ` (${unit})`}`;
  const range = fault(allowed);
  return z.int(range).min(min, range).max(max, range).meta({ allowed });
}

export const port = () => integer(1, 65_535);

/** A text of 1 to 1024 characters on one line that passes `test`. */
export function text(allowed: string, test: (value: string) => boolean, meta: Partial<SettingMeta> = {}) {
  const whole = (value: string) =>
    value.length > 0 && value.length <= MAX_TEXT && !CONTROL_CHARACTER.test(value) && test(value);
  return z
    .string(fault(allowed))
    .refine(whole, fault(allowed))
    .meta({ allowed, ...meta });
}

export const matching = (pattern: RegExp, allowed: string) => text(allowed, (value) => pattern.test(value));
export const path = () => text('a path', () => true);
export const absolutePath = () => text('an absolute path', (value) => value.startsWith('/'));
/** Such as stands in an order to the switch, which reads other characters as syntax: a call with such an order is not connected. */
export const switchPath = () =>
  text(
    'an absolute path of at most 200 letters, digits and _ . - /',
    (value) => /^\/[A-Za-z0-9_./-]{1,199}$/.test(value) && !value.includes('..'),
  );
export const name = () => matching(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z 0-9 -');
export const host = () =>
  text('a host name or an IP address', (value) => isIP(value) !== 0 || HOST_NAME.test(value));
export const ip = () => text('an IP address', (value) => isIP(value) !== 0);
export const secret = (allowed = 'a text on one line') => text(allowed, () => true, { secret: true });

/** One of a few words. */
export function choice<const Word extends string>(words: readonly [Word, ...Word[]]) {
  const allowed = `one of ${words.join(', ')}`;
  return z.enum(words, fault(allowed)).meta({ allowed });
}

export function flag() {
  const allowed = 'true or false';
  return z.boolean(fault(allowed)).meta({ allowed });
}

/** An IP address or a CIDR block, but not the whole internet. */
export function addressBlock() {
  const test = (value: string) =>
    isIP(value) !== 0 ||
    (!value.endsWith('/0') && (z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success));
  return text('an IP address or a CIDR block (not /0)', test);
}

const MAX_PATTERNS = 1_000;

/** Numbers, and beginnings of numbers: `+8613800138000`, `+86138*`. */
export function numberPatterns() {
  const allowed = `a list of at most ${MAX_PATTERNS} numbers and beginnings with country code, as "+86138*"`;
  const pattern = text('a number or a beginning with country code, in quotes, as "+86138*"', (value) =>
    /^\+[1-9][0-9]{0,14}\*?$/.test(value),
  );
  return z
    .array(pattern, { error: `must be ${allowed}` })
    .max(MAX_PATTERNS, { error: `must be ${allowed}` })
    .meta({ allowed });
}
