import type { Cast } from './cast.ts';
import type { Pace } from './pace.ts';
import type { SipPeer } from './sip-socket.ts';
import type { UserAgent } from './user-agent.ts';

/** Where calls are played: the switch under test, and the carriers around it. */
export interface Stage {
  readonly cast: Cast;
  readonly country: string;
  /** Where callers send their calls. */
  readonly switchPeer: SipPeer;
  /** The carrier that callers are at. */
  readonly origin: UserAgent;
  /** The gateways of the switch, in the order in which it tries them. */
  readonly gateways: readonly UserAgent[];
  /** The number as callers' carriers write it. */
  readonly from: (national: string) => string;
  /** How long anything may take that is waited for. */
  readonly patienceMs: number;
  /** Holds calls back where there would be too many; unless told, nothing does. */
  readonly pace?: Pace;
  /**
   * Nobody protects anybody: what else happens than planned is no fault. Then the number that a side puts into places is this one of its
   * two, so that what a place gives away is told from what such a switch tells by itself.
   */
  readonly unprotected?: { readonly told: (national: string) => string };
}

/** Addresses of the two telephones, behind their carriers: nobody is there. */
export const TELEPHONES = { caller: '127.0.41.1', callee: '127.0.42.1' } as const;

/** Waits for something. @throws StageError that says what did not happen */
export async function soon<Result>(
  what: string,
  promise: Promise<Result>,
  { patienceMs }: Pick<Stage, 'patienceMs'>,
): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new StageError(`did not happen: ${what}`)), patienceMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A call that did not go as planned. */
export class StageError extends Error {
  override readonly name = 'StageError';
}
