import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { bytesOf, expectNoLeak, expectPhonesNoLeak } from './support/play.ts';
import { type Pair, present, Site } from './support/site.ts';
import { soon } from './support/until.ts';

describe.skipIf(!present)('A callback on a real FreeSWITCH that shows A to B', () => {
  let site: Site;
  let east: SipPhone;

  beforeAll(async () => {
    site = await Site.start({ settings: { calls: { allowRealNumberDisplay: true } } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    east = await site.phone('east');
  });
  afterEach(async () => {
    await site.quiet();
    await east.close();
  });

  const callback = ({ a, b, x }: Pair, display: 'x' | 'real-a' | undefined) =>
    site.run((axbridge) => axbridge.callback({ a, b, x, display }));

  /** A is called and answers, then B; the daemon dies while A is being called, and another one begins. */
  async function talk(pair: Pair, { dying = false } = {}) {
    await callback(pair, 'real-a');
    const first = await soon('A is called', east.nextCall());
    if (dying) await site.daemon.kill('SIGKILL');
    first.pickUp();
    if (dying) await site.daemon.start();
    const second = await soon('B is called', east.nextCall());
    second.pickUp();
    await site.stage(pair.x, 'talking');
    await second.hangUp();
    await soon('A is hung up', first.ended);
    return { first, second };
  }

  /** B sees A's number because A agreed; A must learn nothing of B whatever is shown to B. */
  function expectOnlyAShown({ a, b, x }: Pair, { first, second }: Awaited<ReturnType<typeof talk>>): void {
    expect({ called: first.dialled, shown: first.shown }).toEqual({ called: `86${a}`, shown: x.slice(1) });
    expect({ called: second.dialled, shown: second.shown }).toEqual({ called: `86${b}`, shown: `86${a}` });
    expectNoLeak(bytesOf(east, first), [numberSecret("B's number", b)]);
  }

  test('shows A to B, and X to A', async () => {
    const pair = site.newPair();
    expectOnlyAShown(pair, await talk(pair));
    expect(await site.outcome(pair.x)).toBe('answered');
  });

  test('shows the one who is called first, also when the binding has the two the other way round', async () => {
    const { a, b, x, dialled } = site.newPair();
    await site.run((axbridge) => axbridge.bind({ a: b, b: a, x, showNumbers: false }));
    const pair = { a, b, x, dialled };
    expectOnlyAShown(pair, await talk(pair, { dying: true }));
  });

  test('shows A to B when the daemon died while A was called', async () => {
    const pair = site.newPair();
    expectOnlyAShown(pair, await talk(pair, { dying: true }));
  });

  test('is refused when the settings do not allow it, and nobody is called; without the wish B sees X', async () => {
    await site.reload({});
    const pair = site.newPair();
    await expect(callback(pair, 'real-a')).rejects.toMatchObject({ code: 'display-not-allowed' });
    expect(await site.calls()).toEqual([]);
    await callback(pair, undefined);
    const first = await soon('A is called', east.nextCall());
    first.pickUp();
    const second = await soon('B is called', east.nextCall());
    second.pickUp();
    await site.stage(pair.x, 'talking');
    await second.hangUp();
    await soon('A is hung up', first.ended);
    expect([first.shown, second.shown]).toEqual([pair.x.slice(1), pair.x.slice(1)]);
    expectPhonesNoLeak(pair, [east, first], [east, second]);
  });
});
