import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeadLetter, type Delivery, judge } from '../../../src/domain/delivery/delivery.ts';
import {
  DeliveryQueue,
  DOWN_AFTER,
  MOST_OPEN,
  MOST_SENDING,
} from '../../../src/domain/delivery/delivery-queue.ts';
import type { DeliveryResult } from '../../../src/domain/delivery/delivery-result.ts';

const T0 = 1_000_000;
const SCHEDULE = { firstRetryMs: 100, longestRetryMs: 1_000, giveUpMs: 5_000 };
const ACCEPTED: DeliveryResult = { kind: 'accepted' };
const REFUSED: DeliveryResult = { kind: 'refused', status: 500, retryAfterMs: null };

const event = (number: number, lane = `call ${number}`) => ({ number, lane, at: T0 });

function queueOf(...events: readonly ReturnType<typeof event>[]): DeliveryQueue {
  const queue = new DeliveryQueue({ position: 0, open: [] });
  for (const one of events) queue.take(one, T0);
  return queue;
}

function end(queue: DeliveryQueue, delivery: Delivery, result: DeliveryResult, at: number): void {
  queue.settle(delivery.number, judge(delivery, result, SCHEDULE, { at, random: 0 }), at);
}

function sentNow(queue: DeliveryQueue, at: number): readonly Delivery[] {
  const sent: Delivery[] = [];
  for (let next = queue.next(at); next !== null; next = queue.next(at)) sent.push(next);
  return sent;
}

const numbers = (list: readonly { readonly number: number }[]): readonly number[] =>
  list.map(({ number }) => number);

describe('a queue of deliveries', () => {
  it('sends lanes side by side, and within a lane one after the other', () => {
    const queue = queueOf(event(1, 'a'), event(2, 'b'), event(3, 'a'));
    const [one, two, ...rest] = sentNow(queue, T0);
    expect(numbers([one, two].flatMap((each) => each ?? []))).toEqual([1, 2]);
    expect(rest).toEqual([]);
    end(queue, one ?? expect.fail(), REFUSED, T0);
    expect(sentNow(queue, T0 + 99)).toEqual([]);
    expect(numbers(sentNow(queue, T0 + 100))).toEqual([1]);
    end(queue, one ?? expect.fail(), ACCEPTED, T0 + 100);
    expect(numbers(sentNow(queue, T0 + 100))).toEqual([3]);
  });

  it('has only so many under way, and room for only so many', () => {
    const queue = queueOf(...Array.from({ length: MOST_OPEN }, (_, place) => event(place + 1)));
    expect(queue.room).toBe(0);
    expect(sentNow(queue, T0)).toHaveLength(MOST_SENDING);
  });

  it('tries an endpoint that is down by one at a time, and sends everything at once when it is back', () => {
    const queue = queueOf(...Array.from({ length: 40 }, (_, place) => event(place + 1)));
    for (const each of sentNow(queue, T0)) end(queue, each, REFUSED, T0);
    expect(MOST_SENDING).toBeGreaterThan(DOWN_AFTER);
    expect(queue.isDown).toBe(true);
    const [probe, ...others] = sentNow(queue, T0 + 1);
    expect(others).toEqual([]);
    end(queue, probe ?? expect.fail(), ACCEPTED, T0 + 2);
    expect(queue.isDown).toBe(false);
    expect(sentNow(queue, T0 + 2)).toHaveLength(MOST_SENDING);
    expect(queue.nextDueAt).toBeLessThanOrEqual(T0 + 2);
  });

  it('keeps nothing of what is accepted before anybody looked', () => {
    const queue = queueOf(event(1), event(2));
    for (const each of sentNow(queue, T0)) end(queue, each, ACCEPTED, T0);
    expect(queue.takeChange()).toEqual({ position: 2, open: [], dead: [], done: [] });
    expect(queue.takeChange()).toBeNull();
  });

  it('says once more what the store could not take', () => {
    const queue = queueOf(event(1), event(2));
    queue.confirm(queue.takeChange() ?? expect.fail());
    const [one, two] = sentNow(queue, T0);
    end(queue, one ?? expect.fail(), ACCEPTED, T0);
    end(queue, two ?? expect.fail(), REFUSED, T0 + 9_000);
    const change = queue.takeChange() ?? expect.fail();
    expect(change).toMatchObject({ position: 2, open: [], dead: [{ number: 2 }], done: [1] });
    queue.putBack(change);
    expect(queue.takeChange()).toEqual(change);
  });

  it('takes dead letters back that were set free, and none that has just been delivered', () => {
    const queue = queueOf(event(1));
    queue.confirm(queue.takeChange() ?? expect.fail());
    const [one] = sentNow(queue, T0);
    const row = { ...(one ?? expect.fail()) };
    end(queue, row, ACCEPTED, T0);
    queue.restore([row]);
    expect(queue.size).toBe(0);
    const change = queue.takeChange() ?? expect.fail();
    queue.restore([row]);
    expect(queue.size).toBe(0);
    queue.confirm(change);
    queue.restore([row]);
    expect(numbers(sentNow(queue, T0))).toEqual([1]);
  });
});

interface Kept {
  position: number;
  readonly open: Map<number, Delivery>;
  readonly dead: Map<number, DeadLetter>;
}

type Step =
  | { readonly kind: 'event'; readonly lane: number }
  | { readonly kind: 'send' | 'keep' | 'lose' | 'crash' }
  | { readonly kind: 'end'; readonly which: number; readonly result: 'accepted' | 'refused' }
  | { readonly kind: 'later'; readonly byMs: number };

const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constant('event'), lane: fc.nat({ max: 3 }) }),
    fc.record({ kind: fc.constantFrom('send', 'send', 'keep', 'keep', 'lose', 'crash') }),
    fc.record({
      kind: fc.constant('end'),
      which: fc.nat(),
      result: fc.constantFrom('accepted', 'refused'),
    }),
    fc.record({ kind: fc.constant('later'), byMs: fc.nat({ max: 3_000 }) }),
  ),
  { maxLength: 80 },
);

/** A queue, a store that keeps what it is told, and crashes. */
class Play {
  readonly kept: Kept = { position: 0, open: new Map(), dead: new Map() };
  readonly acknowledged: number[] = [];
  /** Since the store was last told. */
  unkept: number[] = [];
  readonly keptAcknowledged = new Set<number>();
  queue = new DeliveryQueue({ position: 0, open: [] });
  sending: Delivery[] = [];
  /** Lane of each event. */
  readonly lanes: string[] = [];
  at = T0;

  step(step: Step): void {
    switch (step.kind) {
      case 'event':
        this.lanes.push(`lane ${step.lane}`);
        this.read();
        return;
      case 'send':
        for (const each of sentNow(this.queue, this.at)) this.send(each);
        return;
      case 'end': {
        const [ended] = this.sending.splice(step.which % Math.max(1, this.sending.length), 1);
        if (ended === undefined) return;
        if (step.result === 'accepted') {
          this.acknowledged.push(ended.number);
          this.unkept.push(ended.number);
        }
        end(this.queue, ended, step.result === 'accepted' ? ACCEPTED : REFUSED, this.at);
        return;
      }
      case 'keep':
        this.keep();
        return;
      case 'lose': {
        const change = this.queue.takeChange();
        if (change !== null) this.queue.putBack(change);
        return;
      }
      case 'crash':
        this.sending = [];
        this.unkept = [];
        this.queue = new DeliveryQueue({ position: this.kept.position, open: [...this.kept.open.values()] });
        this.read();
        return;
      case 'later':
        this.at += step.byMs;
    }
  }

  read(): void {
    for (let number = this.queue.position + 1; number <= this.lanes.length; number += 1)
      this.queue.take({ number, lane: this.lanes[number - 1] ?? '', at: this.at }, this.at);
  }

  send(delivery: Delivery): void {
    expect(this.sending.map(({ lane }) => lane)).not.toContain(delivery.lane);
    expect(this.keptAcknowledged, 'what is kept as acknowledged is never sent again').not.toContain(
      delivery.number,
    );
    this.sending.push(delivery);
  }

  keep(): void {
    const change = this.queue.takeChange();
    if (change === null) return;
    this.kept.position = change.position;
    for (const one of change.open) this.kept.open.set(one.number, one);
    for (const one of change.dead) {
      this.kept.open.delete(one.number);
      this.kept.dead.set(one.number, one);
    }
    for (const number of change.done) this.kept.open.delete(number);
    this.queue.confirm(change);
    for (const number of this.unkept) this.keptAcknowledged.add(number);
    this.unkept = [];
  }

  finish(): void {
    while (this.queue.size > 0) {
      this.step({ kind: 'later', byMs: 1_000 });
      this.step({ kind: 'send' });
      while (this.sending.length > 0) this.step({ kind: 'end', which: 0, result: 'accepted' });
    }
    this.keep();
  }
}

describe('a queue that is kept, crashes and goes on', () => {
  it('delivers or gives up every event, of a lane the first time in order, and repeats only what was not kept', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const play = new Play();
        for (const step of steps) play.step(step);
        play.finish();
        const delivered = new Set(play.acknowledged);
        for (const [place, lane] of play.lanes.entries()) {
          const number = place + 1;
          expect(delivered.has(number) || play.kept.dead.has(number), `event ${number} of ${lane}`).toBe(
            true,
          );
        }
        for (const lane of new Set(play.lanes)) {
          const own = [...new Set(play.acknowledged)].filter((number) => play.lanes[number - 1] === lane);
          expect(own).toEqual(own.toSorted((one, other) => one - other));
        }
        expect(play.kept.open.size).toBe(0);
        expect(play.kept.position).toBe(play.lanes.length);
      }),
      { numRuns: 300 },
    );
  });
});
