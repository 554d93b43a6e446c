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

/** An answered call that has ended, as its binding's policy looks at it. */
export interface EndedTalk {
  readonly talkMs: number;
  /** The policy limits or ends something by it. */
  readonly isCounted: boolean;
  /** The binding is released when so many have ended; `null` it is not. */
  readonly releaseAfterCalls: number | null;
}

/** Of which nothing but the end matters. */
export const UNCOUNTED_TALK: EndedTalk = { talkMs: 0, isCounted: false, releaseAfterCalls: null };

interface Used extends GraceFields, BindingTerms {
  readonly releaseReason: ReleaseReason | null;
  readonly use: BindingUse;
}

/** A binding on which a call goes out. */
export function afterRouting<B extends Used>(binding: B, at: EpochMs, isCounted: boolean): B {
  const { use } = binding;
  return {
    ...binding,
    expiresAt: expiryAfterRouting(binding, at),
    use: isCounted ? { ...use, calls: use.calls + 1 } : use,
  };
}

/** A binding on which people have talked. The last of the calls that it is for ends it, also in its grace. */
export function afterTalk<B extends Used>(binding: B, at: EpochMs, talk: EndedTalk): B {
  const { releaseAfterCalls } = talk;
  const use = talk.isCounted ? withTalk(binding.use, talk.talkMs) : binding.use;
  const ended = { ...binding, afterCallReleaseAt: releaseAfterCall(binding, at), use };
  const isSpent = releaseAfterCalls !== null && use.answeredCalls >= releaseAfterCalls;
  const isOpen = lifeAt(binding, at) === 'live' || isInGrace(binding, at);
  return isSpent && isOpen ? { ...ended, releasedAt: at, releaseReason: 'calls-used' } : ended;
}

function withTalk({ calls, answeredCalls, talkMs }: BindingUse, moreMs: number): BindingUse {
  return { calls, answeredCalls: answeredCalls + 1, talkMs: talkMs + Math.max(0, moreMs) };
}
