import { RealNumber } from '../number/real-number.ts';
import { Secret } from '../secret.ts';
import type { Alternates, CallerLists, CallPolicy, Strangers } from './call-policy.ts';
import { NumberPattern } from './number-pattern.ts';

type Plain<T> = T extends RealNumber | Secret | NumberPattern
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

/**
 * A policy as plain data that JSON can hold, with its numbers and PINs in the clear: for what is sealed, never for what is printed.
 * Numbers are E.164 digits, patterns as `NumberPattern` writes them.
 */
export type PolicyForm = Plain<CallPolicy>;

export function formOf(policy: CallPolicy): PolicyForm {
  const { alternates, callers, strangers, ...rest } = policy;
  return {
    ...rest,
    ...(alternates === undefined ? {} : { alternates: alternatesForm(alternates) }),
    ...(callers === undefined ? {} : { callers: callersForm(callers) }),
    ...(strangers === undefined ? {} : { strangers: strangersForm(strangers) }),
  };
}

/** @param form one that `formOf` made @throws RangeError for a number or pattern that is none */
export function policyOf(form: PolicyForm): CallPolicy {
  const { alternates, callers, strangers, ...rest } = form;
  return {
    ...rest,
    ...(alternates === undefined ? {} : { alternates: alternatesOf(alternates) }),
    ...(callers === undefined ? {} : { callers: callersOf(callers) }),
    ...(strangers === undefined ? {} : { strangers: strangersOf(strangers) }),
  };
}

function alternatesForm({ a, b, ...rest }: Alternates): Plain<Alternates> {
  return { ...rest, a: a.map((number) => number.reveal()), b: b.map((number) => number.reveal()) };
}

function alternatesOf({ a, b, ...rest }: Plain<Alternates>): Alternates {
  return {
    ...rest,
    a: a.map((digits) => RealNumber.of(digits)),
    b: b.map((digits) => RealNumber.of(digits)),
  };
}

function callersForm({ allow, deny, of }: CallerLists): Plain<CallerLists> {
  const texts = (list: readonly NumberPattern[]): readonly string[] =>
    list.map((pattern) => pattern.reveal());
  return { of, allow: allow === null ? null : texts(allow), deny: texts(deny) };
}

function callersOf({ allow, deny, of }: Plain<CallerLists>): CallerLists {
  return { of, allow: allow === null ? null : allow.map(patternOf), deny: deny.map(patternOf) };
}

function patternOf(text: string): NumberPattern {
  const pattern = NumberPattern.parse(text);
  if (pattern === undefined) throw new RangeError('no pattern of numbers');
  return pattern;
}

function strangersForm({ pins, ...rest }: Strangers): Plain<Strangers> {
  return { ...rest, pins: { a: pins.a?.reveal() ?? null, b: pins.b?.reveal() ?? null } };
}

function strangersOf({ pins, ...rest }: Plain<Strangers>): Strangers {
  return { ...rest, pins: { a: secretOf(pins.a), b: secretOf(pins.b) } };
}

function secretOf(text: string | null): Secret | null {
  return text === null ? null : new Secret(text);
}
