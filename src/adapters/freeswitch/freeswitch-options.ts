import type { EventWakerOptions } from '../../esl/event-waker.ts';
import type { InboundClientOptions } from '../../esl/inbound-client.ts';
import type { GatewayBook } from './dial-string.ts';
import type { LoadChange } from './load-gate.ts';

/** What one node is reached by and what it is told. */
export interface FreeswitchOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Directory of the prompts as the switch sees it; `null`: the one that the switch itself names (`axbridge_sounds`). */
  readonly soundsDirectory: () => string | null;
  /** Where the switch leaves recordings, as it sees it; `null`: it records nothing. */
  readonly recordingsDirectory: () => string | null;
  readonly book: () => GatewayBook;
  /** How the link behaves; the defaults suit a switch on the same machine. */
  readonly link?: Partial<
    Pick<InboundClientOptions, 'commandDeadlineMs' | 'heartbeatDeadlineMs' | 'backoff' | 'timers' | 'open'>
  >;
  /** After so long a silence the switch is asked whether it is there; not at all unless told. */
  readonly probeAfterMs?: number;
  /** Whether calls are refused while more come than the switch can set up; not at all unless told. Read some ten times a second. */
  readonly refusesOverload?: () => boolean;
  /** Told when that begins and ends. */
  readonly onLoad?: (change: LoadChange) => void;
  /** Told of each call that was refused by it. */
  readonly onRefused?: () => void;
  /** How the switch is woken while there is traffic. */
  readonly waking?: Pick<EventWakerOptions, 'intervalMs' | 'activeForMs'>;
  readonly random: () => number;
  /** Told of what should not happen but harms no call: an order or an event that made no sense. */
  readonly onOddity: (what: string, error: unknown) => void;
}
