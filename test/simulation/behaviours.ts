import type { PlacedCall, ReceivedCall } from '../simulator/phone.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** What people do with their telephones. */
export class Behaviours {
  readonly #timeline: Timeline;
  readonly #random: Random;

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  /** Waits, keys digits when he is asked for some, and hangs up in the end, sooner or later. */
  caller(call: PlacedCall, digitsFor: () => string | null): void {
    const random = this.#random;
    void call
      .reached('answered')
      .then(() => this.#later(1_500 + random.pause(2_000), () => this.#keys(call, digitsFor)));
    const patienceMs = random.chance(0.15) ? random.pause(2_000) : 20_000 + random.pause(120_000);
    this.#timeline.after(patienceMs, () => call.hangUp());
  }

  #keys(call: PlacedCall, digitsFor: () => string | null): void {
    const isAsked = call.heard.at(-1)?.endsWith('enter-extension.wav') === true;
    if (!isAsked || call.end !== null) return;
    const digits = digitsFor();
    if (digits !== null) call.key(`${digits}#`);
  }

  /** Answers, or does something else. */
  callee(call: ReceivedCall): void {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.7) this.#answers(call);
    else if (kind < 0.8)
      this.#later(random.pause(300), () => call.reject(random.pick([486, 480, 404, 503, 603])));
    else if (kind < 0.9) this.#later(random.pause(400), () => call.ring());
    else if (kind < 0.94) this.#later(random.pause(400), () => call.redirect('8613900139999'));
  }

  #answers(call: ReceivedCall): void {
    const random = this.#random;
    const ringMs = random.pause(400);
    const answerMs = ringMs + random.pause(4_000);
    if (random.chance(0.8)) this.#later(ringMs, () => call.ring());
    else this.#later(ringMs, () => call.earlyMedia());
    this.#later(answerMs, () => call.answer());
    if (random.chance(0.6)) this.#later(answerMs + random.pause(60_000), () => call.hangUp());
  }

  #later(delayMs: number, act: () => void): void {
    this.#timeline.after(delayMs, act);
  }
}
