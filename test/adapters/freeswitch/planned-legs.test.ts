import { describe, expect, it } from 'vitest';
import { application, type MessageHeader } from '../../../src/adapters/freeswitch/message.ts';
import { PlannedLegs } from '../../../src/adapters/freeswitch/planned-legs.ts';
import type { LegId } from '../../../src/domain/call/leg.ts';

const LEG = '00000000-0000-4000-8000-000000000001' as LegId;
const ORDER: readonly MessageHeader[] = [application('bridge', 'one')];

/** Where orders go that are no answer to a question. */
class Wire {
  readonly sent: (readonly MessageHeader[])[] = [];
  readonly send = (message: readonly MessageHeader[]): Promise<void> => {
    this.sent.push(message);
    return Promise.resolve();
  };
}

const ignored = (): void => {};
const noAnswer = (): void => expect.unreachable();

describe('a leg for which the dialplan asks', () => {
  it('gets its order as the answer, and no other one when it goes its way', async () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    const given: Promise<void>[] = [];
    const answers: unknown[] = [];
    const arrive = (): void => {
      given.push(legs.order(LEG, ORDER, wire.send));
      expect(answers, 'answered before anything else is done').toEqual([ORDER]);
    };
    expect(legs.ask(LEG, arrive, (order) => answers.push(order))).toBe(true);
    expect(answers).toHaveLength(1);
    legs.moves(LEG);
    await Promise.all(given);
    expect(wire.sent).toEqual([]);
    expect(legs.waits(LEG), 'it is known no more').toBe(false);
  });

  it('gets the same order once more, and nobody is told of it, when the answer was lost and it waits', async () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    const given: Promise<void>[] = [];
    legs.ask(LEG, () => given.push(legs.order(LEG, ORDER, wire.send)), ignored);
    expect(legs.waits(LEG)).toBe(true);
    await Promise.all(given);
    expect(wire.sent).toEqual([ORDER]);
  });

  it('is let wait when no order comes at once, and gets the order when it waits, not before', async () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    expect(legs.ask(LEG, () => undefined, noAnswer)).toBe(false);
    const given = legs.order(LEG, ORDER, wire.send);
    await Promise.resolve();
    expect(wire.sent).toEqual([]);
    expect(legs.waits(LEG)).toBe(true);
    await given;
    expect(wire.sent).toEqual([ORDER]);
  });

  it('is let wait when it is asked for again: its first order is on its way', () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    legs.ask(LEG, () => void legs.order(LEG, ORDER, wire.send), ignored);
    expect(legs.ask(LEG, () => expect.unreachable(), noAnswer)).toBe(false);
  });

  it('has an order of which nobody knows when the link is lost, and one that was not given is given', async () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    const given: Promise<void>[] = [];
    legs.ask(LEG, () => given.push(legs.order(LEG, ORDER, wire.send)), ignored);
    legs.loseAll();
    await expect(Promise.all(given)).rejects.toMatchObject({ failure: 'unknown-outcome' });
    legs.ask(LEG, () => undefined, noAnswer);
    const late = legs.order(LEG, ORDER, wire.send);
    legs.loseAll();
    await late;
    expect(wire.sent).toEqual([ORDER]);
  });

  it('for which nobody asked gets its order at once', async () => {
    const [legs, wire] = [new PlannedLegs(), new Wire()];
    const given = legs.order(LEG, ORDER, wire.send);
    expect(wire.sent).toEqual([ORDER]);
    await given;
    expect(legs.waits(LEG)).toBe(false);
  });
});
