import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { EpochMs } from '../../src/domain/instant.ts';

export type Side = 'a' | 'b';
export type Pins = Readonly<Record<Side, string | null>>;

/** A binding as the model knows it; parties by their places, all on one X. */
export interface Pinned {
  readonly id: BindingId;
  a: number;
  b: number;
  pins: Pins;
  withheld: boolean;
  otherPhone: boolean;
  remember: boolean;
  readonly attempts: number;
  /** It took PINs at some time: while it lives no other does. */
  claims: boolean;
  expiresAt: EpochMs;
  releasedAt: EpochMs | null;
  wrong: number;
  lockedUntil: EpochMs;
  readonly telephones: Map<number, Side>;
}

export const LOCK_OUT_MS = 20;

/** Who a call reaches, or what becomes of it. */
export type Reached =
  | { readonly by: Pinned; readonly party: number; readonly proved: Side | null }
  | 'ask'
  | 'locked'
  | 'nobody';

/** Everything that was ever bound on the one X, and what was keyed. Written apart from the domain. */
export class PinModel {
  readonly all: Pinned[] = [];
  add(pinned: Pinned): void {
    this.all.push(pinned);
  }

  live(at: EpochMs): readonly Pinned[] {
    return this.all.filter(({ releasedAt, expiresAt }) => releasedAt === null && at < expiresAt);
  }

  /** @param caller `null` when the number is withheld @param keyed digits, `''` for none, `null` before the question */
  reached(caller: number | null, keyed: string | null, at: EpochMs): Reached {
    const live = this.live(at);
    const own = live.filter(({ a, b }) => caller !== null && (a === caller || b === caller));
    if (own.length > 1) throw new Error(`party ${caller} is bound twice`);
    const [mine] = own;
    if (mine !== undefined) return { by: mine, party: mine.a === caller ? mine.b : mine.a, proved: null };
    const taking = live.filter(({ withheld, otherPhone }) => withheld || otherPhone);
    if (taking.length > 1) throw new Error('a caller could be asked for the PIN of two bindings');
    const [by] = taking;
    if (by === undefined || !(caller === null ? by.withheld : by.otherPhone)) return 'nobody';
    const known = caller !== null && by.remember ? by.telephones.get(caller) : undefined;
    if (known !== undefined) return { by, party: peer(by, known), proved: known };
    if (by.pins.a === null && by.pins.b === null) return 'nobody';
    if (at < by.lockedUntil) return 'locked';
    const side = (['a', 'b'] as const).find((one) => keyed !== null && by.pins[one] === keyed);
    return side === undefined ? 'ask' : { by, party: peer(by, side), proved: side };
  }

  /** A PIN that is nobody's was keyed. */
  wrong(by: Pinned, at: EpochMs): void {
    by.wrong += 1;
    if (by.wrong % by.attempts !== 0) return;
    const doubled = LOCK_OUT_MS * 2 ** (by.wrong / by.attempts - 1);
    by.lockedUntil = Math.max(by.lockedUntil, at + Math.min(doubled, 86_400_000));
  }

  /** Telephones that proved themselves by a PIN which is not that of their party any more. */
  forgetTelephones(by: Pinned, side: Side): void {
    for (const [telephone, of] of by.telephones) if (of === side) by.telephones.delete(telephone);
  }
}

function peer({ a, b }: Pinned, side: Side): number {
  return side === 'a' ? b : a;
}
