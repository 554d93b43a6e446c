import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingCall } from '../../support/incoming-call.ts';
import type { OutgoingCall } from '../../support/outgoing-call.ts';
import type { SipPhone } from '../../support/sip-phone.ts';

/** Who calls whom: the nth caller reaches the nth callee, by the one privacy number. */
export interface Numbering {
  readonly dialled: string;
  /** As it is shown to callees. */
  readonly shown: string;
  readonly caller: (nth: number) => string;
  /** As the carrier of the callee is asked for it. */
  readonly callee: (nth: number) => string;
  readonly pairs: number;
}

/** What became of one call, as its caller heard it. */
export interface HeardCall {
  readonly nth: number;
  readonly placedAt: number;
  answeredAt: number | null;
  /** `talked` until the caller hung up, `cut` before, `waiting` for an answer, or the status of a refusal. */
  heard: 'waiting' | 'talking' | 'talked' | 'cut' | 'gave-up' | number;
}

/** What must never be, each as a sentence. */
export type Fault = string;

/** So long a caller waits for an answer. */
const PATIENCE_MS = 12_000;

/** Callers who keep calling at a rate, and callees who answer: what each of them hears is kept. */
export class CallStream {
  readonly calls: HeardCall[] = [];
  readonly faults: Fault[] = [];
  readonly #from: SipPhone;
  readonly #to: SipPhone;
  readonly #switchAddress: { readonly ip: string; readonly port: number };
  readonly #numbers: Numbering;
  readonly #open = new Set<Promise<void>>();
  readonly #answered = new Set<() => void>();
  #isOver = false;
  #placing: Promise<void> | null = null;

  constructor(options: {
    readonly from: SipPhone;
    readonly to: SipPhone;
    readonly switchAddress: { readonly ip: string; readonly port: number };
    readonly numbers: Numbering;
  }) {
    this.#from = options.from;
    this.#to = options.to;
    this.#switchAddress = options.switchAddress;
    this.#numbers = options.numbers;
  }

  /** @param rate calls a second @param talkMs how long callers talk */
  start(rate: number, talkMs: number): void {
    void this.#pickUp();
    this.#placing = this.#place(rate, talkMs);
  }

  /** Places no more calls, and resolves when all have ended. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#placing;
    await Promise.all(this.#open);
  }

  /** Resolves with the instant at which a call is answered that was placed or waiting at this one or later. */
  answeredAfter(instant: number): Promise<number> {
    const found = (): number | undefined =>
      this.calls.find(({ answeredAt }) => answeredAt !== null && answeredAt >= instant)?.answeredAt ??
      undefined;
    return new Promise((resolve) => {
      const look = (): void => {
        const at = found();
        if (at === undefined) return;
        this.#answered.delete(look);
        resolve(at);
      };
      this.#answered.add(look);
      look();
    });
  }

  /** How many calls ended in which way, of those that were placed from the instant on. */
  heard(from = 0): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { heard, placedAt } of this.calls)
      if (placedAt >= from) counts[String(heard)] = (counts[String(heard)] ?? 0) + 1;
    return counts;
  }

  async #place(rate: number, talkMs: number): Promise<void> {
    const beganAt = performance.now();
    for (let nth = 0; !this.#isOver; nth += 1) {
      await sleep(Math.max(0, beganAt + (nth * 1000) / rate - performance.now()));
      const one = this.#callOnce(nth % this.#numbers.pairs, talkMs)
        .catch((error: unknown) => void this.faults.push(`a call could not be placed: ${String(error)}`))
        .finally(() => this.#open.delete(one));
      this.#open.add(one);
    }
  }

  async #callOnce(nth: number, talkMs: number): Promise<void> {
    const { caller, dialled } = this.#numbers;
    const heard: HeardCall = { nth, placedAt: performance.now(), answeredAt: null, heard: 'waiting' };
    this.calls.push(heard);
    const call = await this.#from.call({ to: this.#switchAddress, from: caller(nth), dialled });
    const isAnswered = await Promise.race([call.answered, sleep(PATIENCE_MS, null)]);
    if (isAnswered === null) giveUp(call);
    if (isAnswered !== true) {
      heard.heard = call.end?.by === 'refusal' ? call.end.status : 'gave-up';
      return;
    }
    heard.answeredAt = performance.now();
    heard.heard = 'talking';
    for (const look of this.#answered) look();
    await this.#talk(call, heard, talkMs);
  }

  async #talk(call: OutgoingCall, heard: HeardCall, talkMs: number): Promise<void> {
    await Promise.race([sleep(talkMs), call.ended]);
    heard.heard = call.end === null ? 'talked' : 'cut';
    // The answer to a BYE is of no interest, and there may be none.
    if (call.end === null) void call.hangUp();
  }

  async #pickUp(): Promise<void> {
    const rung = new Map<string, number>();
    for (;;) {
      const callee = await this.#to.nextCall();
      this.#check(callee, rung);
      callee.ring();
      callee.pickUp();
    }
  }

  /** Each callee is called for the callers that are his, by the number that is theirs. */
  #check({ dialled, shown, dialog }: IncomingCall, rung: Map<string, number>): void {
    const { callee, shown: ours, pairs } = this.#numbers;
    if (shown !== ours) this.faults.push(`${dialog.callId} showed another number than X`);
    const nth = Array.from({ length: pairs }, (_, each) => each).find((each) => callee(each) === dialled);
    if (nth === undefined) {
      this.faults.push(`${dialog.callId} went to nobody of ours`);
      return;
    }
    rung.set(dialled, (rung.get(dialled) ?? 0) + 1);
    const placed = this.calls.filter((call) => call.nth === nth).length;
    if ((rung.get(dialled) ?? 0) > placed)
      this.faults.push(`${dialog.callId} rang once more than was called`);
  }
}

/** An answer that crosses the CANCEL, or comes when a switch that stood still has lost it, is taken and hung up (RFC 3261, section 9.1). */
function giveUp(call: OutgoingCall): void {
  call.cancel();
  void call.answered.then((isLate) => (isLate ? call.hangUp() : undefined));
}
