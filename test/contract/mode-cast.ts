import { expect } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { Binding, BindingId } from '../../src/domain/binding/binding.ts';
import type { BindingMode } from '../../src/domain/binding/binding-mode.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import type { RealNumber } from '../../src/domain/number/real-number.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { KeyingWay, SwitchWorld } from '../support/switch-world.ts';
import { bound, HOUR, party, wish, x } from './binding-store.fixtures.ts';
import type { ModeBench } from './mode-bench.ts';
import { ModeCall, type Refusal } from './mode-call.ts';

const PARTIES_EACH = 10;
const FIRST_NUMBER = 10;
const NUMBERS_EACH = 2;

/** The people and numbers of one test: nobody else calls them. */
export class Cast {
  readonly a: RealNumber;
  readonly b: RealNumber;
  readonly c: RealNumber;
  readonly d: RealNumber;
  readonly e: RealNumber;
  readonly x: PrivacyNumber;
  readonly y: PrivacyNumber;
  readonly group: string;
  readonly #bench: ModeBench<SwitchWorld>;

  constructor(bench: ModeBench<SwitchWorld>, serial: number) {
    const person = (place: number): RealNumber => party(serial * PARTIES_EACH + place);
    this.#bench = bench;
    this.a = person(0);
    this.b = person(1);
    this.c = person(2);
    this.d = person(3);
    this.e = person(4);
    this.x = x(FIRST_NUMBER + serial * NUMBERS_EACH);
    this.y = x(FIRST_NUMBER + serial * NUMBERS_EACH + 1);
    this.group = `group-${serial}`;
  }

  get people(): readonly RealNumber[] {
    return [this.a, this.b, this.c, this.d, this.e];
  }

  get store(): BindingStore {
    return this.#bench.desk.store;
  }

  /** A and B on X (and Y) for a day, unless told otherwise. */
  async bind(mode: BindingMode, changes: Partial<BindRequest> = {}): Promise<Binding> {
    const { a, b, x: number } = this;
    const y = mode === 'axyb' ? this.y : null;
    const wanted = wish({ mode, a, b, pool: 'modes', x: number, y, at: Date.now(), ...changes });
    return bound(await this.store.bind(wanted));
  }

  async release(id: BindingId): Promise<void> {
    expect(await this.store.release(id, 'requested', Date.now())).toMatchObject({ ok: true });
  }

  /** Whom A reaches for the next hour; `null` ends that. */
  async setCallee(id: BindingId, number: RealNumber | null): Promise<void> {
    const at = Date.now();
    const callee = number === null ? null : { number, at: at + HOUR };
    expect(await this.store.setTemporaryCallee(id, callee, at)).toMatchObject({ ok: true });
  }

  /** Somebody dials a privacy number. */
  async dials(from: RealNumber, on = this.x, keying: KeyingWay = 'telephone-events'): Promise<ModeCall> {
    const { world, desk } = this.#bench;
    const before = desk.log.lines.length;
    const phone = await world.callIn('west', from.reveal().slice(2), on.slice(3), keying);
    return new ModeCall(this.#bench, { phone, from, on, before });
  }

  /** A whole call: the callee sees the number that was dialled, unless told otherwise; both talk; the caller hangs up. */
  async reaches(from: RealNumber, to: RealNumber, on = this.x, shown = on): Promise<void> {
    const call = await this.dials(from, on);
    const callee = await call.rings(to, shown);
    let wasAnswered = false;
    void call.phone.answered.then((answered) => {
      wasAnswered = answered;
    });
    await call.phone.ringing;
    expect(wasAnswered).toBe(false);
    await call.talks(callee);
    expect(call.phone.heard()).toEqual([]);
  }

  /** As `reaches`, for a caller who must key an extension. */
  async reachesByKeys(from: RealNumber, digits: string, to: RealNumber): Promise<void> {
    const call = await this.dials(from);
    await call.asked();
    await call.phone.key(digits);
    await call.talks(await call.rings(to, this.x));
  }

  async isRefused(from: RealNumber, refusal: Refusal, on = this.x): Promise<void> {
    const call = await this.dials(from, on);
    await call.isRefused(refusal);
  }
}
