import { takesPins } from '../policy/pin.ts';
import {
  type Acquaintance,
  allocateByArea,
  allocateUnused,
  type Exhaustion,
  NO_NUMBERS,
  type PartyNumbers,
} from '../pool/allocation.ts';
import { idAfter, type NumberId } from '../pool/number-catalogue.ts';
import type { OpenNumbers } from '../pool/open-numbers.ts';
import type { PoolPolicy } from '../pool/pool.ts';
import type { BindRefusal, BindRequest } from './bind-request.ts';
import type { BindView, PartyRecords } from './bind-view.ts';
import { endsOf, isOpenMode, isSymmetric } from './binding-mode.ts';
import type { BindingRecord, PairRecord } from './binding-record.ts';
import { chooseExtension } from './extension.ts';
import { acquaintance, NumberClaims } from './number-claim.ts';

/** Where a new binding goes. */
export interface Places {
  readonly number: NumberId;
  /** `axyb`: the number that B sees. */
  readonly secondNumber: NumberId | null;
  readonly extension: string | null;
}

/** How many numbers that have extensions are looked at before an unused one is taken, and when there is none. */
const EXTENSION_NUMBERS = { first: 16, last: 256 };
/** One of them counts as full when so many extensions are taken: for certain with two digits, nearly full with more. */
const SHARED_TRIES = 100;

/** Finds the numbers for one request: the ones that it names, if they may be had, else the pool's choice. */
export class NumberChoice {
  readonly #request: BindRequest;
  readonly #view: BindView;
  readonly #policy: PoolPolicy;
  readonly #claims: NumberClaims;
  /** The most wanted first; `null` for the whole pool. */
  readonly #areaCodes: ReadonlySet<string> | null;

  constructor(request: BindRequest, view: BindView, policy: PoolPolicy) {
    this.#request = request;
    this.#view = view;
    this.#policy = policy;
    this.#claims = new NumberClaims(view, policy, request.at);
    const { areaCode, areaFallback } = request;
    this.#areaCodes =
      areaCode === null ? null : new Set([areaCode, ...(areaFallback ?? policy.areaFallback)]);
  }

  /** True for a binding that is where the request wants its own to be. */
  isWanted(record: BindingRecord): boolean {
    const { x, y, extension } = this.#request;
    return (
      this.#isIn(record.number) &&
      this.#isNamed(x, record.number) &&
      (record.secondNumber === null || this.#isNamed(y, record.secondNumber)) &&
      (typeof extension === 'number'
        ? record.extension?.length === extension
        : extension === null || record.extension === extension)
    );
  }

  /** Nobody else has an extension on the number. */
  isFirstOn(number: NumberId): boolean {
    return this.#claims.extensionLength(number) === null;
  }

  places(): Places | BindRefusal {
    switch (this.#request.mode) {
      case 'axe':
        return this.#extensionPlaces();
      case 'axyb':
        return this.#twoNumbers();
      case 'two-way':
      case 'reverse':
      case 'a-to-b':
      case 'b-to-a':
      case 'ax':
      case 'axg':
        return placesAt(this.#oneNumber());
    }
  }

  #oneNumber(): NumberId | BindRefusal {
    const { x, mode } = this.#request;
    if (x !== null) return this.#named(x, 'x', (number) => this.#taken(number));
    return isOpenMode(mode) ? this.#unused() : this.#shared('x', () => false);
  }

  /** X first; and when that leaves no Y, because B can have the one number alone that X took, Y first. */
  #twoNumbers(): Places | BindRefusal {
    const x = this.#slot('x', null);
    if (typeof x !== 'number') return x;
    const y = this.#slot('y', x);
    if (typeof y === 'number') return { number: x, secondNumber: y, extension: null };
    if (this.#request.x !== null || this.#request.y !== null) return y;
    const onlyY = this.#slot('y', null);
    const otherX = typeof onlyY === 'number' ? this.#slot('x', onlyY) : onlyY;
    return typeof onlyY === 'number' && typeof otherX === 'number'
      ? { number: otherX, secondNumber: onlyY, extension: null }
      : y;
  }

  /** @param other of the two numbers, when it is known already */
  #slot(slot: 'x' | 'y', other: NumberId | null): NumberId | BindRefusal {
    const { x, y } = this.#request;
    const [wanted, otherWanted] = slot === 'x' ? [x, y] : [y, x];
    const isOther = (number: NumberId): boolean =>
      other === null ? otherWanted !== null && this.#isNamed(otherWanted, number) : number === other;
    return wanted === null
      ? this.#shared(slot, isOther)
      : this.#named(wanted, slot, (number) =>
          isOther(number) ? { reason: 'number-shared' } : this.#taken(number),
        );
  }

  #extensionPlaces(): Places | BindRefusal {
    const { x } = this.#request;
    if (x === null) return this.#anyExtension();
    const number = this.#named(x, 'x', (candidate) => this.#extensionTaken(candidate));
    return this.#newExtension(number);
  }

  /** On a number that has extensions already and room for one more, else on an unused one. */
  #anyExtension(): Places | BindRefusal {
    for (const open of this.#areas()) {
      const places = this.#anyExtensionIn(open);
      if (places !== null) return places;
    }
    return this.#full();
  }

  #anyExtensionIn(open: OpenNumbers): Places | BindRefusal | null {
    const shared = this.#sharedExtension(open, EXTENSION_NUMBERS.first);
    if (shared !== null) return shared;
    const unused = this.#unusedIn(open);
    if (unused !== null) return this.#newExtension(unused);
    return this.#sharedExtension(open, EXTENSION_NUMBERS.last);
  }

  #sharedExtension(open: OpenNumbers, maxNumbers: number): Places | null {
    let looked = 0;
    for (const number of this.#extensionNumbers(open)) {
      if (looked === maxNumbers) return null;
      looked += 1;
      if (this.#claims.extensionLength(number) !== this.#digits()) continue;
      if (!this.#isFreeFor(this.#view.a, number)) continue;
      const places = this.#newExtension(number, SHARED_TRIES);
      if (!('reason' in places)) return places;
    }
    return null;
  }

  /** Begins at A's own place in the pool, so that full numbers are not looked at over and over. */
  *#extensionNumbers(open: OpenNumbers): Iterable<NumberId> {
    for (const { first, last } of open.runsFrom(this.#view.spreadOfA())) {
      let number = this.#view.nextWithExtensions(first, last);
      while (number !== null) {
        yield number;
        number = this.#view.nextWithExtensions(idAfter(number, 1), last);
      }
    }
  }

  #newExtension(number: NumberId | BindRefusal, maxTries?: number): Places | BindRefusal {
    if (typeof number !== 'number') return number;
    const { extension } = this.#request;
    const isFree = (candidate: string): boolean => this.#claims.isExtensionFree(number, candidate);
    if (typeof extension === 'string')
      return isFree(extension) ? { number, secondNumber: null, extension } : { reason: 'extension-taken' };
    const chosen = chooseExtension(this.#digits(), this.#view.spreadOfA(), isFree, maxTries);
    return chosen === null ? this.#full() : { number, secondNumber: null, extension: chosen };
  }

  #digits(): number {
    const { extension } = this.#request;
    return typeof extension === 'string' ? extension.length : (extension ?? 1);
  }

  /** A number that the request names. */
  #named(
    x: NonNullable<BindRequest['x']>,
    slot: 'x' | 'y',
    taken: (number: NumberId) => BindRefusal | null,
  ): NumberId | BindRefusal {
    const place = this.#view.catalogue.find(x);
    if (place === null || !this.#isIn(place.id)) return { reason: 'number-not-in-pool' };
    if (place.block.locked) return { reason: 'number-locked' };
    return this.#takenByParty(place.id, slot) ?? taken(place.id) ?? place.id;
  }

  #takenByParty(number: NumberId, slot: 'x' | 'y'): BindRefusal | null {
    for (const end of endsOf(this.#request.mode)) {
      if (!end.owned || end.number !== slot) continue;
      const record = this.#view[end.side].latestOn(number);
      const seen = record === null ? null : acquaintance(record, this.#policy, this.#request.at);
      if (seen !== null && seen.state !== 'met')
        return {
          reason: 'number-taken',
          party: end.side,
          cooling: seen.state === 'cooling',
          until: seen.freeAt,
        };
    }
    return null;
  }

  #taken(number: NumberId): BindRefusal | null {
    const isFree = isOpenMode(this.#request.mode)
      ? this.#claims.isUnused(number)
      : !this.#claims.isOpen(number);
    if (!isFree) return { reason: 'number-shared' };
    return this.arePinsTaken(number) ? { reason: 'pins-taken' } : null;
  }

  /** The request is for PINs, and another binding has those of the number. */
  arePinsTaken(number: NumberId): boolean {
    const { mode, details } = this.#request;
    return takesPins(mode, details.policy) && this.#claims.hasPins(number);
  }

  #extensionTaken(number: NumberId): BindRefusal | null {
    const length = this.#claims.extensionLength(number);
    if (length === null) return this.#taken(number);
    return length === this.#digits() ? null : { reason: 'extension-length' };
  }

  /** A number that other parties may have at the same time. */
  #shared(slot: 'x' | 'y', isExcluded: (number: NumberId) => boolean): NumberId | BindRefusal {
    const [a, b] = this.#ownersOf(slot);
    const allocation = allocateByArea(this.#areas(), {
      a,
      b,
      sticky: this.#policy.sticky ? this.#earlierNumber(slot) : null,
      spread: this.#request.mode === 'reverse' ? this.#view.spreadOfA() : this.#view.spreadOfPair(),
      isTaken: (number) => isExcluded(number) || this.#claims.isOpen(number) || this.arePinsTaken(number),
    });
    return allocation.ok ? allocation.number : exhausted(allocation.exhaustion);
  }

  #unused(): NumberId | BindRefusal {
    for (const open of this.#areas()) {
      const number = this.#unusedIn(open);
      if (number !== null) return number;
    }
    return this.#full();
  }

  #unusedIn(open: OpenNumbers): NumberId | null {
    const isUnused = (number: NumberId): boolean => this.#claims.isUnused(number);
    return allocateUnused(open, isUnused, this.#view.spreadOfA());
  }

  #full(): BindRefusal {
    const counts = { boundByA: 0, boundByB: 0, coolingForA: 0, coolingForB: 0 };
    return {
      reason: 'pool-exhausted',
      exhausted: 'pool',
      numbers: this.#areas().reduce((sum, open) => sum + open.count, 0),
      ...counts,
      freeAt: null,
    };
  }

  /** The parties for which (party, number) must be free. */
  #ownersOf(slot: 'x' | 'y'): readonly [PartyNumbers, PartyNumbers] {
    const owns = (side: 'a' | 'b'): boolean =>
      endsOf(this.#request.mode).some((end) => end.side === side && end.number === slot && end.owned);
    return [
      owns('a') ? this.#numbersOf(this.#view.a) : NO_NUMBERS,
      owns('b') ? this.#numbersOf(this.#view.b) : NO_NUMBERS,
    ];
  }

  #numbersOf(records: PartyRecords): PartyNumbers {
    const { at } = this.#request;
    const met = (record: BindingRecord): Acquaintance => acquaintance(record, this.#policy, at);
    return {
      at: (number) => {
        const record = records.latestOn(number);
        return record === null ? null : met(record);
      },
      all: () => new Map([...records.latestOnEach()].map(([number, record]) => [number, met(record)])),
    };
  }

  #isFreeFor(records: PartyRecords, number: NumberId): boolean {
    const record = records.latestOn(number);
    return record === null || acquaintance(record, this.#policy, this.#request.at).state === 'met';
  }

  /** The number of the pair's latest binding of the same kind in the pool. */
  #earlierNumber(slot: 'x' | 'y'): NumberId | null {
    const isKin = ({ record, swapped }: PairRecord): boolean =>
      record.mode === this.#request.mode &&
      (isSymmetric(record.mode) || !swapped) &&
      this.#isIn(record.number);
    const kin = [...this.#view.unreleasedOfPair(), ...this.#view.releasedOfPair()].filter(isKin);
    const ids = kin.sort((one, other) => other.record.id - one.record.id);
    const latest = ids[0]?.record;
    return (slot === 'x' ? latest?.number : latest?.secondNumber) ?? null;
  }

  #areas(): readonly OpenNumbers[] {
    const { catalogue } = this.#view;
    const { pool } = this.#request;
    if (this.#areaCodes === null) return [catalogue.open(pool, null)];
    return [...this.#areaCodes].map((areaCode) => catalogue.open(pool, areaCode));
  }

  /** In the pool and one of the areas of the request. */
  #isIn(number: NumberId): boolean {
    const block = this.#view.catalogue.placeOf(number)?.block;
    if (block?.pool !== this.#request.pool) return false;
    return this.#areaCodes === null || (block.areaCode !== null && this.#areaCodes.has(block.areaCode));
  }

  #isNamed(x: BindRequest['x'], number: NumberId): boolean {
    return x === null || this.#view.catalogue.find(x)?.id === number;
  }
}

function placesAt(number: NumberId | BindRefusal): Places | BindRefusal {
  return typeof number === 'number' ? { number, secondNumber: null, extension: null } : number;
}

function exhausted(exhaustion: Exhaustion): BindRefusal {
  return { reason: 'pool-exhausted', ...exhaustion };
}
