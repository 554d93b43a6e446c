import type { CallId } from '../../domain/call/leg.ts';
import { hasAllLegs, SETTLE_MS } from '../../domain/cdr/call-legs.ts';
import type { BegunCall, CallContext, SeenEnd } from '../../domain/cdr/call-record.ts';
import { amendCall, composeCall, withMore } from '../../domain/cdr/compose-call.ts';
import type { LegRecord } from '../../domain/cdr/leg-record.ts';
import { type EpochMs, hasPassed } from '../../domain/instant.ts';
import type { CdrStore, Settlement, UnsettledCall } from '../../ports/cdr-store.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { LegSpool } from '../../ports/leg-spool.ts';
import type { Log } from '../../ports/log.ts';

/** Files that are taken in with one commit, and calls that are settled with one. */
const BATCH = 200;
/** Between two looks when nothing says that one is worth while. */
const POLL_MS = 1_000;
/** After a hint: the files of a call's legs come close together. */
const HINT_MS = 50;
/** A call whose files are all there, and whose end the daemon has not seen, may have told it more: its link lags, or is away. */
const LAG_MS = 1_000;
/** Between two looks at calls of which no leg has come. */
const SWEEP_MS = 5_000;

export interface CdrDeskOptions {
  readonly store: CdrStore;
  readonly spool: LegSpool;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether we have the call ourselves. */
  readonly isLive: (call: CallId) => boolean;
  /** The calls that a node has, or all nodes have; `null` when they cannot be asked just now. */
  readonly callsOnSwitch: (node: string | null) => Promise<ReadonlySet<CallId> | null>;
  /** Writes what else was seen of calls: a record is the last word on its call. */
  readonly beforeSettling?: () => void;
  /** What the store knows of the numbers of the call. */
  readonly contextOf: (call: UnsettledCall) => CallContext;
}

/** Makes one record of each call, out of the files that the switch leaves for its legs, whether we saw the call or not. */
export class CdrDesk {
  readonly #options: CdrDeskOptions;
  /** Since when nothing has come of a call that we do not have, and how many legs were there. */
  readonly #quiet = new Map<CallId, { readonly legs: number; readonly since: number }>();
  readonly #seen = new Map<CallId, SeenEnd>();
  /** Since when all legs of a call are there whose end was not seen. */
  readonly #lagging = new Map<CallId, EpochMs>();
  /** What is being written down of calls that began: the store does not tell of it yet. */
  readonly #beginning = new Map<CallId, BegunCall>();
  /** Whether the store may have legs that no record has: nobody else gives it any. */
  #hasLegs = true;
  #timer: Timer | null = null;
  #dueAt = Number.POSITIVE_INFINITY;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #unwatch: (() => void) | null = null;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(options: CdrDeskOptions) {
    this.#options = options;
  }

  start(): void {
    this.#unwatch = this.#options.spool.watch(() => this.hint());
    this.#lookIn(0);
  }

  /**
   * A call has begun, or it is known now whom it is for; to be remembered in case that its switch leaves no word of it. What was known of
   * it earlier stands: a daemon that finds a call in its middle knows less than the one that routed it.
   */
  async begun(now: BegunCall): Promise<void> {
    const { store } = this.#options;
    const known = this.#beginning.get(now.call) ?? store.begun(now.call);
    const call = known === null ? now : withMore(known, now);
    this.#beginning.set(call.call, call);
    try {
      await store.begin(call);
    } finally {
      if (this.#beginning.get(call.call) === call) this.#beginning.delete(call.call);
    }
  }

  ended(end: SeenEnd): void {
    this.#seen.set(end.call, end);
    this.hint();
  }

  /** A look may be worth while. */
  hint(): void {
    this.#lookIn(HINT_MS);
  }

  /** Takes in what is there, so that a stop leaves nothing behind that need not be. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#unwatch?.();
    await this.#looking;
    await this.#safely(() => this.#takeIn());
  }

  #lookIn(delayMs: number): void {
    const { clock } = this.#options;
    const dueAt = clock.now() + delayMs;
    if (this.#stopped || dueAt >= this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    this.#timer = clock.after(delayMs, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#looking ??= this.#look().finally(() => {
        this.#looking = null;
        this.#lookIn(POLL_MS);
      });
    });
  }

  async #look(): Promise<void> {
    await this.#safely(async () => {
      await this.#takeIn();
      await this.#settle(this.#callsWithLegs());
      await this.#sweep();
    });
  }

  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.error({ err: error }, 'call records could not be made: they wait');
    }
  }

  /** A file goes after the commit: dying in between costs only a second reading. */
  async #takeIn(): Promise<void> {
    const { spool } = this.#options;
    let found = await spool.read(BATCH);
    while (found.length > 0) {
      await this.#keep(found.map(({ leg }) => leg));
      await spool.remove(found.map(({ name }) => name));
      if (found.length < BATCH) return;
      found = await spool.read(BATCH);
    }
  }

  /** Legs of calls that are whole go into their records at once, the others wait in the store. One commit for both. */
  async #keep(legs: readonly LegRecord[]): Promise<void> {
    const settlements: Settlement[] = [];
    const waiting: LegRecord[] = [];
    for (const [call, ofCall] of Map.groupBy(legs, (leg) => leg.call)) {
      const settlement = this.#settlementAtOnce(call, ofCall);
      if (settlement === null) waiting.push(...ofCall);
      else settlements.push(settlement);
    }
    if (waiting.length > 0) this.#hasLegs = true;
    await Promise.all([this.#options.store.addLegs(waiting), this.#write(settlements)]);
  }

  /** @returns `null` when more of the call may follow, or some of it came before */
  #settlementAtOnce(call: CallId, legs: readonly LegRecord[]): Settlement | null {
    const isEachOnce = new Set(legs.map(({ leg }) => leg)).size === legs.length;
    if (!isEachOnce || !hasAllLegs(legs) || this.#lags(call)) return null;
    const kept = this.#unsettled(call);
    if (kept.record !== null || kept.legs.length > 0) return null;
    return this.#firstRecord({ ...kept, legs });
  }

  #callsWithLegs(): readonly CallId[] {
    const calls = this.#hasLegs ? this.#options.store.callsWithLegs(BATCH) : [];
    this.#hasLegs = calls.length > 0;
    return calls;
  }

  #unsettled(call: CallId): UnsettledCall {
    const kept = this.#options.store.unsettled(call);
    return { ...kept, begun: this.#beginning.get(call) ?? kept.begun };
  }

  /** Calls of which no leg may ever come: their switch has died. */
  async #sweep(): Promise<void> {
    const { store, clock, isLive } = this.#options;
    const now = clock.now();
    if (!hasPassed(SWEEP_MS, this.#sweptAt, now)) return;
    this.#sweptAt = now;
    // Also those of a time to come: the clock may have been set back since they began.
    const ever = Number.MAX_SAFE_INTEGER;
    const begun = store.callsBegun(ever, ever).filter((call) => !isLive(call));
    const withLegs = new Set(store.callsWithLegs(Number.MAX_SAFE_INTEGER));
    await this.#settle(begun.filter((call) => !withLegs.has(call)).slice(0, BATCH));
    const unsettled = new Set([...begun, ...withLegs]);
    for (const call of this.#quiet.keys()) if (!unsettled.has(call)) this.#quiet.delete(call);
    for (const call of this.#seen.keys()) if (!unsettled.has(call)) this.#seen.delete(call);
  }

  async #settle(calls: readonly CallId[]): Promise<void> {
    const asked = new Map<string | null, Promise<ReadonlySet<CallId> | null>>();
    const settlements: Settlement[] = [];
    for (const call of calls) {
      const settlement = await this.#settlementOf(call, asked);
      if (settlement !== null) settlements.push(settlement);
    }
    await this.#write(settlements);
  }

  async #write(settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    this.#options.beforeSettling?.();
    await this.#options.store.settle(settlements);
    for (const { call, record } of settlements) {
      this.#quiet.delete(call);
      this.#seen.delete(call);
      if (record === null) continue;
      const { outcome, revision, legs } = record;
      this.#options.log.info({ call, outcome, revision, legs: legs.length }, 'call recorded');
    }
  }

  /** @param asked the answers of the switches in this look */
  async #settlementOf(call: CallId, asked: Asked): Promise<Settlement | null> {
    const unsettled = this.#unsettled(call);
    const { record, legs, begun } = unsettled;
    if (record !== null) return amendment(unsettled);
    if (legs.length === 0 && begun === null) return null;
    const isWhole = hasAllLegs(legs) ? !this.#lags(call) : await this.#isSilent(unsettled, asked);
    return isWhole ? this.#firstRecord(unsettled) : null;
  }

  #firstRecord(unsettled: UnsettledCall): Settlement {
    const { call, begun, legs } = unsettled;
    const seen = this.#seen.get(call) ?? null;
    const context = this.#options.contextOf(unsettled);
    return {
      call,
      record: composeCall({ call, begun, legs, seen, context, revision: 1 }),
      legs: legs.map(({ leg }) => leg),
    };
  }

  /** What is told of the call while it goes on comes before its record, if the daemon is told soon. */
  #lags(call: CallId): boolean {
    const { clock, isLive } = this.#options;
    const now = clock.now();
    const since = isLive(call) ? (this.#lagging.get(call) ?? now) : null;
    if (since === null || hasPassed(LAG_MS, since, now)) {
      this.#lagging.delete(call);
      return false;
    }
    this.#lagging.set(call, since);
    return true;
  }

  /** Nobody has the call any more, and nothing has come of it for a while. */
  async #isSilent({ call, legs, begun }: UnsettledCall, asked: Asked): Promise<boolean> {
    const { clock, isLive, callsOnSwitch } = this.#options;
    const now = clock.now();
    const known = this.#quiet.get(call);
    if (isLive(call) || known?.legs !== legs.length || now < known.since) {
      this.#quiet.set(call, { legs: legs.length, since: now });
      return false;
    }
    if (now - known.since < SETTLE_MS) return false;
    const node = begun?.node ?? null;
    const answer = asked.get(node) ?? callsOnSwitch(node);
    asked.set(node, answer);
    const calls = await answer;
    if (calls?.has(call) === true) this.#quiet.set(call, { legs: legs.length, since: now });
    return calls !== null && !calls.has(call);
  }
}

type Asked = Map<string | null, Promise<ReadonlySet<CallId> | null>>;

/** A leg that came after its call had its record: the record is made anew. One that came twice changes nothing. */
function amendment({ call, legs, record }: UnsettledCall): Settlement {
  const late = legs.filter(({ leg }) => record?.legs.every((one) => one.leg !== leg) ?? true);
  const amended = record === null || late.length === 0 ? null : amendCall(record, late);
  return { call, record: amended, legs: legs.map(({ leg }) => leg) };
}
