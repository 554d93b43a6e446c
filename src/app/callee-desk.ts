import type { BindingId } from '../domain/binding/binding.ts';
import { isOpenMode } from '../domain/binding/binding-mode.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { printInstant } from '../domain/instant-text.ts';
import type { BindingStore } from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import { readCallee, readExpiry } from './bind-reading.ts';
import type { CalleeInput, CalleeOperations, CalleeView } from './operations.ts';
import { shownNumber } from './views.ts';

export interface CalleeDeskOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly clock: Clock;
}

/** Whom A of an open binding reaches for a while, before anybody else. */
export class CalleeDesk implements CalleeOperations {
  readonly #options: CalleeDeskOptions;

  constructor(options: CalleeDeskOptions) {
    this.#options = options;
  }

  /** @throws AxbridgeError `binding-not-found`, `binding-ended`, `mode-unfit`, `number-invalid`, `number-barred`, `same-party`, `input-invalid` */
  async setCallee(input: CalleeInput): Promise<CalleeView> {
    const { store, reader, clock } = this.#options;
    const at = clock.now();
    const number = readCallee(reader, 'callee', input.callee);
    const until = readExpiry('until', input.until, at);
    if (until === null) throw new AxbridgeError('input-invalid', 'until: a callee for a while needs an end');
    const binding = store.binding(input.id as BindingId);
    if (binding?.a.equals(number) === true)
      throw new AxbridgeError('same-party', 'callee: A cannot be called by A');
    await this.#set(input.id, { number, at: until }, at);
    return { id: input.id, callee: shownNumber(number, false), until: printInstant(until) };
  }

  /** One that is not there is no error. @throws AxbridgeError as `setCallee` */
  async clearCallee(input: { id: number }): Promise<null> {
    await this.#set(input.id, null, this.#options.clock.now());
    return null;
  }

  async #set(
    id: number,
    callee: Parameters<BindingStore['setTemporaryCallee']>[1],
    at: number,
  ): Promise<void> {
    const { store } = this.#options;
    const binding = store.binding(id as BindingId);
    if (binding === null) throw new AxbridgeError('binding-not-found');
    if (!isOpenMode(binding.mode))
      throw new AxbridgeError('mode-unfit', `mode ${binding.mode} has no callee for a while`);
    const result = await store.setTemporaryCallee(binding.id, callee, at);
    if (!result.ok)
      throw new AxbridgeError(result.reason === 'not-found' ? 'binding-not-found' : 'binding-ended');
  }
}
