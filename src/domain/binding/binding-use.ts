import type { EpochMs } from '../instant.ts';
import type { BindingTerms, ReleaseReason } from './binding.ts';
import { expiryAfterRouting, type GraceFields, isInGrace, lifeAt, releaseAfterCall } from './binding-life.ts';

/** How much a binding was used, as far as its policy wanted that counted. */
export interface BindingUse {
  /** Calls that went out on it, answered or not. */
  readonly calls: number;
  /** Calls that were answered and have ended. */
  readonly answeredCalls: number;
  /** How long they lasted altogether, in milliseconds. */
  readonly talkMs: number;
}

export const UNUSED: BindingUse = { calls: 0, answeredCalls: 0, talkMs: 0 };

/** A call that goes out on a binding. */
export interface RoutedCall {
  /** A quota counts it. */
  readonly isCounted: boolean;
  /** Of the binding when the call began; left out when it does not matter. */
  readonly revision?: number | undefined;
}

/** An answered call that has ended, as its binding's policy looks at it. */
export interface EndedTalk {
  readonly talkMs: number;
  /** The policy limits or ends something by it. */
  readonly isCounted: boolean;
  /** The binding is released when so many have ended; `null` it is not. */
  readonly releaseAfterCalls: number | null;
  /** Of the binding when the call began; left out when it does not matter. */
  readonly revision?: number;
}

/** Of which nothing but the end matters. */
export const UNCOUNTED_TALK: EndedTalk = { talkMs: 0, isCounted: false, releaseAfterCalls: null };

interface Used extends GraceFields, BindingTerms {
  readonly revision: number;
  readonly releaseReason: ReleaseReason | null;
  readonly use: BindingUse;
}

/**
 * False for a call that began when the binding was of other parties: it counts, for it was one on the binding, but it moves no expiry,
 * starts no timer, releases nothing and is nobody's last call. The parties of now have not talked.
 */
export function isOfNow(binding: { readonly revision: number }, revision: number | undefined): boolean {
  return revision === undefined || revision === binding.revision;
}

/** A binding on which a call goes out. */
export function afterRouting<B extends Used>(
  binding: B,
  at: EpochMs,
  { isCounted, revision }: RoutedCall,
): B {
  const { use } = binding;
  return {
    ...binding,
    expiresAt: isOfNow(binding, revision) ? expiryAfterRouting(binding, at) : binding.expiresAt,
    use: isCounted ? { ...use, calls: use.calls + 1 } : use,
  };
}

/** A binding on which people have talked. The last of the calls that it is for ends it, also in its grace. */
export function afterTalk<B extends Used>(binding: B, at: EpochMs, talk: EndedTalk): B {
  const { releaseAfterCalls } = talk;
  const use = talk.isCounted ? withTalk(binding.use, talk.talkMs) : binding.use;
  if (!isOfNow(binding, talk.revision)) return { ...binding, use };
  const ended = { ...binding, afterCallReleaseAt: releaseAfterCall(binding, at), use };
  const isSpent = releaseAfterCalls !== null && use.answeredCalls >= releaseAfterCalls;
  const isOpen = lifeAt(binding, at) === 'live' || isInGrace(binding, at);
  return isSpent && isOpen ? { ...ended, releasedAt: at, releaseReason: 'calls-used' } : ended;
}

function withTalk({ calls, answeredCalls, talkMs }: BindingUse, moreMs: number): BindingUse {
  return { calls, answeredCalls: answeredCalls + 1, talkMs: talkMs + Math.max(0, moreMs) };
}
