import type { LegId } from '../../domain/call/leg.ts';
import type { Timer, Timers } from '../../esl/timers.ts';
import type { LegSnapshot } from '../../ports/switch-port.ts';
import { isLinkLoss } from './order-failure.ts';
import { type Ask, goneOf, takeStock } from './stock-taking.ts';

/**
 * When to look again after a connection was made. The switch writes its list of channels in batches: seen empty 10 ms after an INVITE
 * and complete after 60 ms on an idle machine, and seconds later on one that is overloaded. A caller whose leg was late must not wait for
 * the last look, and nobody waits longer than the `park_timeout` of the dialplan, 4 s.
 */
const LOOKS_MS = [250, 750, 1_500, 3_000, 4_500];
/** From this look on, the legs whose end may have passed unseen are asked for. */
const GONE_LOOK_MS = 1_500;
const END_ON_ITS_WAY_MS = 500;

/** What the looks at one connection share. */
interface Looking {
  readonly ask: Ask;
  /** Legs that were found waiting. */
  readonly told: Set<LegId>;
  /** Legs whose end may have passed unseen: those that were known before, and those that are only listed. */
  readonly doubtful: Set<LegId>;
  /** Legs that the switch has said to have: their end will be told. */
  readonly present: Set<LegId>;
}

/** Who wants to know what the looks find. */
export interface LooksOptions {
  readonly timers: Timers;
  readonly knownLegs: () => readonly LegId[];
  /** Legs that a later look has found. */
  readonly onLegs: (legs: readonly LegSnapshot[]) => void;
  /** Legs that are known and that the switch does not have. */
  readonly onGone: (legs: ReadonlySet<LegId>) => void;
  readonly onOddity: (what: string, error: unknown) => void;
}

/** The looks at the channels of a switch after a connection was made: at once, and some more for those that are listed late. */
export class ChannelLooks {
  readonly #options: LooksOptions;
  readonly #timers = new Set<Timer>();

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  /**
   * The first look at a new connection; the later ones are bound to this connection: when it is lost, the next one looks anew.
   *
   * @returns the legs that wait for us, or have an order already
   * @throws what `ask` throws
   */
  async begin(ask: Ask): Promise<readonly LegSnapshot[]> {
    const doubtful = new Set(this.#options.knownLegs());
    const looking = { ask, told: new Set<LegId>(), doubtful, present: new Set<LegId>() };
    const found: LegSnapshot[] = [];
    await look(looking, (legs) => found.push(...legs));
    this.cancel();
    for (const delayMs of LOOKS_MS) this.#lookAfter(delayMs, looking);
    return found;
  }

  cancel(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #lookAfter(delayMs: number, looking: Looking): void {
    const timer = this.#options.timers.after(delayMs, () => {
      this.#timers.delete(timer);
      void this.#lookAgain(looking, delayMs >= GONE_LOOK_MS);
    });
    this.#timers.add(timer);
  }

  async #lookAgain(looking: Looking, asksForTheGone: boolean): Promise<void> {
    try {
      await look(looking, this.#options.onLegs);
      if (asksForTheGone) await this.#lookForTheGone(looking);
    } catch (error) {
      // A connection that was lost meanwhile is no oddity.
      if (!isLinkLoss(error)) this.#options.onOddity('another look at the channels failed', error);
    }
  }

  /** Of the doubtful legs only: others may not exist yet, which is no end. */
  async #lookForTheGone({ ask, doubtful, present }: Looking): Promise<void> {
    const asked = this.#options.knownLegs().filter((leg) => doubtful.has(leg));
    const gone = await goneOf(ask, asked);
    for (const leg of asked) {
      doubtful.delete(leg);
      if (!gone.has(leg)) present.add(leg);
    }
    // The end of a leg that has just gone may be on its way to us: it says more than this does.
    this.#options.timers.after(END_ON_ITS_WAY_MS, () => this.#options.onGone(gone));
  }
}

async function look(
  { ask, told, doubtful, present }: Looking,
  show: (legs: readonly LegSnapshot[]) => void,
): Promise<void> {
  await takeStock(ask, told, (legs) => {
    for (const { leg } of legs) if (!present.has(leg)) doubtful.add(leg);
    show(legs);
  });
}
