import type { Binding } from '../domain/binding/binding.ts';
import { isOpenTo } from '../domain/binding/binding-life.ts';
import { UNUSED } from '../domain/binding/binding-use.ts';
import type { CallMark } from '../domain/call/call-mark.ts';
import type { CallSubject } from '../domain/call/call-state.ts';
import { NOT_RECORDED, recordingPlan } from '../domain/call/recording-plan.ts';
import { voiceOf } from '../domain/call/take-route.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import { limitedByUse } from '../domain/policy/admission.ts';
import { NO_POLICY, withoutParty } from '../domain/policy/call-policy.ts';
import { policyOn } from '../domain/policy/policy-level.ts';
import type { PromptLanguage } from '../domain/pool/pool.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RecordingPermit } from '../ports/recording-space.ts';
import type { CallRouter } from './call-router.ts';

export interface CallSubjectsOptions {
  readonly store: BindingStore;
  readonly router: CallRouter;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the prompts where no pool says which. */
  readonly language: () => PromptLanguage;
  readonly recordingPermit?: RecordingPermit;
}

/** What the store knows of a call that only its mark is known of. A store that does not answer is told to the log, not to the call. */
export class CallSubjects {
  readonly #options: CallSubjectsOptions;

  constructor(options: CallSubjectsOptions) {
    this.#options = options;
  }

  /** Without a callee where the store does not name one: such a call can only end. */
  of(mark: CallMark): CallSubject {
    const { store, router, language } = this.#options;
    try {
      const binding = mark.binding === null ? null : store.binding(mark.binding);
      const { first, callee } = partiesOf(mark, binding);
      const own = binding?.details.policy ?? NO_POLICY;
      const shown = mark.showsFirst === true ? (first ?? mark.x) : mark.x;
      const number = router.number(mark.x);
      const ofBinding = isOfNow(mark, binding) ? own : withoutParty(withoutParty(own, 'a'), 'b');
      const inUse = number === null ? ofBinding : policyOn(number, ofBinding);
      const policy = limitedByUse(inUse, binding?.use ?? UNUSED);
      const recording = recordingPlan(inUse, this.mayRecord());
      return { mark, callee, shown, policy, recording, voice: voiceOf(number, language()) };
    } catch (error) {
      this.#complain(mark, error);
      const nothing = { policy: NO_POLICY, recording: NOT_RECORDED };
      return { mark, callee: null, shown: mark.x, ...nothing, voice: voiceOf(null, language()) };
    }
  }

  /** Without a permit to ask for there is room. */
  mayRecord(): boolean {
    return this.#options.recordingPermit?.mayRecord() ?? true;
  }

  /** True while the one who came first may call on the binding, and it is of the same parties: somebody else may still be called. */
  isBound(mark: CallMark): boolean {
    if (mark.binding === null) return false;
    try {
      const binding = this.#options.store.binding(mark.binding);
      return isOfNow(mark, binding) && isOpenTo(binding, mark.firstSide, this.#options.clock.now());
    } catch (error) {
      this.#complain(mark, error);
      return false;
    }
  }

  #complain({ call }: CallMark, error: unknown): void {
    this.#options.log.error({ call, err: error }, "a call's binding could not be looked up");
  }
}

/** The parties of the binding are those of the call. */
function isOfNow({ revision = 0 }: CallMark, binding: Binding | null): binding is Binding {
  return binding?.revision === revision;
}

/** Who came first and who is to be reached, as far as the store knows. Of parties that were changed since it knows nothing. */
function partiesOf(
  mark: CallMark,
  binding: Binding | null,
): { readonly first: RealNumber | null; readonly callee: RealNumber | null } {
  if (!isOfNow(mark, binding)) return { first: null, callee: null };
  const { a, b } = binding;
  return mark.firstSide === 'a' ? { first: a, callee: b } : { first: b, callee: a };
}
