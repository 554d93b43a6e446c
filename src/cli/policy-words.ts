import { type Command, InvalidArgumentError } from 'commander';
import type { PolicyInput, PolicyView } from '../app/policy-input.ts';
import { parseDuration, printDuration } from '../domain/duration.ts';
import { pinText } from './pin-words.ts';
import { wholeNumber } from './whole-number.ts';

/** The parts of a policy that have options; the HTTP API takes all of them. */
export interface PolicyOptions {
  readonly maxCall?: number | null;
  readonly ringTimeout?: number | null;
  readonly quiet?: PolicyInput['quietHours'];
  readonly releaseAfter?: number;
  readonly grace?: number | null;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

const QUIET = /^([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})@(.{1,64})$/;

export function addPolicyOptions(command: Command): Command {
  return command
    .option('--max-call <duration>', 'longest talk', readSeconds)
    .option('--ring-timeout <duration>', 'how long the callee rings', readSeconds)
    .option(
      '--quiet <from-to@zone>',
      'when nobody is called, such as 22:00-07:00@Asia/Shanghai, or none',
      readQuiet,
    )
    .option('--release-after <calls>', 'release after so many answered calls', wholeNumber(1, 1_000_000))
    .option('--grace <duration>', 'B can still call A so long after the expiry', readSeconds)
    .option('--allow <pattern>', 'only these may call: a number, or +86170*; several times', collect)
    .option('--deny <pattern>', 'these may not call; several times', collect);
}

/** @returns `undefined` when none of the options was given */
export function policyInput(options: PolicyOptions): PolicyInput | undefined {
  const { maxCall, ringTimeout, quiet, releaseAfter, grace, allow, deny } = options;
  const input: PolicyInput = {
    ...(maxCall === undefined ? {} : { maxCallSeconds: maxCall }),
    ...(ringTimeout === undefined ? {} : { ringTimeoutSeconds: ringTimeout }),
    ...(quiet === undefined ? {} : { quietHours: quiet }),
    ...(releaseAfter === undefined ? {} : { releaseAfterCalls: releaseAfter }),
    ...(grace === undefined ? {} : { graceSeconds: grace }),
    ...(allow === undefined && deny === undefined
      ? {}
      : { callers: { allow: allow === undefined ? null : [...allow], deny: [...(deny ?? [])] } }),
  };
  return Object.keys(input).length === 0 ? undefined : input;
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

/** A duration in whole seconds, `null` for `none`. */
function readSeconds(text: string): number | null {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) throw new InvalidArgumentError('Write a duration as 90s, 1h30m or none.');
  return durationMs === null ? null : durationMs / 1000;
}

function readQuiet(text: string): PolicyInput['quietHours'] {
  if (text === 'none') return null;
  const [, from, to, zone] = QUIET.exec(text) ?? [];
  if (from === undefined || to === undefined || zone === undefined)
    throw new InvalidArgumentError('Write it as 22:00-07:00@Asia/Shanghai.');
  return { from, to, zone };
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
