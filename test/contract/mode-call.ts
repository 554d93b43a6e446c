import { expect } from 'vitest';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CalledPhone, CallingPhone, SwitchWorld } from '../support/switch-world.ts';
import { moment } from './desk-bench.ts';
import type { ModeBench } from './mode-bench.ts';
import { reading } from './switch-bench.ts';

/** How a call is refused. */
export interface Refusal {
  /** As our records say it. */
  readonly reason: string;
  /** What the caller hears; it has the name of the reason unless told otherwise. */
  readonly prompt?: string;
  /** The cause with which the switch ends the leg. */
  readonly cause: string;
  /** What the caller's network gets (SIP); `null` when the caller had been answered. */
  readonly status: number | null;
}

interface Dialled {
  readonly phone: CallingPhone;
  readonly from: RealNumber;
  readonly on: PrivacyNumber;
  /** Lines in the log before the call. */
  readonly before: number;
}

/** A call from the moment in which somebody has dialled. */
export class ModeCall {
  readonly phone: CallingPhone;
  readonly #bench: ModeBench<SwitchWorld>;
  readonly #dialled: Dialled;

  constructor(bench: ModeBench<SwitchWorld>, dialled: Dialled) {
    this.#bench = bench;
    this.#dialled = dialled;
    this.phone = dialled.phone;
  }

  /** Resolves when the caller is answered and asked for an extension for the n-th time. */
  async asked(nth = 1): Promise<void> {
    expect(await this.phone.answered).toBe(true);
    await reading(this.#bench.desk.port, await this.#leg(), `extension.${nth}`);
  }

  /** The callee's telephone rings and shows the number. */
  async rings(callee: RealNumber, shown: PrivacyNumber): Promise<CalledPhone> {
    const phone = await this.#bench.called(callee);
    expect(phone.shown).toBe(shown.slice(1));
    phone.ring();
    return phone;
  }

  /** The callee picks up, both talk, and the end of the one is the end of the other. */
  async talks(callee: CalledPhone, firstToHangUp: 'caller' | 'callee' = 'caller'): Promise<void> {
    const leg = await this.#leg();
    callee.pickUp();
    expect(await this.phone.answered).toBe(true);
    await this.#bench.ear.fact('answered', (fact) => fact.leg !== leg && fact.call === (leg as string));
    const [first, other] = firstToHangUp === 'caller' ? [this.phone, callee] : [callee, this.phone];
    first.hangUp();
    expect(await other.ended).toEqual({ by: 'there', status: null });
    await this.ends('answered');
  }

  /** The caller hears why, and the switch hangs up. */
  async isRefused({ reason, prompt = reason, cause, status }: Refusal): Promise<void> {
    const leg = await this.#leg();
    expect(await this.phone.ended).toEqual({ by: 'there', status });
    expect(this.phone.heard()).toContain(`en/${prompt}`);
    await this.ends(reason);
    const { cause: ended } = await this.#bench.ear.fact('leg-ended', (fact) => fact.leg === leg);
    expect(ended).toBe(cause);
  }

  /** The call is over, as our records say it. */
  async ends(outcome: string): Promise<void> {
    expect(await this.#outcome()).toBe(outcome);
  }

  async #leg(): Promise<LegId> {
    const { from, on, before } = this.#dialled;
    const began = await this.#line(before, 'call', ({ from: was, caller, x }) => {
      return was === 'new' && x === on && caller instanceof RealNumber && caller.equals(from);
    });
    return began['call'] as LegId;
  }

  async #outcome(): Promise<unknown> {
    const leg = await this.#leg();
    return (await this.#line(this.#dialled.before, 'call ended', ({ call }) => call === leg))['outcome'];
  }

  /** The first such line of the log. */
  async #line(
    after: number,
    message: string,
    holds: (fields: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const lines = this.#bench.desk.log.lines.slice(after);
      const found = lines.find((line) => line.message === message && holds({ ...line.fields }));
      if (found !== undefined) return { ...found.fields };
      await moment();
    }
  }
}
