import type {
  AmendInput,
  BindInput,
  BindingView,
  BoundView,
  CalleeInput,
  CallView,
  PoolInput,
  PoolView,
} from '../app/operations.ts';

import type { PlanView } from '../app/plan-view.ts';

import { parseDuration } from '../domain/duration.ts';
import type { AmendBody, BindBody, BindingBody } from './schema/binding-schema.ts';
import type { CalleeBody } from './schema/callee-schema.ts';
import type { PlanBody } from './schema/plan-schema.ts';
import type { PoolBody, PoolPolicyBody } from './schema/pool-schema.ts';

/* The operations write durations as people do (`15m`); the API writes seconds. */

export function bindingBody(view: BindingView): BindingBody {
  const { afterCall, sliding, callBack, userData, ...rest } = view;
  return {
    ...rest,
    callBackSeconds: secondsOf(callBack),
    afterCallSeconds: secondsOf(afterCall),
    slidingSeconds: secondsOf(sliding),
    userData: userData === null ? null : JSON.parse(userData),
  };
}

export function boundBody(view: BoundView): BindingBody & { existing: boolean } {
  return { ...bindingBody(view), existing: view.existing };
}

export function bindInput(body: BindBody): BindInput {
  const { callBackSeconds, userData, ...rest } = body;
  const {
    expiresAt: _at,
    expiresInSeconds: _in,
    afterCallSeconds: _after,
    slidingSeconds: _sliding,
    ...own
  } = rest;
  return {
    ...own,
    callBack: durationText(callBackSeconds),
    userData: userData === undefined ? undefined : JSON.stringify(userData),
    ...termsOf(body),
  };
}

export function amendInput(id: number, body: AmendBody): AmendInput {
  const { a, b, mode, userData } = body;
  const data = userData === null ? '' : JSON.stringify(userData);
  return { id, a, b, mode, ...termsOf(body), userData: userData === undefined ? undefined : data };
}

export function calleeInput(id: number, { callee, expiresAt, expiresInSeconds }: CalleeBody): CalleeInput {
  return { id, callee, until: durationText(expiresInSeconds) ?? expiresAt ?? 'none' };
}

export function poolBody({ coolDown, ranges, areaFallback, routeWebhook, ...rest }: PoolView): PoolBody {
  return {
    ...rest,
    areaFallback: [...areaFallback],
    routeWebhook:
      routeWebhook === null ? null : { url: routeWebhook.url, deadlineMilliseconds: routeWebhook.deadlineMs },
    ranges: ranges.map((range) => ({ ...range })),
    coolDownSeconds: secondsOf(coolDown) ?? 0,
  };
}

export function planBody({ coolDown, areas, ...rest }: PlanView): PlanBody {
  return {
    ...rest,
    coolDownSeconds: secondsOf(coolDown) ?? 0,
    areas: areas.map(({ curve, shorterCoolDowns, ...area }) => ({
      ...area,
      curve: [...curve],
      shorterCoolDowns: shorterCoolDowns.map((one) => ({
        coolDownSeconds: secondsOf(one.coolDown) ?? 0,
        lowerBound: one.lowerBound,
      })),
    })),
  };
}

export function poolPolicy({
  coolDownSeconds,
  ...rest
}: PoolPolicyBody): Omit<PoolInput, 'pool' | 'range' | 'areaCode'> {
  return { ...rest, coolDown: durationText(coolDownSeconds) };
}

/** Nodes and outcomes stay inside. */
export function callBody({
  node: _node,
  outcome: _outcome,
  ...call
}: CallView): Omit<CallView, 'node' | 'outcome'> {
  return call;
}

function termsOf(
  body: Omit<AmendBody, 'mode' | 'userData'>,
): Pick<AmendInput, 'expires' | 'afterCall' | 'sliding' | 'reference' | 'policy'> {
  return {
    expires:
      body.expiresInSeconds === undefined ? instantText(body.expiresAt) : durationText(body.expiresInSeconds),
    afterCall: durationText(body.afterCallSeconds),
    sliding: durationText(body.slidingSeconds),
    reference: body.reference,
    policy: body.policy,
  };
}

function instantText(text: string | null | undefined): string | undefined {
  return text === null ? 'none' : text;
}

function durationText(seconds: number | null | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  return seconds === null ? 'none' : `${seconds}s`;
}

function secondsOf(duration: string): number | null {
  const durationMs = parseDuration(duration);
  return durationMs === null || durationMs === undefined ? null : Math.floor(durationMs / 1000);
}
