import type { BindingId } from '../../domain/binding/binding.ts';
import type { Contact } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { RealNumber } from '../../domain/number/real-number.ts';
import { MAX_TELEPHONES } from '../../domain/policy/proved-telephone.ts';
import type { NumberId } from '../../domain/pool/number-catalogue.ts';
import { type Group, type GroupResult, MAX_GROUP_MEMBERS } from '../../ports/binding-store.ts';

type Side = 'a' | 'b';

const SIDES = ['a', 'b'] as const;

/** The numbers that come and go while a binding or a group lives. */
export class KeptNumbers {
  readonly lastCallers = new Map<BindingId, Contact>();
  readonly temporaryCallees = new Map<BindingId, Contact>();
  readonly #putThrough = new Map<string, { readonly binding: BindingId; readonly at: EpochMs }>();
  /** By binding and side. */
  readonly #telephones = new Map<string, Set<string>>();
  readonly #groups = new Map<string, ReadonlyMap<string, RealNumber>>();

  rememberPutThrough(x: NumberId, caller: RealNumber, binding: BindingId, at: EpochMs): void {
    this.#putThrough.set(`${x} ${caller.reveal()}`, { binding, at });
  }

  putThrough(x: NumberId, caller: RealNumber): { readonly binding: BindingId; readonly at: EpochMs } | null {
    return this.#putThrough.get(`${x} ${caller.reveal()}`) ?? null;
  }

  /** The party that proved by a PIN that this is a telephone of its own. */
  sideOf(binding: BindingId, telephone: RealNumber): Side | null {
    return SIDES.find((side) => this.#telephones.get(`${binding} ${side}`)?.has(telephone.reveal())) ?? null;
  }

  rememberTelephone(binding: BindingId, side: Side, telephone: RealNumber): void {
    const known = this.#telephones.get(`${binding} ${side}`) ?? new Set<string>();
    if (known.size >= MAX_TELEPHONES) return;
    this.#telephones.get(`${binding} ${side === 'a' ? 'b' : 'a'}`)?.delete(telephone.reveal());
    this.#telephones.set(`${binding} ${side}`, known.add(telephone.reveal()));
  }

  forgetTelephones(binding: BindingId, sides: readonly Side[]): void {
    for (const side of sides) this.#telephones.delete(`${binding} ${side}`);
  }

  /** Of a binding that is forgotten. */
  forget(binding: BindingId): void {
    this.forgetCallers(binding);
    this.forgetTelephones(binding, SIDES);
  }

  /** Who called A, whom it reaches for a while, and who keyed its extension. */
  forgetCallers(binding: BindingId): void {
    this.lastCallers.delete(binding);
    this.temporaryCallees.delete(binding);
    for (const [key, kept] of this.#putThrough) if (kept.binding === binding) this.#putThrough.delete(key);
  }

  hasGroup(name: string): boolean {
    return this.#groups.has(name);
  }

  isMember(name: string, party: RealNumber): boolean {
    return this.#groups.get(name)?.has(party.reveal()) === true;
  }

  members(name: string): readonly RealNumber[] | null {
    const members = this.#groups.get(name);
    return members === undefined ? null : [...members.values()];
  }

  groups(prefix: string): readonly Group[] {
    const names = [...this.#groups.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.map((name) => ({ name, members: this.#groups.get(name)?.size ?? 0 }));
  }

  putGroup(name: string, members: readonly RealNumber[]): GroupResult {
    if (members.length > MAX_GROUP_MEMBERS) return { ok: false, reason: 'group-too-large' };
    return this.#setGroup(name, new Map(members.map((member) => [member.reveal(), member])));
  }

  changeGroup(name: string, add: readonly RealNumber[], remove: readonly RealNumber[]): GroupResult {
    const group = this.#groups.get(name);
    if (group === undefined) return { ok: false, reason: 'group-unknown' };
    const members = new Map(group);
    for (const one of remove) members.delete(one.reveal());
    for (const one of add) members.set(one.reveal(), one);
    return members.size > MAX_GROUP_MEMBERS
      ? { ok: false, reason: 'group-too-large' }
      : this.#setGroup(name, members);
  }

  removeGroup(name: string): GroupResult {
    const removed = this.#groups.delete(name);
    return removed ? { ok: true, group: { name, members: 0 } } : { ok: false, reason: 'group-unknown' };
  }

  #setGroup(name: string, members: ReadonlyMap<string, RealNumber>): GroupResult {
    this.#groups.set(name, members);
    return { ok: true, group: { name, members: members.size } };
  }
}
