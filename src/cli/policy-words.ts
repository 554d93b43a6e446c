import { type Command, InvalidArgumentError } from 'commander';
import type { PolicyInput, PolicyView } from '../app/policy-input.ts';
import { parseDuration, printDuration } from '../domain/duration.ts';
import { pinText } from './pin-words.ts';
import { addTalkOptions, type TalkOptions, talkFields, talkInput } from './talk-words.ts';
import { wholeNumber } from './whole-number.ts';

/** Says nothing: commander takes a parsed `null` for an option without a value. */
type None = 'none';
type Quiet = NonNullable<PolicyInput['quietHours']>;

/** The parts of a policy that have options; the HTTP API takes all of them. */
export interface PolicyOptions extends TalkOptions {
  readonly maxCall?: number | None;
  readonly ringTimeout?: number | None;
  readonly quiet?: Quiet | None;
  readonly releaseAfter?: number;
  readonly grace?: number | None;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

const QUIET = /^([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})@(.{1,64})$/;

export function addPolicyOptions(command: Command): Command {
  const limited = command
    .option('--max-call <duration>', 'longest talk', readSeconds)
    .option('--ring-timeout <duration>', 'how long the callee rings', readSeconds)
    .option(
      '--quiet <from-to@zone>',
      'when nobody is called, such as 22:00-07:00@Asia/Shanghai, or none',
      readQuiet,
    )
    .option('--release-after <calls>', 'release after so many answered calls', wholeNumber(1, 1_000_000))
    .option('--grace <duration>', 'B can still call A so long after the expiry', readSeconds)
    .option(
      '--allow <pattern>',
      'only these may call: a number, or +86170*; several times; or none for no list',
      collect,
    )
    .option('--deny <pattern>', 'these may not call; several times; or none', collect);
  return addTalkOptions(limited);
}

/** @returns `undefined` when none of the options was given */
export function policyInput(options: PolicyOptions): PolicyInput | undefined {
  const { maxCall, ringTimeout, quiet, releaseAfter, grace, allow, deny } = options;
  const input: PolicyInput = {
    ...(maxCall === undefined ? {} : { maxCallSeconds: unlessNone(maxCall) }),
    ...(ringTimeout === undefined ? {} : { ringTimeoutSeconds: unlessNone(ringTimeout) }),
    ...(quiet === undefined ? {} : { quietHours: unlessNone(quiet) }),
    ...(releaseAfter === undefined ? {} : { releaseAfterCalls: releaseAfter }),
    ...(grace === undefined ? {} : { graceSeconds: unlessNone(grace) }),
    ...(allow === undefined && deny === undefined ? {} : { callers: listsOf(allow, deny) }),
    ...talkInput(options),
  };
  return Object.keys(input).length === 0 ? undefined : input;
}

function unlessNone<Value>(value: Value | None): Value | null {
  return value === 'none' ? null : value;
}

/** `none` alone takes a list away; without lists the part says nothing. */
function listsOf(
  allow: readonly string[] | undefined,
  deny: readonly string[] | undefined,
): PolicyInput['callers'] {
  const [allowed, denied] = [allow, deny].map((list) => (list?.join() === 'none' ? undefined : list));
  if (allowed === undefined && denied === undefined) return null;
  return { allow: allowed === undefined ? null : [...allowed], deny: [...(denied ?? [])] };
}

/** Lines about a policy, beside those about a binding or a pool. */
export function policyFields(policy: PolicyView): readonly (readonly [string, string | null])[] {
  const { quietHours: quiet, callers, strangers } = policy;
  const shown = [
    'maxCallSeconds',
    'ringTimeoutSeconds',
    'quietHours',
    'releaseAfterCalls',
    'graceSeconds',
    'callers',
    'strangers',
    'recording',
    'survey',
  ];
  const others = Object.keys(policy).filter((part) => !shown.includes(part));
  return [
    ['max call', durationText(policy.maxCallSeconds)],
    ['ring timeout', durationText(policy.ringTimeoutSeconds)],
    ['quiet', quiet ? `${quiet.from}-${quiet.to}@${quiet.zone}` : null],
    ['release after', policy.releaseAfterCalls ? `${policy.releaseAfterCalls} answered calls` : null],
    ['grace', durationText(policy.graceSeconds)],
    ['allow', listText(callers?.allow ?? [])],
    ['deny', listText(callers?.deny ?? [])],
    ['PINs', pinText(strangers)],
    ...talkFields(policy),
    ['further policy', others.length === 0 ? null : others.join(', ')],
  ];
}

const SHOWN_PATTERNS = 8;

function listText(patterns: readonly string[]): string | null {
  if (patterns.length === 0) return null;
  const more = patterns.length - SHOWN_PATTERNS;
  return patterns.slice(0, SHOWN_PATTERNS).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

function durationText(seconds: number | null | undefined): string | null {
  return seconds === null || seconds === undefined ? null : printDuration(seconds * 1000);
}

/** A duration in seconds. */
function readSeconds(text: string): number | None {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) throw new InvalidArgumentError('Write a duration as 90s, 1h30m or none.');
  return durationMs === null ? 'none' : durationMs / 1000;
}

function readQuiet(text: string): Quiet | None {
  if (text === 'none') return text;
  const [, from, to, zone] = QUIET.exec(text) ?? [];
  if (from === undefined || to === undefined || zone === undefined)
    throw new InvalidArgumentError('Write it as 22:00-07:00@Asia/Shanghai.');
  return { from, to, zone };
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
