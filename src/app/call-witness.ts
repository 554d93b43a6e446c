import type { CallAction } from '../domain/call/call-action.ts';
import type { CallInput } from '../domain/call/call-input.ts';
import type { LiveCall } from './call-registry.ts';

/** One step of a call: what it was told, and what came of it. */
export interface CallStep {
  readonly before: LiveCall;
  readonly after: LiveCall;
  readonly input: CallInput;
  readonly actions: readonly CallAction[];
}

/** Who is told of every step of every call, each for a concern of its own. */
export interface CallWitness {
  /** Told when the orders of the step went out: nobody is waited for. A promise is what the witness writes down. */
  stepped(step: CallStep): Promise<void> | undefined;
}
