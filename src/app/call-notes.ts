import type { CallAction } from '../domain/call/call-action.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRouter } from './call-router.ts';

/** What is to be remembered of a call. */
export type NoteAction = Extract<
  CallAction,
  { do: 'note-routed' | 'note-pool-call' | 'note-wrong-pin' | 'remember-telephone' | 'note-ended' }
>;

export interface CallNotesOptions {
  readonly store: BindingStore;
  readonly router: CallRouter;
  readonly clock: Clock;
}

/** Writes down what is to be remembered: in the store, and what counts for a minute only in memory. */
export class CallNotes {
  readonly #options: CallNotesOptions;

  constructor(options: CallNotesOptions) {
    this.#options = options;
  }

  /** Resolves when the store has it. */
  async take(action: NoteAction): Promise<void> {
    const { store, router, clock } = this.#options;
    const at = clock.now();
    switch (action.do) {
      case 'note-routed': {
        const { binding, revision, caller, quota } = action;
        if (quota !== null && quota.callsAMinute !== null) router.noteCall(binding, caller, at);
        const isCounted = quota !== null && quota.calls !== null;
        return store.callRouted(binding, at, caller, isCounted, revision);
      }
      case 'note-pool-call':
        router.notePoolCall(action.pool, action.caller, at);
        return;
      case 'note-wrong-pin':
        return router.noteWrongPin(action.binding, store.wrongPin(action.binding, at));
      case 'remember-telephone':
        return store.rememberTelephone(action.binding, action.proved, at);
      case 'note-ended':
        return store.callEnded(action.binding, at, action.talk);
    }
  }
}
