import type { CloseReason, CloseTag } from './close-reason.ts';

/** Why a link has ended for good; none of these is cured by trying again. */
export type ClosedReason =
  | 'stopped'
  /** The password is wrong. */
  | 'authentication-refused'
  /** The switch's access list refuses this address. Each refused connection also leaks memory in the switch. */
  | 'rejected'
  /** The switch knows none of the events asked for, or does not allow them. */
  | 'subscription-refused';

/**
 * The life of a link to one switch. `generation` counts connections from 1; whatever belongs to an earlier one is void.
 * `attempt` counts connections since the link last held for a while, the present one included.
 *
 * - `idle`: made, not started.
 * - `connecting`: socket opened, the switch's greeting awaited.
 * - `authenticating`: password sent.
 * - `subscribing`: `event plain ...` sent. From its reply on events flow.
 * - `reconciling`: the owner compares its calls with the switch's channels; only its own commands are taken.
 * - `ready`: commands are taken.
 * - `draining`: none is taken any more, those under way are awaited.
 * - `waiting`: no connection; the next is opened at `retryAtMs` (on the link's timers), `delayMs` after the loss.
 * - `closed`: nothing more happens; there is no way out.
 */
export type LinkState =
  | { readonly tag: 'idle' }
  | { readonly tag: 'connecting'; readonly generation: number; readonly attempt: number }
  | { readonly tag: 'authenticating'; readonly generation: number; readonly attempt: number }
  | { readonly tag: 'subscribing'; readonly generation: number; readonly attempt: number }
  | { readonly tag: 'reconciling'; readonly generation: number; readonly attempt: number }
  | { readonly tag: 'ready'; readonly generation: number; readonly attempt: number; readonly sinceMs: number }
  | { readonly tag: 'draining'; readonly generation: number }
  | {
      readonly tag: 'waiting';
      readonly generation: number;
      readonly attempt: number;
      readonly retryAtMs: number;
      readonly delayMs: number;
      readonly because: CloseTag;
      readonly detail: string | undefined;
    }
  | { readonly tag: 'closed'; readonly reason: ClosedReason };

/** What can happen to a link. Inputs from a connection carry its generation. */
export type LinkInput =
  | { readonly tag: 'start' }
  | { readonly tag: 'greeted'; readonly generation: number }
  | { readonly tag: 'authenticated'; readonly generation: number }
  | { readonly tag: 'authentication-refused'; readonly generation: number }
  | { readonly tag: 'subscribed'; readonly generation: number }
  | { readonly tag: 'subscription-refused'; readonly generation: number }
  | { readonly tag: 'reconciled'; readonly generation: number; readonly nowMs: number }
  /** `jitter` is a random number from 0 up to, not including, 1. */
  | {
      readonly tag: 'lost';
      readonly generation: number;
      readonly because: CloseReason;
      readonly nowMs: number;
      readonly jitter: number;
    }
  | { readonly tag: 'retry-due'; readonly generation: number }
  | { readonly tag: 'stop' }
  | { readonly tag: 'drained'; readonly generation: number };

/** What the link's owner has to do. */
export type LinkOutput =
  | { readonly tag: 'open'; readonly generation: number }
  | { readonly tag: 'authenticate' }
  | { readonly tag: 'subscribe' }
  | { readonly tag: 'reconcile' }
  | { readonly tag: 'drain' }
  | { readonly tag: 'close' }
  | { readonly tag: 'wait'; readonly generation: number; readonly delayMs: number }
  | { readonly tag: 'stop-waiting' }
  /** The input changed nothing. */
  | { readonly tag: 'ignored'; readonly because: 'stale-generation' | 'not-expected' };
