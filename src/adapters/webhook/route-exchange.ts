import { z } from 'zod';
import { POLICY_LIMITS } from '../../app/policy-input.ts';
import { MOST_WEBHOOK_DIGITS, SAYABLE_REASONS } from '../../domain/call/consultation.ts';
import { PROMPTS } from '../../domain/call/prompt.ts';
import { printInstant } from '../../domain/instant-text.ts';
import type { OneCallPolicy } from '../../domain/policy/one-call.ts';
import type { HookReply, RouteQuestion } from '../../ports/route-hook.ts';

function seconds(limit: 'maxCallSeconds' | 'ringTimeoutSeconds') {
  const [least, most] = POLICY_LIMITS[limit];
  return z.int().min(least).max(most).optional();
}

const digits = z.int().min(1).max(MOST_WEBHOOK_DIGITS);

/** Of what the API calls a policy, what one call can have. Nothing can be taken back: a part is said or left out. */
const oneCallSchema = z.strictObject({
  maxCallSeconds: seconds('maxCallSeconds'),
  ringTimeoutSeconds: seconds('ringTimeoutSeconds'),
  endingSoon: z
    .strictObject({
      beforeEndSeconds: z.int().min(POLICY_LIMITS.beforeEndSeconds[0]).max(POLICY_LIMITS.beforeEndSeconds[1]),
      to: z.enum(['a', 'b', 'both']).default('both'),
    })
    .optional(),
  callerPrompt: z.enum(PROMPTS).optional(),
  calleePrompt: z.enum(PROMPTS).optional(),
});

/** Strict: a word that we do not know is a mistake that must be seen. */
const answerSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('connect'),
    callee: z.string().max(64),
    policy: oneCallSchema.optional(),
  }),
  z.strictObject({ action: z.literal('reject'), reason: z.enum(SAYABLE_REASONS) }),
  z
    .strictObject({
      action: z.literal('collect'),
      prompt: z.enum(PROMPTS),
      digits,
      minDigits: digits.optional(),
    })
    .refine((answer) => (answer.minDigits ?? answer.digits) <= answer.digits, { path: ['minDigits'] }),
]);

/** The name of a question: the same when it is sent again. */
export function questionId({ call, attempt }: RouteQuestion): string {
  return `route_${call}_${attempt}`;
}

/** The body of a question. Holds the caller's number: for the wire only. */
export function printQuestion({ call, pool, x, caller, at, attempt, digits: keyed }: RouteQuestion): string {
  const data = {
    call,
    pool,
    x,
    caller: caller === null ? null : `+${caller.reveal()}`,
    attempt,
    digits: keyed?.reveal() ?? null,
  };
  return JSON.stringify({ type: 'call.route', timestamp: printInstant(at), data });
}

/** Reads the body of an answer. Never throws, and repeats nothing of it. */
export function readAnswer(body: string): HookReply {
  const reading = answerSchema.safeParse(jsonOf(body));
  if (!reading.success) {
    const place = reading.error.issues[0]?.path.map(String).join('.') ?? '';
    return { ok: false, because: 'malformed', detail: place === '' ? null : place };
  }
  const answer = reading.data;
  switch (answer.action) {
    case 'connect': {
      const { action, callee, policy = {} } = answer;
      return { ok: true, answer: { action, callee, policy: oneCallOf(policy) } };
    }
    case 'reject':
      return { ok: true, answer };
    case 'collect': {
      const { action, prompt, digits: maxDigits, minDigits = maxDigits } = answer;
      return { ok: true, answer: { action, prompt, minDigits, maxDigits } };
    }
  }
}

function oneCallOf({
  maxCallSeconds,
  ringTimeoutSeconds,
  endingSoon,
  callerPrompt,
  calleePrompt,
}: z.infer<typeof oneCallSchema>): OneCallPolicy {
  return {
    ...(maxCallSeconds === undefined ? {} : { maxCallMs: maxCallSeconds * 1000 }),
    ...(ringTimeoutSeconds === undefined ? {} : { ringTimeoutMs: ringTimeoutSeconds * 1000 }),
    ...(endingSoon === undefined
      ? {}
      : { endingSoon: { beforeEndMs: endingSoon.beforeEndSeconds * 1000, to: endingSoon.to } }),
    ...(callerPrompt === undefined ? {} : { callerPrompt }),
    ...(calleePrompt === undefined ? {} : { calleePrompt }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
