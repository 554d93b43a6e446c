import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { BindingMode } from '../../src/domain/binding/binding-mode.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import { EXTENSIONS, type Group } from './mode-steps.ts';

interface Former {
  readonly party: number;
  readonly number: number;
  readonly end: EpochMs;
}

interface Contact {
  readonly party: number;
  readonly at: EpochMs;
}

/** A binding as the model knows it; parties and numbers by their places. */
export interface Known {
  readonly id: BindingId;
  mode: BindingMode;
  a: number;
  b: number | null;
  readonly x: number;
  readonly y: number | null;
  readonly extension: string | null;
  readonly group: Group | null;
  readonly createdAt: EpochMs;
  expiresAt: EpochMs | null;
  afterCallMs: number | null;
  slidingMs: number | null;
  callBackMs: number | null;
  remembersCallers: boolean;
  /** As it was said, whatever the mode. */
  graceMs: number;
  maxCalls: number | null;
  releaseAfterCalls: number | null;
  calls: number;
  answeredCalls: number;
  afterCallReleaseAt: EpochMs | null;
  releasedAt: EpochMs | null;
  /** Parties that came into another binding on their number after this one: what they had here counts no more. */
  readonly passed: Set<number>;
  lastCaller: Contact | null;
  callee: Contact | null;
}

/** Whom a call reaches: a party and what it sees, digits that are wanted, or nobody. */
export type Outcome =
  | { readonly party: number; readonly shown: number; readonly by: Known }
  | 'ask'
  | 'nobody';

/** What is known without any store: a plain list of all bindings that were ever made. Written apart from the domain. */
export class ModeModel {
  /** Parties that the tenant keeps away from all its numbers. */
  denied: ReadonlySet<number> = new Set();
  readonly #coolDownMs: number;
  #all: Known[] = [];
  /** Parties that gave way to others, by the number that they had. */
  #former: readonly Former[] = [];
  readonly #groups = new Map<Group, Set<number>>();
  readonly #keyed = new Map<string, { readonly id: BindingId; readonly at: EpochMs }>();

  constructor(coolDownMs: number) {
    this.#coolDownMs = coolDownMs;
  }

  get all(): readonly Known[] {
    return this.#all;
  }

  get groups(): ReadonlyMap<Group, ReadonlySet<number>> {
    return this.#groups;
  }

  find(id: BindingId): Known | undefined {
    return this.#all.find((known) => known.id === id);
  }

  /**
   * Adds a binding. Ends for ever what had ended by time and would be in its way.
   * @throws Error when something is in its way that still lives or cools
   */
  add(known: Known, at: EpochMs): void {
    const inTheWay = this.#all.filter((one) => exclude(one, known) && !this.#hasMadeRoom(one, known, at));
    for (const other of inTheWay) {
      const end = heldUntil(other);
      if (end === null || at < end + this.#coolDownMs)
        throw new Error(`binding ${known.id} (${known.mode}) was made beside ${other.id} (${other.mode})`);
      other.releasedAt ??= end;
    }
    for (const [party, number] of ownedBy(known)) this.#letIn(party, number, at);
    this.#endExtensions(known, at);
    this.#all.push(known);
  }

  /**
   * Its number went to extensions, or to longer or shorter ones, since, and has one that lives or cools: a clock that was set back makes it
   * cool again, but gives the number back to nobody.
   */
  #hasMadeRoom(one: Known, known: Known, at: EpochMs): boolean {
    const digits = known.extension?.length;
    if (digits === undefined || one.extension?.length === digits || shareParty(one, known)) return false;
    return this.#all.some(
      (other) =>
        other.extension?.length === digits &&
        other.x === known.x &&
        other.id > one.id &&
        !this.#isOver(heldUntil(other), at),
    );
  }

  /**
   * Changes a binding. Ends for ever what had ended by time and would be in its way.
   * @throws Error when a party comes in that has the number by something else, or had it too lately
   */
  amend(known: Known, changed: Known, at: EpochMs): void {
    const before = ownedBy(known);
    for (const [party, number] of ownedBy(changed)) {
      if (party === null || owns(known, party, number)) continue;
      this.#letIn(party, number, at);
      for (const other of this.#all.filter((one) => one !== known && owns(one, party, number))) {
        const end = heldUntil(other);
        if (end === null || at < end + this.#coolDownMs)
          throw new Error(`party ${party} came into binding ${known.id} and has X ${number} by ${other.id}`);
        other.releasedAt ??= end;
        other.passed.add(party);
      }
    }
    const end = Math.max(known.createdAt, at);
    for (const [party, number] of before)
      if (party !== null && !owns(changed, party, number))
        this.#former = [...this.#former, { party, number, end }];
    if (known.a !== changed.a)
      for (const [key, { id }] of this.#keyed) if (id === known.id) this.#keyed.delete(key);
    Object.assign(known, changed);
  }

  /** Whoever is the first again with an extension on a number ends for ever whatever was there. */
  #endExtensions({ x, extension }: Known, at: EpochMs): void {
    const there = this.#all.filter((one) => extension !== null && one.extension !== null && one.x === x);
    if (there.every((one) => this.#isOver(heldUntil(one), at)))
      for (const one of there) one.releasedAt ??= heldUntil(one);
  }

  #isOver(end: EpochMs | null, at: EpochMs): boolean {
    return end !== null && at >= end + this.#coolDownMs;
  }

  #isFormer(party: number | null, number: number, at: EpochMs): boolean {
    return this.#former.some(
      (one) => one.party === party && one.number === number && at < one.end + this.#coolDownMs,
    );
  }

  /** What it gave way in before counts no more. */
  #letIn(party: number | null, number: number, at: EpochMs): void {
    if (this.#isFormer(party, number, at))
      throw new Error(`party ${party} got X ${number} again in its cool-down`);
    this.#former = this.#former.filter((one) => one.party !== party || one.number !== number);
  }

  forget(isForgotten: (known: Known) => boolean): void {
    this.#all = this.#all.filter((known) => !isForgotten(known));
  }

  /** Parties that gave way so long ago, and are out of their cool-down. */
  forgetFormer(endedBefore: EpochMs, at: EpochMs): void {
    this.#former = this.#former.filter(({ end }) => end >= endedBefore || at < end + this.#coolDownMs);
  }

  putGroup(group: Group, members: readonly number[]): void {
    this.#groups.set(group, new Set(members));
  }

  /** @returns false when there is no such group */
  changeGroup(group: Group, add: readonly number[], remove: readonly number[]): boolean {
    const members = this.#groups.get(group);
    for (const one of remove) members?.delete(one);
    for (const one of add) members?.add(one);
    return members !== undefined;
  }

  /** @returns false when there is no such group, or a live binding names it */
  removeGroup(group: Group, at: EpochMs): boolean {
    if (this.#all.some((known) => known.group === group && isLive(known, at))) return false;
    return this.#groups.delete(group);
  }

  reached(caller: number, number: number, digits: string | null, at: EpochMs): Outcome {
    const outcome = this.#reached(caller, number, digits, at);
    return typeof outcome !== 'string' && this.denied.has(caller) ? 'nobody' : outcome;
  }

  #reached(caller: number, number: number, digits: string | null, at: EpochMs): Outcome {
    const live = this.#all.filter((known) => isLive(known, at));
    const own = live.filter((known) => owns(known, caller, number));
    const graced = this.#all.filter((known) => owns(known, caller, number) && isInGrace(known, at));
    if (own.length + graced.length > 1) throw new Error(`party ${caller} is bound twice on X ${number}`);
    const [mine] = own;
    if (mine !== undefined) return this.#reachedByParty(mine, caller, at);
    const [back] = graced;
    if (back !== undefined && caller === back.b) return limited({ party: back.a, shown: back.x, by: back });
    if (live.some((known) => known.mode === 'reverse' && known.a === caller && known.x === number))
      return 'nobody';
    if (this.#isFormer(caller, number, at)) return 'nobody';
    return this.#reachedByStranger(
      live.filter((known) => isOpen(known) && known.x === number),
      { caller, number, digits },
      at,
    );
  }

  /** A call went out. */
  routed(known: Known, caller: number, at: EpochMs): void {
    if (known.slidingMs !== null && known.expiresAt !== null && isLive(known, at))
      known.expiresAt = Math.max(known.expiresAt, at + known.slidingMs);
    if (known.maxCalls !== null) known.calls += 1;
    if (!isOpen(known) || caller === known.a) return;
    if (known.callBackMs !== null) known.lastCaller = { party: caller, at };
    if (known.remembersCallers && known.extension !== null)
      this.#keyed.set(`${known.x} ${caller}`, { id: known.id, at });
  }

  ended(known: Known, at: EpochMs): void {
    if (known.afterCallMs !== null && isLive(known, at))
      known.afterCallReleaseAt = Math.max(known.afterCallReleaseAt ?? 0, at + known.afterCallMs);
    if (known.releaseAfterCalls === null) return;
    known.answeredCalls += 1;
    if (known.answeredCalls >= known.releaseAfterCalls) known.releasedAt ??= at;
  }

  #reachedByParty(known: Known, caller: number, at: EpochMs): Outcome {
    const { mode, a, b, x, y } = known;
    const isA = caller === a;
    if ((mode === 'a-to-b' && !isA) || (mode === 'b-to-a' && isA)) return 'nobody';
    const party = isOpen(known) ? this.#calledBack(known, at) : isA ? b : a;
    if (party === null) return 'nobody';
    return limited({ party, shown: mode === 'axyb' && isA && y !== null ? y : x, by: known });
  }

  #calledBack({ a, b, callee, lastCaller, callBackMs, group }: Known, at: EpochMs): number | null {
    if (callee !== null && at < callee.at && callee.party !== a) return callee.party;
    const isRecent = lastCaller !== null && callBackMs !== null && at < lastCaller.at + callBackMs;
    if (isRecent && (group === null || this.#groups.get(group)?.has(lastCaller.party) === true))
      return lastCaller.party;
    return b;
  }

  #reachedByStranger(
    open: readonly Known[],
    { caller, number, digits }: { caller: number; number: number; digits: string | null },
    at: EpochMs,
  ): Outcome {
    const [one] = open;
    if (one === undefined) return 'nobody';
    if (one.mode !== 'axe') {
      if (open.length > 1) throw new Error(`X ${number} is open for two`);
      const isAllowed = one.group === null || this.#groups.get(one.group)?.has(caller) === true;
      return isAllowed ? limited({ party: one.a, shown: number, by: one }) : 'nobody';
    }
    const meant = open.filter((known) =>
      digits === null ? this.#remembers(known, caller, at) : known.extension === digits,
    );
    if (meant.length > 1) throw new Error(`X ${number} has an extension twice`);
    const [known] = meant;
    return known === undefined ? 'ask' : limited({ party: known.a, shown: number, by: known });
  }

  #remembers(known: Known, caller: number, at: EpochMs): boolean {
    const keyed = this.#keyed.get(`${known.x} ${caller}`);
    const { callBackMs, remembersCallers } = known;
    return keyed?.id === known.id && remembersCallers && callBackMs !== null && at < keyed.at + callBackMs;
  }
}

export function isLive({ releasedAt, expiresAt, afterCallReleaseAt }: Known, at: EpochMs): boolean {
  return releasedAt === null && at < (expiresAt ?? Infinity) && at < (afterCallReleaseAt ?? Infinity);
}

/** B may still call A, after the expiry. */
export function isInGrace(known: Known, at: EpochMs): boolean {
  const { releasedAt, expiresAt, afterCallReleaseAt } = known;
  const isExpired = expiresAt !== null && at >= expiresAt && at < expiresAt + graceOf(known);
  return isExpired && releasedAt === null && at < (afterCallReleaseAt ?? Infinity);
}

function limited(outcome: Exclude<Outcome, string>): Outcome {
  const { calls, maxCalls } = outcome.by;
  return maxCalls !== null && calls >= maxCalls ? 'nobody' : outcome;
}

export function isOpen({ mode }: Pick<Known, 'mode'>): boolean {
  return mode === 'ax' || mode === 'axe' || mode === 'axg';
}

/** Digits worth keying: none, and every extension that may be. */
export const KEYED: readonly (string | null)[] = [null, ...EXTENSIONS, '3'];

/** None where B calls nobody back. */
function graceOf({ mode, graceMs }: Known): number {
  return isOpen({ mode }) || mode === 'a-to-b' ? 0 : graceMs;
}

/** From then on its numbers are in nobody's way any more, the cool-down excepted. */
function heldUntil(known: Known): EpochMs | null {
  const { createdAt, releasedAt, expiresAt, afterCallReleaseAt } = known;
  const over = (expiresAt ?? Infinity) + graceOf(known);
  const end = Math.min(releasedAt ?? Infinity, over, afterCallReleaseAt ?? Infinity);
  return Number.isFinite(end) ? Math.max(createdAt, end) : null;
}

/** The two may not live on a number together. */
function exclude(one: Known, other: Known): boolean {
  if (shareParty(one, other)) return true;
  const isShared = numbersOf(one).some((number) => numbersOf(other).includes(number));
  if (!isShared || (!isOpen(one) && !isOpen(other))) return false;
  const areExtensions = one.extension !== null && other.extension !== null;
  return (
    !areExtensions || one.extension === other.extension || one.extension?.length !== other.extension?.length
  );
}

/** A party has the same number by both. */
function shareParty(one: Known, other: Known): boolean {
  return ownedBy(one).some(
    ([party, number]) => party !== null && owns(one, party, number) && owns(other, party, number),
  );
}

function owns(known: Known, party: number, number: number): boolean {
  if (known.passed.has(party)) return false;
  return ownedBy(known).some(([owner, owned]) => owner === party && owned === number);
}

function ownedBy({ mode, a, b, x, y }: Known): readonly (readonly [party: number | null, number: number])[] {
  if (mode === 'reverse') return [[b, x]];
  if (isOpen({ mode })) return [[a, x]];
  return [
    [a, x],
    [b, mode === 'axyb' ? (y ?? x) : x],
  ];
}

function numbersOf({ x, y }: Known): readonly number[] {
  return y === null ? [x] : [x, y];
}
