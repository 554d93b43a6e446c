import { z } from 'zod';
import { MAX_AREA_FALLBACK } from '../../app/area-reading.ts';
import { type BindInput, CALLBACK_DISPLAYS, type Operations } from '../../app/operations.ts';
import { MAX_USER_DATA_BYTES } from '../../domain/binding/binding-details.ts';
import { BINDING_MODES } from '../../domain/binding/binding-mode.ts';
import { MAX_GROUP_MEMBERS } from '../../ports/binding-store.ts';
import { policySchema } from '../../wire/policy-schema.ts';

export type OperationName = keyof Operations;

/** What an operation is given; `null` for one that takes nothing. */
export type OperationInput<K extends OperationName> = Parameters<Operations[K]> extends [infer I] ? I : null;

/** Longest text in a request, in UTF-16 units. What it may hold is for the operation to say. */
export const MAX_TEXT = 256;
/** Longest URL of a webhook. */
const MAX_URL = 2048;
/** Most rows in one `bindMany`. */
export const MAX_ROWS = 5000;
/** Most reasons in the refusals of a pool. */
const MAX_REFUSALS = 64;

const text = z.string().max(MAX_TEXT);
const words = text.optional();
const flag = z.boolean();
const areas = z.array(text).max(MAX_AREA_FALLBACK).readonly();

const BIND = {
  a: text,
  b: words,
  x: words,
  y: words,
  pool: words,
  areaCode: words,
  areaFallback: areas.optional(),
  mode: z.enum(BINDING_MODES).optional(),
  extension: words,
  extensionDigits: z.int().min(1).max(6).optional(),
  group: words,
  callBack: words,
  rememberCallers: z.boolean().optional(),
  expires: words,
  afterCall: words,
  sliding: words,
  reference: words,
  userData: z.string().max(MAX_USER_DATA_BYTES).optional(),
  policy: policySchema.optional(),
};
const bindRow = z.strictObject(BIND);
const nothing = z.null();
const numbers = z.array(text).max(MAX_GROUP_MEMBERS).readonly();
const refusal = z.strictObject({ prompt: text.nullable(), cause: text });
const refusals = z
  .record(text, refusal)
  .refine((all) => Object.keys(all).length <= MAX_REFUSALS, `at most ${MAX_REFUSALS} reasons`);

/** One schema an operation, strict: an unknown key is refused. */
export const CONTROL_SCHEMAS = {
  addPool: z.strictObject({
    pool: text,
    range: words,
    areaCode: words,
    coolDown: words,
    sticky: flag.optional(),
    language: z.enum(['en', 'zh']).optional(),
    lowWaterPercent: z.int().min(0).max(100).nullable().optional(),
    areaFallback: areas.optional(),
    refusals: refusals.optional(),
    calls: policySchema.optional(),
  }),
  pools: nothing,
  lockPool: z.strictObject({ pool: text, range: words, locked: flag }),
  removePool: z.strictObject({ pool: text, range: words }),
  setWebhook: z.strictObject({
    pool: text,
    url: z.string().max(MAX_URL),
    deadlineMs: z.int().min(0).optional(),
  }),
  rotateWebhookSecret: z.strictObject({ pool: text }),
  removeWebhook: z.strictObject({ pool: text }),
  bind: z.strictObject({ ...BIND, showNumbers: flag }),
  bindMany: z.strictObject({ rows: z.array(bindRow).max(MAX_ROWS).readonly() }),
  amend: z.strictObject({
    id: z.int().positive(),
    a: words,
    b: text.nullable().optional(),
    mode: z.enum(BINDING_MODES).optional(),
    expires: words,
    afterCall: words,
    sliding: words,
    reference: words,
    userData: z.string().max(MAX_USER_DATA_BYTES).optional(),
    policy: policySchema.optional(),
    showNumbers: flag,
  }),
  unbind: z.strictObject({ id: z.int().positive().optional(), party: words, x: words }),
  bindings: z.strictObject({
    party: words,
    x: words,
    pool: words,
    ended: flag.optional(),
    after: z.int().min(0).optional(),
    limit: z.int().min(1).max(1000),
    showNumbers: flag,
  }),
  putGroup: z.strictObject({ group: text, members: numbers }),
  changeGroup: z.strictObject({ group: text, add: numbers, remove: numbers }),
  groups: nothing,
  group: z.strictObject({ group: text, showNumbers: flag }),
  removeGroup: z.strictObject({ group: text }),
  setCallee: z.strictObject({ id: z.int().positive(), callee: text, until: text }),
  clearCallee: z.strictObject({ id: z.int().positive() }),
  route: z.strictObject({ caller: text, x: text, at: words, showNumbers: flag }),
  tenantPolicy: z.strictObject({ tenant: text }),
  changeTenantPolicy: z.strictObject({ tenant: text, calls: policySchema }),
  callback: z.strictObject({
    a: text,
    b: text,
    x: words,
    pool: words,
    display: z.enum(CALLBACK_DISPLAYS).optional(),
  }),
  calls: z.strictObject({ showNumbers: flag }),
  hangUp: z.strictObject({ call: text }),
  status: nothing,
  askNodes: z.strictObject({ command: z.string().max(1024) }),
  rotateKey: nothing,
  cdrs: z.strictObject({
    since: words,
    until: words,
    number: words,
    x: words,
    binding: z.int().positive().optional(),
    outcome: words,
    pool: words,
    after: words,
    limit: z.int().min(1).max(1000),
    showNumbers: flag,
  }),
  recordings: z.strictObject({
    since: words,
    until: words,
    call: words,
    binding: z.int().positive().optional(),
    pool: words,
    held: flag.optional(),
    after: words,
    limit: z.int().min(1).max(1000),
  }),
  recording: z.strictObject({ recording: text }),
  readRecording: z.strictObject({ recording: text, first: z.int().min(0), last: z.int().min(0) }),
  holdRecording: z.strictObject({ recording: text, held: flag }),
  deleteRecording: z.strictObject({ recording: text }),
} as const;

/** Whether an operation changes anything: what was lost on the way may then have been done. */
export const CHANGES: Readonly<Record<OperationName, boolean>> = {
  addPool: true,
  pools: false,
  lockPool: true,
  removePool: true,
  setWebhook: true,
  rotateWebhookSecret: true,
  removeWebhook: true,
  bind: true,
  bindMany: true,
  amend: true,
  unbind: true,
  bindings: false,
  putGroup: true,
  changeGroup: true,
  groups: false,
  group: false,
  removeGroup: true,
  setCallee: true,
  clearCallee: true,
  route: false,
  tenantPolicy: false,
  changeTenantPolicy: true,
  callback: true,
  calls: false,
  hangUp: true,
  status: false,
  askNodes: true,
  rotateKey: true,
  cdrs: false,
  recordings: false,
  recording: false,
  readRecording: false,
  holdRecording: true,
  deleteRecording: true,
};

/** `true` when each type is assignable to the other and both have the same keys (an optional key is easily forgotten). */
type Same<S, T> = [S, T, keyof S, keyof T] extends [T, S, keyof T, keyof S] ? true : false;
type Checked = {
  [K in OperationName]: Same<z.infer<(typeof CONTROL_SCHEMAS)[K]>, OperationInput<K>>;
};

/** Fails to compile when a schema and its operation come apart in either direction. */
const schemasFitOperations: Checked & { readonly row: Same<z.infer<typeof bindRow>, BindInput> } = {
  addPool: true,
  pools: true,
  lockPool: true,
  removePool: true,
  setWebhook: true,
  rotateWebhookSecret: true,
  removeWebhook: true,
  bind: true,
  bindMany: true,
  amend: true,
  unbind: true,
  bindings: true,
  putGroup: true,
  changeGroup: true,
  groups: true,
  group: true,
  removeGroup: true,
  setCallee: true,
  clearCallee: true,
  route: true,
  tenantPolicy: true,
  changeTenantPolicy: true,
  callback: true,
  calls: true,
  hangUp: true,
  status: true,
  askNodes: true,
  rotateKey: true,
  cdrs: true,
  recordings: true,
  recording: true,
  readRecording: true,
  holdRecording: true,
  deleteRecording: true,
  row: true,
};
void schemasFitOperations;

/** A request as it stands on the line. */
export const requestSchema = z.strictObject({
  id: z.int().min(0),
  operation: z.string().max(64),
  input: z.unknown(),
});
