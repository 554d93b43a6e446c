import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dtmf, dtmfRelay } from '../support/info-keys.ts';
import { play } from './support/play.ts';
import {
  answered,
  hangsUpAsCallee,
  invite,
  isHungUp,
  keys,
  pause,
  refused,
  ringsAndPicksUp,
} from './support/scenario.ts';
import { type Pair, present, Site } from './support/site.ts';

/** The question begins at once with the answer, and its prompt takes four seconds: people do not key before they hear it. */
const LISTENS = pause(1_500);

type Steps = Parameters<typeof play>[3]['caller'];

describe.skipIf(!present)('The modes on a real FreeSWITCH, with SIPp at both ends', () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.start();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** A whole call, which the callee ends. @param keying what the caller does before somebody is called */
  async function reaches(
    from: string,
    to: string,
    on: string,
    shown = on,
    keying: Steps = [],
  ): Promise<void> {
    const { east } = await play(
      site,
      'mode-is-followed',
      { a: from, b: to },
      {
        caller: [
          invite({ from, dialled: on, telephoneEvents: keying.length === 0 }),
          answered(),
          ...keying,
          isHungUp(),
        ],
        east: [ringsAndPicksUp(0), hangsUpAsCallee(200)],
      },
    );
    expect(east?.invite).toMatchObject({ called: `86${to}`, shown: `86${shown}` });
  }

  /** @param other who is not to be reached, and of whom the caller learns nothing */
  async function isRefused(from: string, on: string, status: number, other: string): Promise<void> {
    const caller = [invite({ from, dialled: on }), refused(status)];
    await play(site, 'mode-is-refused', { a: from, b: other }, { caller });
  }

  test('reverse: B reaches A, A is told that the direction is wrong', async () => {
    const { a, b, dialled, x } = await site.bound({ mode: 'reverse' });
    await reaches(b, a, dialled);
    await isRefused(a, dialled, 403, b);
    expect([await site.outcome(x), await site.outcome(x, 2)]).toEqual(['answered', 'wrong-direction']);
  });

  test('a-to-b: A reaches B, B is told that the direction is wrong', async () => {
    const { a, b, dialled, x } = await site.bound({ mode: 'a-to-b' });
    await reaches(a, b, dialled);
    await isRefused(b, dialled, 403, a);
    expect([await site.outcome(x), await site.outcome(x, 2)]).toEqual(['answered', 'wrong-direction']);
  });

  test('b-to-a: B reaches A, A is told that the direction is wrong', async () => {
    const { a, b, dialled, x } = await site.bound({ mode: 'b-to-a' });
    await reaches(b, a, dialled);
    await isRefused(a, dialled, 403, b);
    expect([await site.outcome(x), await site.outcome(x, 2)]).toEqual(['answered', 'wrong-direction']);
  });

  test('axyb: each party sees its own number, and reaches nobody by the other one', async () => {
    const other = site.newPair();
    const { a, b, dialled } = await site.bound({ mode: 'axyb', y: other.x });
    await reaches(a, b, dialled, other.dialled);
    await reaches(b, a, other.dialled, dialled);
    await Promise.all([isRefused(a, other.dialled, 404, b), isRefused(b, dialled, 404, a)]);
  });

  test('ax: strangers reach A, and A the last of them, or whom the platform says for a while', async () => {
    const { a, b, dialled, binding } = await site.bound({ mode: 'ax', callBack: '1h' });
    const [one, other] = [site.newPair().a, site.newPair().a];
    await reaches(a, b, dialled);
    await reaches(one, a, dialled);
    await reaches(other, a, dialled);
    await reaches(a, other, dialled);
    await site.run((axbridge) => axbridge.setCallee({ id: binding.id, callee: one, until: '1h' }));
    await reaches(a, one, dialled);
  });

  test('axg: members reach A, and A the last of them; others and those who left are refused', async () => {
    const [one, other, stranger] = [site.newPair().a, site.newPair().a, site.newPair().a];
    await site.run((axbridge) => axbridge.putGroup({ group: 'drivers', members: [one, other] }));
    const { a, b, dialled } = await site.bound({ mode: 'axg', group: 'drivers' });
    await reaches(a, b, dialled);
    await reaches(one, a, dialled);
    await reaches(a, one, dialled);
    await site.run((axbridge) => axbridge.changeGroup({ group: 'drivers', add: [], remove: [one] }));
    await Promise.all([one, stranger].map((from) => isRefused(from, dialled, 480, a)));
    await reaches(a, b, dialled);
    await reaches(other, a, dialled);
  });

  describe('axe', () => {
    /** Two with extensions on one X: A has 1111 and B has 2222. */
    async function extensions(): Promise<Pair> {
      const pair = site.newPair();
      const { a, b, x } = pair;
      await site.run(async (axbridge) => {
        await axbridge.bind({ a, x, mode: 'axe', extension: '1111', showNumbers: false });
        await axbridge.bind({ a: b, x, mode: 'axe', extension: '2222', showNumbers: false });
      });
      return pair;
    }

    test.each([
      ['application/dtmf-relay', dtmfRelay],
      ['application/dtmf', dtmf],
    ] as const)(
      'who keys an extension reaches its owner, who reaches him (SIP INFO, %s)',
      async (_, bodyOf) => {
        const { a, b, dialled } = await extensions();
        const stranger = site.newPair().a;
        await reaches(stranger, b, dialled, dialled, [LISTENS, ...keys('2222', bodyOf)]);
        await reaches(stranger, a, dialled, dialled, [LISTENS, ...keys('1111', bodyOf)]);
        await reaches(b, stranger, dialled);
      },
    );

    test('who keys wrong digits may correct them', async () => {
      const { b, dialled } = await extensions();
      const wrong = [LISTENS, ...keys('9999', dtmfRelay)];
      await reaches(site.newPair().a, b, dialled, dialled, [
        ...wrong,
        ...wrong,
        LISTENS,
        ...keys('2222', dtmfRelay),
      ]);
    });

    test('who keys wrong digits three times is refused', async () => {
      const { a, x, dialled } = await extensions();
      const from = site.newPair().a;
      const wrong = [LISTENS, ...keys('9999', dtmfRelay)];
      const caller = [
        invite({ from, dialled, telephoneEvents: false }),
        answered(),
        ...wrong,
        ...wrong,
        ...wrong,
        isHungUp(),
      ];
      await play(site, 'wrong-extension-is-refused', { a: from, b: a }, { caller });
      expect(await site.outcome(x)).toBe('extension-unknown');
    });

    test('who keys nothing but the hash key is refused', async () => {
      const { a, x, dialled } = await extensions();
      const from = site.newPair().a;
      const caller = [
        invite({ from, dialled, telephoneEvents: false }),
        answered(),
        ...[1, 2, 3].flatMap(() => [LISTENS, ...keys('#', dtmfRelay)]),
        isHungUp(),
      ];
      await play(site, 'missing-extension-is-refused', { a: from, b: a }, { caller });
      expect(await site.outcome(x)).toBe('extension-missing');
    });
  });
});
