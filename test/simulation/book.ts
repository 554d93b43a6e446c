import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import type { EndedTalk } from '../../src/domain/binding/binding-use.ts';
import type { Contact } from '../../src/domain/call/route-facts.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type {
  Amendment,
  AmendResult,
  BindingStore,
  BindResult,
  ReleaseResult,
} from '../../src/ports/binding-store.ts';
import { isInGrace, isLive, isOpen, type Known, ModeModel, type Outcome } from '../store/mode-model.ts';
import type { Group } from '../store/mode-steps.ts';
import type { Commit } from './disk.ts';
import { numberOf, personOf } from './numbers.ts';

type RoutedArguments = Parameters<BindingStore['callRouted']>;

/**
 * Who may be connected with whom, written apart from the product: it reads what was committed, in that order, and says for any caller,
 * number and instant who must be reached and what he sees. It throws when a commit gives a number to somebody who may not have it.
 */
export class Book {
  readonly #model: ModeModel;
  readonly #revisions = new Map<BindingId, number>();
  /** Bindings that were committed. */
  bound = 0;

  constructor(coolDownMs: number) {
    this.#model = new ModeModel(coolDownMs);
  }

  get all(): readonly Known[] {
    return this.#model.all;
  }

  find(id: number): Known | undefined {
    return this.#model.find(id as BindingId);
  }

  live(at: EpochMs): readonly Known[] {
    return this.#model.all.filter((known) => isLive(known, at));
  }

  reached(caller: number, number: number, digits: string | null, at: EpochMs): Outcome {
    return this.#model.reached(caller, number, digits, at);
  }

  take({ name, arguments: args, result }: Commit): void {
    const [first, second, third] = args;
    const id = first as BindingId;
    const at = third as EpochMs;
    if (name === 'bind') this.#bind(first as BindRequest, result as BindResult);
    if (name === 'release') this.#release(id, at, result as ReleaseResult);
    if (name === 'amend') this.#amend(id, second as Amendment, at, result as AmendResult);
    if (name === 'callRouted') this.#routed(args as RoutedArguments);
    if (name === 'callEnded') this.#ended(id, second as EpochMs, third as EndedTalk | undefined);
    if (name === 'setTemporaryCallee') this.#callee(id, second as Contact | null, result as ReleaseResult);
    if (name === 'putGroup')
      this.#model.putGroup(first as Group, (second as readonly RealNumber[]).map(personOf));
  }

  /** What the store has forgotten is forgotten here too. */
  forget(isForgotten: (id: BindingId) => boolean, endedBefore: EpochMs, at: EpochMs): void {
    for (const known of this.live(at))
      if (isForgotten(known.id)) throw new Error(`binding ${known.id} lives and was forgotten`);
    this.#model.forget(({ id }) => isForgotten(id));
    this.#model.forgetFormer(endedBefore, at);
  }

  #bind(request: BindRequest, result: BindResult): void {
    if (!result.ok) return;
    this.bound += 1;
    const fresh = knownOf(request, result.binding);
    const known = this.#model.find(result.binding.id);
    if (result.existing !== (known !== undefined))
      throw new Error('what is called new and what is new differ');
    if (known === undefined) {
      this.#model.add(fresh, request.at);
      return;
    }
    if (!isLive(known, request.at)) throw new Error(`binding ${known.id} had ended and was renewed`);
    const { expiresAt, afterCallMs, slidingMs, callBackMs, remembersCallers } = fresh;
    const { graceMs, maxCalls, releaseAfterCalls } = fresh;
    Object.assign(known, { expiresAt, afterCallMs, slidingMs, callBackMs, remembersCallers });
    Object.assign(known, { graceMs, maxCalls, releaseAfterCalls, afterCallReleaseAt: null });
    if (isOpen(known)) known.b = fresh.b;
  }

  #release(id: BindingId, at: EpochMs, { ok }: ReleaseResult): void {
    const known = this.#model.find(id);
    if (known !== undefined && ok) known.releasedAt = at;
  }

  #amend(id: BindingId, { a, b, mode, expiresAt }: Amendment, at: EpochMs, result: AmendResult): void {
    const known = this.#model.find(id);
    if (!result.ok || known === undefined) return;
    if (!isLive(known, at)) throw new Error(`binding ${id} had ended and was changed`);
    const changed = { ...known, afterCallReleaseAt: null };
    if (a !== undefined) changed.a = personOf(a);
    if (b !== undefined) changed.b = b === null ? null : personOf(b);
    if (mode !== undefined) changed.mode = mode;
    if (expiresAt !== undefined) changed.expiresAt = expiresAt;
    if (changed.a !== known.a) Object.assign(changed, { lastCaller: null, callee: null });
    this.#model.amend(known, changed, at);
    this.#revisions.set(id, result.binding.revision);
  }

  #routed([id, at, caller, isCounted, revision]: RoutedArguments): void {
    const known = this.#model.find(id);
    if (known === undefined) return;
    const { calls } = known;
    if (this.#isOfNow(id, revision))
      this.#model.routed(known, caller === null ? known.a : personOf(caller), at);
    // It counts as its policy was when it began.
    known.calls = calls + (isCounted === true ? 1 : 0);
  }

  #ended(id: BindingId, at: EpochMs, talk: EndedTalk | undefined): void {
    const known = this.#model.find(id);
    if (known === undefined) return;
    if (talk?.isCounted === true) known.answeredCalls += 1;
    if (!this.#isOfNow(id, talk?.revision)) return;
    const stands = isLive(known, at) || isInGrace(known, at);
    if (known.afterCallMs !== null && isLive(known, at))
      known.afterCallReleaseAt = Math.max(known.afterCallReleaseAt ?? 0, at + known.afterCallMs);
    const most = talk?.releaseAfterCalls ?? null;
    if (most !== null && known.answeredCalls >= most && stands) known.releasedAt = at;
  }

  #callee(id: BindingId, callee: Contact | null, { ok }: ReleaseResult): void {
    const known = this.#model.find(id);
    if (known === undefined || !ok) return;
    known.callee = callee === null ? null : { party: personOf(callee.number), at: callee.at };
  }

  #isOfNow(id: BindingId, revision: number | undefined): boolean {
    return revision === undefined || revision === (this.#revisions.get(id) ?? 0);
  }
}

/** Numbers of the request are what was asked for; X, Y, extension and id are what the store chose. */
function knownOf(request: BindRequest, binding: Binding): Known {
  const { a, b, mode, group, expiresAt, afterCallMs, slidingMs, details, at } = request;
  const { graceMs = 0, quota, releaseAfterCalls = null } = details.policy;
  return {
    id: binding.id,
    mode,
    a: personOf(a),
    b: b === null ? null : personOf(b),
    x: numberOf(binding.x),
    y: binding.y === null ? null : numberOf(binding.y),
    extension: binding.extension,
    group: group as Group | null,
    createdAt: at,
    expiresAt,
    afterCallMs,
    slidingMs,
    callBackMs: details.callBackMs,
    remembersCallers: details.remembersCallers,
    graceMs,
    maxCalls: quota?.calls ?? null,
    releaseAfterCalls,
    calls: 0,
    answeredCalls: 0,
    afterCallReleaseAt: null,
    releasedAt: null,
    passed: new Set(),
    lastCaller: null,
    callee: null,
  };
}
