import { z } from 'zod';
import { DIRECTIONS } from '../../domain/binding/amendment.ts';
import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { policySchema, policyViewSchema } from '../../wire/policy-schema.ts';
import {
  areaCode,
  areaFallback,
  cursor,
  flag,
  groupName,
  idText,
  instant,
  nextCursor,
  pageLimit,
  party,
  poolName,
  privacyNumber,
  revealFlag,
  seconds,
  utc,
} from './common-schema.ts';

const reference = () => z.string().max(128).describe("The platform's own reference; no meaning to axbridge.");

const mode = () =>
  z
    .enum(BINDING_MODES)
    .describe(
      [
        '`two-way`: each reaches the other.',
        '`a-to-b`, `b-to-a`: as two-way, but only the one may call the other.',
        '`reverse`: only B calling X reaches A, and A stays free on X; for callbacks.',
        '`axyb`: A sees X, B sees Y.',
        '`ax`: anyone calling X reaches A.',
        '`axe`: the same on a shared X with an extension that the caller keys in.',
        '`axg`: only the members of a group reach A.',
      ].join(' '),
    );

const callBack = () =>
  seconds()
    .nullable()
    .optional()
    .describe('Modes ax, axe, axg: how long A can call back whoever called last. Default: a day; ax: null.');

const rememberCallers = () =>
  z
    .boolean()
    .describe('Mode axe: who keyed in the extension need not do so again while the call-back lasts.');

/** Any JSON. It refers to itself, and the document can write that down only of what has a name there. */
const json = z.json().register(z.globalRegistry, { id: 'Json' });

/** Its size is checked where it is printed. */
const userData = () =>
  json.describe("The platform's own data, at most 2,048 bytes as JSON; travels with the binding.");

const terms = {
  expiresAt: instant()
    .nullable()
    .optional()
    .describe('The instant from which it resolves no more; null for none. Instead of `expiresInSeconds`.'),
  expiresInSeconds: seconds().min(1).optional().describe('Life from now on. Default: as configured.'),
  afterCallSeconds: seconds()
    .nullable()
    .optional()
    .describe('Released so long after the latest call on it ended; null never.'),
  slidingSeconds: seconds()
    .nullable()
    .optional()
    .describe('Every call moves the expiry to at least so long from then; null leaves it alone.'),
};

const oneExpiry = {
  check: (input: { expiresAt?: unknown; expiresInSeconds?: unknown }) =>
    input.expiresAt === undefined || input.expiresInSeconds === undefined,
  message: { error: 'expiresAt and expiresInSeconds exclude each other', path: ['expiresAt'] },
};

const bindFields = z.strictObject({
  a: party().describe('Party A.'),
  b: party()
    .optional()
    .describe('Party B. In the modes ax, axe and axg optional: whom A reaches when nobody called.'),
  x: privacyNumber().optional().describe('The privacy number to use; left out, the pool chooses.'),
  pool: poolName().optional().describe('Needed when there are several pools and no `x`.'),
  areaCode: areaCode().optional().describe('Only numbers of this area, and of those that it falls back on.'),
  areaFallback: areaFallback()
    .optional()
    .describe(
      'Areas to take the number from when `areaCode` has none, in this order. Left out: as the pool says.',
    ),
  mode: mode().optional(),
  y: privacyNumber().optional().describe('Mode axyb: the number that B sees; left out, the pool chooses.'),
  extension: z
    .string()
    .regex(/^[0-9]{1,6}$/)
    .optional()
    .describe('Mode axe: the extension; left out, one is chosen.'),
  extensionDigits: z
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe('Mode axe: the length of the extension that is chosen. Default: 4.'),
  group: groupName().optional().describe('Mode axg: the group whose members reach A.'),
  callBackSeconds: callBack(),
  rememberCallers: rememberCallers().optional(),
  userData: userData().optional(),
  ...terms,
  policy: policySchema.optional(),
  reference: reference().optional(),
});

export const bindSchema = bindFields
  .refine(oneExpiry.check, oneExpiry.message)
  .refine((input) => input.areaFallback === undefined || input.areaCode !== undefined, {
    error: 'areaFallback needs areaCode',
    path: ['areaFallback'],
  })
  .meta({ id: 'Bind', description: 'A binding that is wished for.' });

export type BindBody = z.output<typeof bindSchema>;

const MAX_ROWS = 1000;

export const bindManySchema = z
  .strictObject({ bindings: z.array(bindSchema).min(1).max(MAX_ROWS) })
  .meta({ id: 'BindMany' });

export const amendSchema = z
  .strictObject({
    a: party().optional().describe('Another party A.'),
    b: party()
      .nullable()
      .optional()
      .describe('Another party B; in the modes ax, axe and axg null for nobody.'),
    mode: z
      .enum(DIRECTIONS)
      .optional()
      .describe('Who may call whom, of a binding that has one of these modes.'),
    ...terms,
    reference: reference().min(1).optional(),
    userData: userData().nullable().optional(),
    policy: policySchema.optional(),
  })
  .refine(oneExpiry.check, oneExpiry.message)
  .refine((input) => Object.keys(input).length > 0, { error: 'name at least one thing to change' })
  .meta({ id: 'Amendment', description: 'What is left out stays as it is.' });

export type AmendBody = z.output<typeof amendSchema>;

export const bindingSchema = z
  .object({
    id: z.int(),
    mode: mode(),
    a: z.string().describe('Masked, unless it was asked to be revealed.'),
    b: z.string().nullable().describe('Masked, unless it was asked to be revealed.'),
    x: z.string(),
    y: z.string().nullable(),
    extension: z.string().nullable(),
    group: z.string().nullable(),
    callBackSeconds: z.int().nullable(),
    rememberCallers: rememberCallers(),
    pool: z.string(),
    state: z.enum(['live', 'expired', 'released']),
    createdAt: utc(),
    expiresAt: utc().nullable(),
    afterCallSeconds: z.int().nullable(),
    slidingSeconds: z.int().nullable(),
    endedAt: utc().nullable(),
    reference: z.string().nullable(),
    userData: userData().nullable(),
    policy: policyViewSchema,
  })
  .meta({ id: 'Binding' });

export type BindingBody = z.output<typeof bindingSchema>;

export const boundSchema = bindingSchema
  .extend({
    existing: z
      .boolean()
      .describe('The pair was bound already (200 instead of 201): its terms were renewed.'),
  })
  .meta({ id: 'Bound' });

const rowResult = z.union([
  z.object({ ok: z.literal(true), binding: boundSchema }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

export const boundManySchema = z
  .object({ results: z.array(rowResult).describe('One a row, in their order.') })
  .meta({ id: 'BoundMany' });

export const bindingPageSchema = z
  .object({ bindings: z.array(bindingSchema), nextCursor: nextCursor() })
  .meta({ id: 'BindingPage' });

const filters = {
  x: privacyNumber().optional(),
  pool: poolName().optional(),
  cursor: cursor(),
  limit: pageLimit(),
};

export const bindingListQuery = z.strictObject({
  ...filters,
  ended: flag().describe('`true` for ended ones too.'),
  reveal: revealFlag(),
});

/** A search by a real number is a POST: addresses of requests end up in logs of proxies. */
export const bindingSearchSchema = z
  .strictObject({
    ...filters,
    party: party(),
    limit: z.int().min(1).max(MAX_ROWS).default(100),
    ended: z.boolean().default(false),
  })
  .meta({ id: 'BindingSearch' });

export const bindingParams = z.strictObject({ id: idText() });
export const revealQuery = z.strictObject({ reveal: revealFlag() });
