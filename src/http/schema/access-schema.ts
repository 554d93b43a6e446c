import { z } from 'zod';
import { SCOPES } from '../../domain/access/api-key.ts';
import { policyViewSchema } from '../../wire/policy-schema.ts';
import { cursor, instant, nextCursor, pageLimit, utc } from './common-schema.ts';

const MAX_RATE = 100_000;
const MAX_NETWORKS = 64;

const label = () => z.string().max(128);
const tenantName = () =>
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and hyphens, at most 32');

export const newTenantSchema = z
  .strictObject({ tenant: tenantName(), name: label().default('') })
  .meta({ id: 'NewTenant' });

export const tenantChangeSchema = z
  .strictObject({
    name: label().optional(),
    disabled: z.boolean().optional().describe("Refuses the tenant's keys; its bindings and calls go on."),
    realNumberDisplay: z
      .boolean()
      .optional()
      .describe('Whether its callbacks may show B the real number of A (`display` of a callback).'),
  })
  .refine((input) => Object.keys(input).length > 0, { error: 'name at least one of the fields' })
  .meta({ id: 'TenantChange' });

export const tenantSchema = z
  .object({
    tenant: z.string(),
    name: z.string(),
    createdAt: utc(),
    disabled: z.boolean(),
    realNumberDisplay: z.boolean(),
  })
  .meta({ id: 'Tenant' });

export const tenantPolicySchema = z
  .object({ tenant: z.string(), calls: policyViewSchema })
  .meta({ id: 'TenantPolicy' });

export const tenantListSchema = z.object({ tenants: z.array(tenantSchema) }).meta({ id: 'TenantList' });
export const tenantParams = z.strictObject({ tenant: z.string().max(64) });

const rate = () => z.int().min(1).max(MAX_RATE);
const scopes = () => z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);

export const newApiKeySchema = z
  .strictObject({
    label: label().describe('For people.'),
    scopes: scopes(),
    sourceNetworks: z
      .array(z.string().max(64))
      .max(MAX_NETWORKS)
      .optional()
      .describe('Addresses and CIDR blocks from which the key is taken; none for any.'),
    rateLimit: z
      .strictObject({ perSecond: rate(), burst: rate() })
      .optional()
      .describe('Requests a second in the long run, and at once after a pause; a batch counts its rows.'),
    expiresAt: instant().optional(),
  })
  .meta({ id: 'NewApiKey' });

export const apiKeySchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    label: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    sourceNetworks: z.array(z.string()),
    rateLimit: z.object({ perSecond: z.int(), burst: z.int() }),
    createdAt: utc(),
    expiresAt: utc().nullable(),
    revokedAt: utc().nullable(),
  })
  .meta({ id: 'ApiKey' });

export const createdApiKeySchema = apiKeySchema
  .extend({
    key: z
      .string()
      .nullable()
      .describe('The key itself, shown this once: null when the request is repeated.'),
  })
  .meta({ id: 'CreatedApiKey' });

export const apiKeyListSchema = z.object({ apiKeys: z.array(apiKeySchema) }).meta({ id: 'ApiKeyList' });
export const apiKeyParams = z.strictObject({ id: z.string().max(64) });

export const auditQuery = z.strictObject({ cursor: cursor(), limit: pageLimit() });

export const auditPageSchema = z
  .object({
    entries: z.array(
      z.object({
        at: utc(),
        actor: z
          .string()
          .describe(
            '`key:` and its id; `operator` for whoever runs the installation, `local` on the machine itself.',
          ),
        action: z.string(),
        subject: z.string(),
        outcome: z.string().describe('`begun`, then `done` or the code of the error.'),
        request: z.string().nullable(),
      }),
    ),
    nextCursor: nextCursor(),
  })
  .meta({ id: 'AuditPage' });
