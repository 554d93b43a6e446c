import type { LegId } from '../../src/domain/call/leg.ts';
import type { LegSnapshot, SwitchFact, SwitchLink, SwitchListener } from '../../src/ports/switch-port.ts';

type FactOf<Kind extends SwitchFact['kind']> = Extract<SwitchFact, { kind: Kind }>;

/** Listens to a switch and lets a test wait for what it tells. Facts are kept: one that came already is found at once. */
export class SwitchEar implements SwitchListener {
  readonly facts: SwitchFact[] = [];
  readonly links: SwitchLink[] = [];
  readonly stocks: (readonly LegSnapshot[])[] = [];
  /** What this listener says that it knows. */
  readonly known: LegId[] = [];
  readonly gone: LegId[] = [];
  /** Called with each stock, before anything else comes. */
  onStock: ((legs: readonly LegSnapshot[]) => void) | null = null;
  readonly #waiting = new Set<() => void>();

  onFact(fact: SwitchFact): void {
    this.facts.push(fact);
    this.#wake();
  }

  onLink(link: SwitchLink): void {
    this.links.push(link);
    this.#wake();
  }

  onLegs(legs: readonly LegSnapshot[]): void {
    this.stocks.push(legs);
    this.onStock?.(legs);
    this.#wake();
  }

  knownLegs(): readonly LegId[] {
    return [...this.known];
  }

  onGone(legs: ReadonlySet<LegId>): void {
    this.gone.push(...legs);
    this.#wake();
  }

  /** Resolves when a stock holds all of the legs. */
  listed(...legs: readonly LegId[]): Promise<ReadonlyMap<LegId, LegSnapshot>> {
    return this.#until(() => {
      const byLeg = this.stocks.map((stock) => new Map(stock.map((one) => [one.leg, one] as const)));
      return byLeg.find((stock) => legs.every((leg) => stock.has(leg)));
    });
  }

  /** What a leg wants that is shown waiting, once it is shown so. */
  waiting(leg: LegId): Promise<SwitchFact> {
    return this.#until(() => {
      const shown = this.stocks.flat().filter((one) => one.leg === leg);
      return shown.findLast((one) => one.waiting !== null)?.waiting ?? undefined;
    });
  }

  /** The legs that were shown at the n-th time. */
  stock(nth: number): Promise<readonly LegSnapshot[]> {
    return this.#until(() => this.stocks[nth - 1]);
  }

  /** Resolves when the leg is known to be gone. */
  lost(leg: LegId): Promise<true> {
    return this.#until(() => (this.gone.includes(leg) ? true : undefined));
  }

  /** The first fact of the kind for which the test holds. */
  fact<Kind extends SwitchFact['kind']>(
    kind: Kind,
    holds: (fact: FactOf<Kind>) => boolean = () => true,
  ): Promise<FactOf<Kind>> {
    return this.#until(() =>
      this.facts.find((fact): fact is FactOf<Kind> => fact.kind === kind && holds(fact as FactOf<Kind>)),
    );
  }

  /** Resolves when the link has been in the state so many times. */
  link(state: SwitchLink['state'], times = 1): Promise<SwitchLink> {
    return this.#until(() => this.links.filter((link) => link.state === state)[times - 1]);
  }

  #until<Found>(find: () => Found | undefined): Promise<Found> {
    const { promise, resolve } = Promise.withResolvers<Found>();
    const look = (): void => {
      const found = find();
      if (found === undefined) return;
      this.#waiting.delete(look);
      resolve(found);
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}
