import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectPhonesNoLeak, type Play, play } from './support/play.ts';
import {
  answered,
  expectRequest,
  expectResponse,
  giveUp,
  hangUp,
  invite,
  isGivenUp,
  isHungUp,
  pause,
  refused,
  refuses,
  respond,
  ringsAndAnswers,
} from './support/scenario.ts';
import { present, Site } from './support/site.ts';
import { soon } from './support/until.ts';

/** Without prompts, so that the network's answer comes at once; what callers hear is in refusals.test.ts. */
const SILENT = Object.fromEntries(
  Object.entries({
    busy: 'USER_BUSY',
    'no-answer': 'NO_ANSWER',
    rejected: 'CALL_REJECTED',
    unreachable: 'SUBSCRIBER_ABSENT',
    unassigned: 'UNALLOCATED_NUMBER',
    'switch-busy': 'SWITCH_CONGESTION',
    'switch-failure': 'NORMAL_TEMPORARY_FAILURE',
  }).map(([outcome, cause]) => [outcome, { prompt: null, cause }]),
);

/** How the first gateway says that the telephone rings, and what it answers then. */
const RANG = [
  ...[408, 500, 502, 503, 504].flatMap((status) => [
    [180, status, false] as const,
    [183, status, true] as const,
  ]),
  [183, 503, false] as const,
  [182, 503, false] as const,
  [180, 503, true] as const,
];

describe.skipIf(!present)('A callee who is not reached, on a real FreeSWITCH', () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.start({
      settings: { routing: { ringTimeoutSeconds: 5, firstResponseSeconds: 1 } },
      refusals: SILENT,
    });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** A call that is refused with this status while the called carriers do as they are told. */
  async function refusedCall(name: string, status: number, called: Omit<Play, 'caller'>): Promise<string> {
    const { a, b, x, dialled } = await site.bound();
    await play(site, name, { a, b }, { caller: [invite({ from: a, dialled }), refused(status)], ...called });
    return String(await site.outcome(x));
  }

  test.each([
    [486, 486, 'busy'],
    [600, 486, 'busy'],
    [603, 603, 'rejected'],
    [403, 603, 'rejected'],
    [404, 404, 'unassigned'],
    [484, 404, 'unassigned'],
    [480, 480, 'no-answer'],
    [410, 603, 'rejected'],
  ])(
    'who answers %i lets the caller get %i, and never rings by the second gateway',
    async (status, got, outcome) => {
      const called = { east: [refuses(status)], west: [ringsAndAnswers()], notCalled: ['west'] } as const;
      expect(await refusedCall(`callee-answers-${status}`, got, called)).toBe(outcome);
    },
  );

  test.each<readonly [ringing: number, status: number, withSdp: boolean]>(RANG)(
    'has rung already (%i) when the first gateway answers %i (with SDP: %s): the second gateway does not ring',
    async (ringing, status, withSdp) => {
      const rings = respond(ringing, { withSdp });
      const called = {
        east: [expectRequest('INVITE'), rings, pause(100), respond(status), expectRequest('ACK')],
        west: [ringsAndAnswers()],
        notCalled: ['west'],
      } as const;
      expect(await refusedCall(`rang-before-${status}`, 480, called)).toBe('unreachable');
    },
  );

  test('has rung already when the first gateway answers in the same moment: the second gateway does not ring', async () => {
    const called = {
      east: [expectRequest('INVITE'), respond(180), respond(503), expectRequest('ACK')],
      west: [ringsAndAnswers()],
      notCalled: ['west'],
    } as const;
    expect(await refusedCall('rang-just-before-503', 480, called)).toBe('unreachable');
  });

  test.each([408, 500, 502, 503, 504])(
    'is reached by the second gateway when the first answers %i',
    async (status) => {
      const { a, b, dialled } = await site.bound();
      const { west } = await play(
        site,
        `first-gateway-answers-${status}`,
        { a, b },
        {
          caller: [invite({ from: a, dialled }), answered(), hangUp()],
          east: [expectRequest('INVITE'), respond(100), respond(status), expectRequest('ACK')],
          west: [ringsAndAnswers(0), isHungUp()],
        },
      );
      expect(west?.invite.called).toBe(`86${b}`);
    },
  );

  test('is reached by the second gateway when nobody is at the first', async () => {
    const { a, b, x, dialled } = await site.bound();
    const { west } = await play(
      site,
      'first-gateway-is-unreachable',
      { a, b },
      {
        caller: [invite({ from: a, dialled }), answered(), hangUp()],
        west: [ringsAndAnswers(0), isHungUp()],
      },
    );
    expect(west?.invite).toMatchObject({ called: `86${b}`, shown: x.slice(1) });
  });

  test('is reached by the second gateway when the first says nothing', async () => {
    const { a, b, dialled } = await site.bound();
    const { west } = await play(
      site,
      'first-gateway-says-nothing',
      { a, b },
      {
        caller: [invite({ from: a, dialled }), answered(), hangUp()],
        east: [expectRequest('INVITE'), respond(100), isGivenUp()],
        west: [ringsAndAnswers(0), isHungUp()],
      },
    );
    expect(west?.invite.called).toBe(`86${b}`);
  });

  test('is unreachable when nobody is at any gateway', async () => {
    expect(await refusedCall('no-gateway-is-reachable', 480, {})).toBe('unreachable');
  });

  test('does not answer: the caller is told after the ring timeout, and the second gateway does not ring', async () => {
    const called = {
      east: [expectRequest('INVITE'), respond(180), isGivenUp()],
      west: [ringsAndAnswers()],
      notCalled: ['west'],
    } as const;
    expect(await refusedCall('callee-does-not-answer', 480, called)).toBe('no-answer');
  });

  test.each([
    ['that has rung', false],
    ['whose network plays something', true],
  ])('is no first party of a callback %s: the second gateway does not ring it', async (_what, early) => {
    const { a, b, x } = site.newPair();
    await using east = await site.phone('east');
    await using west = await site.phone('west');
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    const first = await soon('A is called', east.nextCall());
    first.ring({ early });
    first.reject(503);
    expect(await site.outcome(x)).toBe('unreachable');
    expect(west.packets).toEqual([]);
  });

  test('is called by the second gateway as first party of a callback when the first fails at once', async () => {
    const { a, b, x } = site.newPair();
    await using east = await site.phone('east');
    await using west = await site.phone('west');
    await site.run((axbridge) => axbridge.callback({ a, b, x }));
    (await soon('A is called', east.nextCall())).reject(503);
    const again = await soon('A is called by the second gateway', west.nextCall());
    expect(again.dialled).toBe(`86${a}`);
    again.reject(486);
    expect(await site.outcome(x)).toBe('busy');
  });

  test('does not answer while its network plays something: the ring timeout holds all the same', async () => {
    const { a, b, x, dialled } = await site.bound();
    await using origin = await site.phone('origin');
    await using east = await site.phone('east');
    await using west = await site.phone('west');
    const caller = await origin.call({ to: site.switchAddress, from: a, dialled, media: true });
    const callee = await soon('the callee is called', east.nextCall());
    callee.ring({ early: true });
    expect(await soon('the telephone stops ringing', callee.ended)).toEqual({ by: 'cancel' });
    expect(await soon('the refusal', caller.ended)).toMatchObject({ by: 'refusal', status: 480 });
    expect(await site.outcome(x)).toBe('no-answer');
    expect(west.packets).toEqual([]);
    expectPhonesNoLeak({ a, b }, [origin, caller], [east, callee]);
  });

  test('stops ringing when the caller gives up', async () => {
    const { a, b, x, dialled } = await site.bound();
    const dialling = { from: a, dialled };
    await play(
      site,
      'caller-gives-up-while-ringing',
      { a, b },
      {
        caller: [invite(dialling), expectResponse(180), pause(300), giveUp(dialling)],
        east: [expectRequest('INVITE'), respond(180), isGivenUp()],
        west: [ringsAndAnswers()],
        notCalled: ['west'],
      },
    );
    expect(await site.outcome(x)).toBe('caller-gave-up');
  });

  test('cannot send the caller elsewhere by a redirect', async () => {
    const elsewhere = `<sip:8613900139000@127.0.0.3:${site.ports.west}>`;
    const called = {
      east: [expectRequest('INVITE'), respond(302, { contact: elsewhere }), expectRequest('ACK')],
      west: [ringsAndAnswers()],
      notCalled: ['west'],
    } as const;
    expect(await refusedCall('redirect-is-not-followed', 480, called)).toBe('unreachable');
  });

  test('leaves no call behind', async () => {
    await site.quiet();
    expect(site.daemon.output).not.toMatch(/1391234\d{4}|1589876\d{4}/);
  });
});
