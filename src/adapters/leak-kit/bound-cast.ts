import type { BindInput, BoundView, Operations } from '../../app/operations.ts';
import type { Cast, CastPair, CastWish } from './cast.ts';
import type { NumberBlocks } from './test-numbers.ts';

/** What is asked of a daemon. */
export type CastOperations = Pick<Operations, 'bind' | 'unbind' | 'callback' | 'putGroup' | 'removeGroup'>;

export interface BoundCastOptions {
  readonly operations: CastOperations;
  readonly country: string;
  readonly numbers: NumberBlocks;
  readonly pool?: string;
}

interface BoundPair extends CastPair {
  readonly id: number;
  readonly group: string | null;
}

const SHORT_SECONDS = 1;
/** What is left behind by a test that dies ends by itself. */
const EXPIRES = '1h';

/** People who are bound for the test by a daemon, and released when it is over. */
export class BoundCast implements Cast, AsyncDisposable {
  readonly #options: BoundCastOptions;
  readonly #pairs = new Map<string, Promise<BoundPair>>();
  #serial = 0;

  constructor(options: BoundCastOptions) {
    this.#options = options;
  }

  pair(wish: CastWish): Promise<CastPair> {
    const key = `${wish.lane} ${wish.mode} ${wish.short}`;
    const known = this.#pairs.get(key) ?? this.#bind(wish);
    this.#pairs.set(key, known);
    return known;
  }

  async callBack({ a, b, x }: CastPair): Promise<void> {
    await this.#options.operations.callback({ a: this.#e164(a), b: this.#e164(b), x: `+${x}` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { operations } = this.#options;
    for (const bound of await Promise.allSettled(this.#pairs.values())) {
      if (bound.status === 'rejected') continue;
      const { id, group } = bound.value;
      await operations.unbind({ id });
      if (group !== null) await operations.removeGroup({ group });
    }
    this.#pairs.clear();
  }

  async #bind({ mode, short }: CastWish): Promise<BoundPair> {
    const { operations, numbers } = this.#options;
    const serial = String(this.#serial).padStart(numbers.serialDigits, '0');
    this.#serial += 1;
    const [a, b] = [`${numbers.a}${serial}`, `${numbers.b}${serial}`];
    const group = mode === 'axg' ? `leak-test-${serial}` : null;
    if (group !== null) await operations.putGroup({ group, members: [this.#e164(b)] });
    const bound = await operations.bind({
      ...this.#terms(mode, a, b, group),
      ...(short ? SHORT : {}),
      showNumbers: false,
    });
    return { ...seen(bound), a, b, id: bound.id, group };
  }

  #terms(mode: BindInput['mode'], a: string, b: string, group: string | null): BindInput {
    const { pool } = this.#options;
    return {
      a: this.#e164(a),
      b: this.#e164(b),
      mode,
      expires: EXPIRES,
      ...poolOf(pool),
      ...(group === null ? {} : { group }),
    };
  }

  #e164(national: string): string {
    return `+${this.#options.country}${national}`;
  }
}

/** Two numbers of the operator's own, bound to one another both ways. */
export class OwnPartiesCast implements Cast, AsyncDisposable {
  readonly #options: OwnPartiesOptions;
  #bound: Promise<BoundView> | null = null;

  constructor(options: OwnPartiesOptions) {
    this.#options = options;
  }

  async pair(): Promise<CastPair> {
    const { operations, country, a, b, pool } = this.#options;
    const parties = { a: `+${country}${a}`, b: `+${country}${b}` };
    this.#bound ??= operations.bind({ ...parties, expires: EXPIRES, showNumbers: false, ...poolOf(pool) });
    return { ...seen(await this.#bound), a, b };
  }

  async callBack({ a, b, x }: CastPair): Promise<void> {
    const { operations, country } = this.#options;
    await operations.callback({ a: `+${country}${a}`, b: `+${country}${b}`, x: `+${x}` });
  }

  /** A binding that was there before stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    const bound = await this.#bound?.catch(() => null);
    if (bound?.existing === false) await this.#options.operations.unbind({ id: bound.id });
  }
}

export interface OwnPartiesOptions {
  readonly operations: CastOperations;
  readonly country: string;
  /** National numbers. */
  readonly a: string;
  readonly b: string;
  readonly pool?: string;
}

function poolOf(pool: string | undefined): { readonly pool?: string } {
  return pool === undefined ? {} : { pool };
}

const SHORT = { policy: { maxCallSeconds: SHORT_SECONDS } } as const;

function seen({ x, y, extension }: BoundView): Pick<CastPair, 'x' | 'y' | 'extension'> {
  const digits = (number: string): string => number.replace('+', '');
  return { x: digits(x), y: digits(y ?? x), extension };
}
