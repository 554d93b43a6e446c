import type { RefusalReason } from '../domain/call/route.ts';
import type { Uncertainty } from '../domain/call/uncertainty.ts';
import type { PolicyLevel } from '../domain/policy/policy-level.ts';
import type { BindingView } from './operations.ts';

/** Which way a call would go, and why. */
export interface RouteView {
  /** The instant of the call. */
  readonly at: string;
  /** What the answer about an instant that has been rests on that is logged nowhere, and is taken as it is now. */
  readonly uncertain: readonly Uncertainty[];
  readonly decision: 'connect' | 'ask' | 'refuse';
  readonly reason: RefusalReason | null;
  /** Whose policy refuses, where one does. */
  readonly level: PolicyLevel | null;
  readonly explanation: string;
  readonly caller: string | null;
  readonly x: string | null;
  readonly pool: string | null;
  readonly callee: string | null;
  readonly binding: BindingView | null;
  /** What a caller hears who is refused, or who is asked for digits. */
  readonly prompt: string | null;
  /** What a refused caller's network gets. */
  readonly cause: string | null;
}

export interface RouteInput {
  readonly caller: string;
  readonly x: string;
  /** An instant that has been; left out, now. */
  readonly at?: string | undefined;
  readonly showNumbers: boolean;
}

/** The question which way a call would go; nobody is called. */
export interface RouteOperations {
  route(input: RouteInput): Promise<RouteView>;
}
