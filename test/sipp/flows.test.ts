import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectPhonesNoLeak, play } from './support/play.ts';
import {
  answered,
  expectRequest,
  expectResponse,
  hangsUpAsCallee,
  hangUp,
  invite,
  isHungUp,
  pause,
  respond,
  ringsAndAnswers,
  ringsAndPicksUp,
} from './support/scenario.ts';
import type { SettingsFormat } from './support/site.ts';
import { present, Site } from './support/site.ts';
import { soon, until } from './support/until.ts';

describe.skipIf(!present)('A call on a real FreeSWITCH', () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.start();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('reaches the other party, who sees X, and ends when the caller hangs up', async () => {
    const { a, b, x, dialled } = await site.bound();
    const { east } = await play(
      site,
      'direct-dial-is-answered',
      { a, b },
      {
        caller: [invite({ from: a, dialled }), answered(), pause(200), hangUp()],
        east: [ringsAndAnswers(), isHungUp()],
      },
    );
    expect(east?.invite).toMatchObject({ called: `86${b}`, shown: x.slice(1) });
    expect(await site.outcome(x)).toBe('answered');
  });

  test('ends when the callee hangs up', async () => {
    const { a, b, x, dialled } = await site.bound();
    await play(
      site,
      'callee-hangs-up',
      { a, b },
      {
        caller: [invite({ from: a, dialled }), answered(), isHungUp()],
        east: [ringsAndPicksUp(), hangsUpAsCallee(200)],
      },
    );
    expect(await site.outcome(x)).toBe('answered');
  });

  test('goes the other way by the same X: the return call', async () => {
    const { a, b, x, dialled } = await site.bound();
    const { east } = await play(
      site,
      'return-call-is-answered',
      { a: b, b: a },
      {
        caller: [invite({ from: b, dialled }), answered(), hangUp()],
        east: [ringsAndAnswers(), isHungUp()],
      },
    );
    expect(east?.invite).toMatchObject({ called: `86${a}`, shown: x.slice(1) });
  });

  test.each([
    ['national', (a: string) => a],
    ['with the country code', (a: string) => `86${a}`],
    ['E.164', (a: string) => `+86${a}`],
    ['international', (a: string) => `0086${a}`],
    ['with the trunk zero', (a: string) => `0${a}`],
  ])('reaches the other party whichever way the carrier writes the caller and X: %s', async (_, spell) => {
    const { a, b, dialled } = await site.bound();
    const { east } = await play(
      site,
      'any-spelling-is-understood',
      { a, b },
      {
        caller: [invite({ from: spell(a), dialled: spell(dialled) }), answered(), hangUp()],
        east: [ringsAndAnswers(0), isHungUp()],
      },
    );
    expect(east?.invite.called).toBe(`86${b}`);
  });

  test("lets the caller hear the callee's network before the answer", async () => {
    const { a, b, dialled } = await site.bound();
    const { caller } = await play(
      site,
      'early-media-is-passed-on',
      { a, b },
      {
        caller: [
          invite({ from: a, dialled }),
          expectResponse(183),
          expectResponse(200),
          // The ACK that `answered` would send.
          answered().at(-1) ?? [],
          hangUp(),
        ],
        east: [
          expectRequest('INVITE'),
          respond(183, { withSdp: true }),
          pause(300),
          respond(200, { withSdp: true }),
          expectRequest('ACK'),
          isHungUp(),
        ],
      },
    );
    expect(caller.response(183)?.body).toContain('m=audio');
  });

  test("passes the callee's early sound on to the caller, and both ways after the answer", async () => {
    const { a, b, dialled } = await site.bound();
    await using origin = await site.phone('origin');
    await using east = await site.phone('east');
    const caller = await origin.call({ to: site.switchAddress, from: a, dialled, media: true });
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring({ early: true });
    expect((await soon('early media', caller.ringing))?.status).toBe(183);
    await hears(caller.media);
    expect(caller.wasAnswered).toBe(false);
    callee.pickUp();
    await soon('the answer', caller.answered);
    await hears(callee.media);
    await caller.hangUp();
    await soon('the end', callee.ended);
    expectPhonesNoLeak({ a, b }, [origin, caller], [east, callee]);
  });

  test('is made by the daemon on request: A is called, then B, and B who calls back reaches A', async () => {
    const { a, b, x, dialled } = site.newPair();
    await using origin = await site.phone('origin');
    await using east = await site.phone('east');
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', east.nextCall());
    expect({ called: first.dialled, shown: first.shown }).toEqual({ called: `86${a}`, shown: x.slice(1) });
    first.ring();
    first.pickUp();
    const second = await soon('B is called', east.nextCall());
    expect({ called: second.dialled, shown: second.shown }).toEqual({ called: `86${b}`, shown: x.slice(1) });
    second.ring();
    second.pickUp();
    await hears(second.media);
    await second.hangUp();
    await soon('A is hung up', first.ended);
    expect(await site.outcome(x)).toBe('answered');
    expectPhonesNoLeak({ a, b }, [east, first], [east, second]);

    const caller = await origin.call({ to: site.switchAddress, from: b, dialled });
    const called = await soon('A is called by B', east.nextCall());
    expect({ called: called.dialled, shown: called.shown }).toEqual({ called: `86${a}`, shown: x.slice(1) });
    called.pickUp();
    await soon('the answer', caller.answered);
    await caller.hangUp();
    await soon('the end', called.ended);
    expectPhonesNoLeak({ a: b, b: a }, [origin, caller], [east, called]);
  });

  test('stops ringing B at once when the first party of a callback hangs up', async () => {
    const { a, b, x } = site.newPair();
    await using east = await site.phone('east');
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', east.nextCall());
    first.pickUp();
    const second = await soon('B is called', east.nextCall());
    second.ring();
    await site.stage(x, 'ringing');
    await first.hangUp();
    expect(await soon('B stops ringing', second.ended)).toEqual({ by: 'cancel' });
    expect(await site.outcome(x)).toBe('caller-gave-up');
    expectPhonesNoLeak({ a, b }, [east, first], [east, second]);
  });

  test.each<SettingsFormat>([
    ['e164', '', '86', '86'],
    ['e164-plus', '', '+86', '+86'],
    ['international', '', '0086', '0086'],
    ['national', '', '', ''],
    ['national', '9012', '9012', ''],
  ])(
    'is dialled as the gateway wants it after a reload: %s with the prefix "%s"',
    async (format, prefix, before, shown) => {
      await site.reload({ gateways: [{ name: 'east', numberFormat: format, dialPrefix: prefix }] });
      const { a, b, dialled } = await site.bound();
      const { east } = await play(
        site,
        'number-is-in-the-format-of-the-gateway',
        { a, b },
        {
          caller: [invite({ from: a, dialled }), answered(), hangUp()],
          east: [ringsAndAnswers(0), isHungUp()],
        },
      );
      expect(east?.invite).toMatchObject({ called: `${before}${b}`, shown: `${shown}${dialled}` });
    },
  );
});

/** Resolves when half a second of media has come. */
function hears(media: { readonly packetsReceived: number } | null): Promise<void> {
  const from = media?.packetsReceived ?? 0;
  return until('media arrives', () => (media?.packetsReceived ?? 0) >= from + 25);
}
