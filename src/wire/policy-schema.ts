import { z } from 'zod';
import {
  MAX_ALTERNATES,
  MAX_PATTERNS,
  POLICY_DEFAULTS,
  POLICY_LIMITS,
  type PolicyInput,
  type PolicyView,
} from '../app/policy-input.ts';
import { PROMPTS } from '../domain/call/prompt.ts';

/* A policy as it comes over the HTTP API and the control socket. What its texts hold is for the reader to say. */

const whole = (limit: keyof typeof POLICY_LIMITS) =>
  z.int().min(POLICY_LIMITS[limit][0]).max(POLICY_LIMITS[limit][1]);
const promptName = z.enum(PROMPTS).meta({ id: 'PromptName', description: 'A prompt that is shipped.' });
const prompt = () => promptName.nullable().optional();
const sides = () => z.enum(['a', 'b', 'both']).optional();
const texts = (max: number) => z.array(z.string().min(1).max(64)).max(max).readonly();
const numbers = () => texts(MAX_ALTERNATES).optional();
const patterns = () => texts(MAX_PATTERNS).meta({ examples: [['+8613800138000', '+86170*']] });
const timeOfDay = () =>
  z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time of day such as 22:00')
    .meta({ examples: ['22:00'] });
const pin = () =>
  z
    .string()
    .regex(/^[0-9]{4,8}$/, '4 to 8 digits')
    .nullable()
    .optional();

const alternates = z.strictObject({
  a: numbers().describe('Further telephones of A, called one after the other.'),
  b: numbers().describe('Further telephones of B.'),
  windowSeconds: whole('windowSeconds')
    .optional()
    .describe(
      'No further one is tried when so much time has passed since the first was called. ' +
        `Default: ${POLICY_DEFAULTS.windowSeconds}.`,
    ),
  prompt: prompt().describe('Spoken to the caller before each.'),
});

const callers = z.strictObject({
  allow: patterns().nullable().optional().describe('Only these may call; null for everybody.'),
  deny: patterns().optional().describe('These may not call.'),
  of: sides().describe('Calls of which side the lists are for. Default: both.'),
});

const quota = z.strictObject({
  calls: whole('calls').nullable().optional().describe('Calls that are put through.'),
  talkSeconds: whole('talkSeconds')
    .nullable()
    .optional()
    .describe('Talk altogether, counted when calls end.'),
  callsAMinute: whole('callsAMinute').nullable().optional().describe('Attempts of one caller.'),
});

const quietHours = z.strictObject({
  from: timeOfDay(),
  to: timeOfDay().describe('The first minute that is not quiet any more; before `from` when it is tomorrow.'),
  zone: z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['Asia/Shanghai'] }),
});

const ofStrangers = {
  withheld: z
    .enum(['refuse', 'pin'])
    .optional()
    .describe('A caller whose number is withheld is refused (default), or asked for a PIN.'),
  otherPhone: z
    .enum(['refuse', 'pin'])
    .optional()
    .describe('The same for one who calls from a telephone that is not bound.'),
  attempts: whole('attempts')
    .optional()
    .describe(`Wrong PINs on the binding before the lock-out. Default: ${POLICY_DEFAULTS.attempts}.`),
  lockOutSeconds: whole('lockOutSeconds').optional().describe(`Default: ${POLICY_DEFAULTS.lockOutSeconds}.`),
  remember: z.boolean().optional().describe('A telephone that proved itself needs no PIN again.'),
};

const strangers = z.strictObject({
  ...ofStrangers,
  pins: z
    .strictObject({ a: pin(), b: pin() })
    .describe('PIN of each party, different from each other; null for one that cannot prove itself.'),
});

const recording = z.strictObject({
  mode: z
    .enum(['none', 'mixed', 'stereo'])
    .describe('From when both hear one another. `stereo`: A left, B right. `none`: where the pool records.'),
  consent: z
    .strictObject({
      prompt: promptName,
      to: sides().describe('Who hears it. Default: both.'),
    })
    .nullable()
    .optional()
    .describe('Spoken before the two are connected, and not recorded.'),
});

const survey = z.strictObject({
  prompt: promptName.optional().describe(`Default: ${POLICY_DEFAULTS.surveyPrompt}.`),
  keys: z
    .string()
    .regex(/^[0-9]{1,10}$/, 'different digits, as 135')
    .optional()
    .describe(`The keys that are an answer. Default: ${POLICY_DEFAULTS.surveyKeys}.`),
  timeoutSeconds: whole('timeoutSeconds')
    .optional()
    .describe(
      `From the end of the prompt; then it is put once more. Default: ${POLICY_DEFAULTS.timeoutSeconds}.`,
    ),
  of: z
    .enum(['a', 'b', 'both', 'caller'])
    .optional()
    .describe('Who is asked when the other has hung up. `caller` (default): who called, or is called first.'),
});

const parts = {
  maxCallSeconds: whole('maxCallSeconds').nullable().optional().describe('Longest talk, from the answer.'),
  ringTimeoutSeconds: whole('ringTimeoutSeconds')
    .nullable()
    .optional()
    .describe("How long the callee's telephone rings."),
  endingSoon: z
    .strictObject({ beforeEndSeconds: whole('beforeEndSeconds'), to: sides() })
    .nullable()
    .optional()
    .describe('A spoken warning before the longest talk is over.'),
  callerPrompt: prompt().describe('Spoken to the caller before the callee is called.'),
  calleePrompt: prompt().describe('Spoken to the callee on the answer.'),
  alternates: alternates
    .nullable()
    .optional()
    .describe('Who is called when the party itself is busy or does not answer.'),
  callers: callers
    .nullable()
    .optional()
    .describe(
      'Who may call: numbers, or beginnings of numbers with + and *. Pool and binding each have a say.',
    ),
  quota: quota.nullable().optional().describe('Counted from the time on at which there is a quota.'),
  quietHours: quietHours.nullable().optional().describe('A time of day at which nobody is called.'),
  releaseAfterCalls: whole('releaseAfterCalls')
    .nullable()
    .optional()
    .describe('Released when so many calls were answered and have ended.'),
  graceSeconds: whole('graceSeconds')
    .nullable()
    .optional()
    .describe('So long after its expiry B can still call A.'),
  recording: recording.nullable().optional().describe('Whether the talk is recorded.'),
  survey: survey.nullable().optional().describe('One key after the talk, of who is still there.'),
};

export const policySchema = z
  .strictObject({
    ...parts,
    strangers: strangers
      .nullable()
      .optional()
      .describe(
        'Callers with a withheld number or another telephone. Modes two-way, reverse, a-to-b, b-to-a.',
      ),
  })
  .meta({ id: 'CallPolicy', description: 'How calls are treated. A part that is null says nothing.' });

/** As it is shown: numbers masked unless real ones were asked for. */
export const policyViewSchema = z
  .object({
    ...parts,
    strangers: z
      .object({ ...ofStrangers, pins: z.object({ a: z.boolean(), b: z.boolean() }) })
      .optional()
      .describe('Of PINs only whether there are any.'),
  })
  .meta({ id: 'CallPolicyView' });

/** Both ways: a part that only one of the two knows does not compile. */
type Same<S, T> = [S, T, keyof S, keyof T] extends [T, S, keyof T, keyof S] ? true : false;
const schemasFit: readonly [
  Same<z.infer<typeof policySchema>, PolicyInput>,
  Same<z.infer<typeof policyViewSchema>, PolicyView>,
] = [true, true];
void schemasFit;
