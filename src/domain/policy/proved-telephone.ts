import { type LifeFields, lifeAt } from '../binding/binding-life.ts';
import type { Parties } from '../binding/binding-record.ts';
import type { EpochMs } from '../instant.ts';
import type { RealNumber } from '../number/real-number.ts';
import type { Secret } from '../secret.ts';
import type { CallPolicy } from './call-policy.ts';

/** A telephone from which a party proved by its PIN that it is the party. */
export interface ProvedTelephone {
  readonly side: 'a' | 'b';
  readonly telephone: RealNumber;
  /** The PIN that was right: when it is that of the party no more, nothing was proved. */
  readonly pin: Secret;
}

/** So many telephones are remembered of one party; from further ones the PIN is wanted each time. */
export const MAX_TELEPHONES = 8;

/** True when the binding, as it is now, takes the telephone for one of its party. */
export function remembersTelephone(
  life: LifeFields,
  { a, b, policy: { strangers } }: Parties & { readonly policy: CallPolicy },
  { side, telephone, pin }: ProvedTelephone,
  at: EpochMs,
): boolean {
  if (lifeAt(life, at) !== 'live' || strangers?.remember !== true) return false;
  if (a.equals(telephone) || b?.equals(telephone) === true) return false;
  return strangers.pins[side]?.equals(pin) === true;
}
