import { z } from 'zod';
import { MAX_AREA_FALLBACK } from '../../app/area-reading.ts';

const YEARS_100_SECONDS = 36_500 * 86_400;
const MAX_PAGE = 1000;

/** Seconds, whole, up to 100 years. */
export const seconds = () => z.int().min(0).max(YEARS_100_SECONDS);

/** An instant with its offset, RFC 3339. */
export const instant = () => z.iso.datetime({ offset: true }).max(40);

/** ISO 8601 in UTC, as it is answered. */
export const utc = () => z.string().meta({ format: 'date-time', examples: ['2026-01-31T08:00:00.000Z'] });

/** A number of a party as it is written: `+8613800138000`, or as it is dialled at home. */
export const party = () =>
  z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['+8613800138000'] });

/** A privacy number as it is written. */
export const privacyNumber = () =>
  z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['+8617000000001', '95000001'] });

export const groupName = () =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens, at most 64')
    .meta({ examples: ['drivers'] });

export const areaCode = () => z.string().regex(/^[0-9]{1,8}$/, '1 to 8 digits');

export const areaFallback = () =>
  z
    .array(areaCode())
    .max(MAX_AREA_FALLBACK)
    .refine((codes) => new Set(codes).size === codes.length, { error: 'an area stands there twice' });

export const poolName = () =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens, at most 64')
    .meta({ examples: ['city'] });

/** `?reveal=true`. */
export const flag = () => z.enum(['true', 'false']).optional();

export const revealFlag = () =>
  flag().describe(
    '`true` for real numbers instead of masked ones: needs the scope `reveal`, and is audited.',
  );

export const cursor = () =>
  z.string().min(1).max(256).optional().describe('`nextCursor` of the page before.');

export const pageLimit = () => z.coerce.number<string>().int().min(1).max(MAX_PAGE).default(100);

export const nextCursor = () =>
  z.string().nullable().describe('For the next page; null when this is the last one.');

/** Of a text that is a positive integer. */
export const idText = () =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, 'a positive whole number')
    .transform(Number);

/** Headers of requests that create something. */
export const creatingHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 printable ASCII characters without spaces')
    .optional()
    .describe(
      'Chosen by you, new for each request. The same key with the same request gives the same answer for 24 hours and does ' +
        'nothing twice; with another request it is refused (409).',
    ),
});

/** Headers of administrative requests. */
export const tenantHeaders = z.looseObject({
  'axbridge-tenant': z
    .string()
    .max(32)
    .optional()
    .describe(
      'The tenant that it is about; for keys of the operator (scope `admin` of the tenant `default`) only.',
    ),
});

export const creatingTenantHeaders = creatingHeaders.extend(tenantHeaders.shape);
