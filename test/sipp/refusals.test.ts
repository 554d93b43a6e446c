import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { CallOptions, OutgoingCall } from '../support/outgoing-call.ts';
import { type HeardPrompt, NEARLY_ALL, promptIn } from '../support/prompts-heard.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { bytesOf, expectNoLeak, play } from './support/play.ts';
import { invite, refused } from './support/scenario.ts';
import { present, Site } from './support/site.ts';
import { soon, until } from './support/until.ts';

/** What a refused caller got. */
interface Refusal {
  readonly status: number;
  readonly prompt: HeardPrompt | null;
  /** Of the responses before the last. */
  readonly provisional: readonly number[];
}

type Case = readonly [
  name: string,
  status: number,
  prompt: string,
  prepare: (site: Site) => Promise<Dialling>,
];
interface Dialling extends Partial<CallOptions> {
  readonly from: string;
  readonly dialled: string;
  /** The number that the caller must not learn. */
  readonly secret?: string;
}

/** Numbers that are bound when the test begins, and what is done to the binding. */
async function bound(site: Site, terms: Parameters<Site['bound']>[0] = {}) {
  const pair = await site.bound(terms);
  return { ...pair, dialling: { from: pair.a, dialled: pair.dialled, secret: pair.b } };
}

const CASES: readonly Case[] = [
  [
    'a caller without a binding',
    404,
    'en/no-binding',
    async (site) => ({ from: '13900139000', dialled: (await bound(site)).dialled }),
  ],
  [
    'a caller whose binding has expired',
    410,
    'en/binding-expired',
    async (site) => {
      const { x, a, dialling } = await bound(site, { expires: '1s' });
      await until('the binding has expired', async () => {
        const { reason } = await site.run((axbridge) => axbridge.route({ caller: a, x, showNumbers: false }));
        return reason === 'binding-expired';
      });
      return dialling;
    },
  ],
  [
    'a caller whose binding was released a moment ago',
    480,
    'en/binding-cooling',
    async (site) => {
      const { binding, dialling } = await bound(site);
      await site.run((axbridge) => axbridge.unbind({ id: binding.id }));
      return dialling;
    },
  ],
  [
    'the A of a reverse binding',
    403,
    'en/wrong-direction',
    async (site) => (await bound(site, { mode: 'reverse' })).dialling,
  ],
  [
    'a caller who withholds the number',
    603,
    'en/caller-withheld',
    async (site) => ({
      ...(await bound(site)).dialling,
      fromHeader: '"Anonymous" <sip:anonymous@anonymous.invalid>',
      headers: [['Privacy', 'id']],
    }),
  ],
  [
    'a caller whose number is none',
    501,
    'en/caller-malformed',
    async (site) => ({ ...(await bound(site)).dialling, from: 'bob%0d%0aX-Injected%3a1' }),
  ],
  [
    'a caller to a number that is locked',
    480,
    'en/number-locked',
    async (site) => {
      await site.run((axbridge) => axbridge.addPool({ pool: 'shut', range: '95000001', language: 'en' }));
      await site.run((axbridge) => axbridge.lockPool({ pool: 'shut', locked: true }));
      return { from: '13900139001', dialled: '95000001' };
    },
  ],
  [
    'a caller to a number that is in no pool',
    404,
    'zh/no-binding',
    async () => ({ from: '13900139002', dialled: '95000777' }),
  ],
  [
    'a caller who dialled what is no number',
    484,
    'zh/number-malformed',
    async () => ({ from: '13900139003', dialled: '0000' }),
  ],
  [
    'a caller in a pool that speaks Chinese',
    404,
    'zh/no-binding',
    async (site) => {
      await site.run((axbridge) => axbridge.addPool({ pool: 'zh', range: '95000002', language: 'zh' }));
      return { from: '13900139004', dialled: '95000002' };
    },
  ],
  [
    'a caller in a pool with a cause and a prompt of its own',
    486,
    'en/callee-busy',
    async (site) => {
      const own = 'no-binding=USER_BUSY:callee-busy';
      await site.daemon.ask('pool', 'add', 'own', '95000003', '--language', 'en', '--refusal', own);
      return { from: '13900139005', dialled: '95000003' };
    },
  ],
];

/** How the callee's network answers, what the caller gets of it, and hears. */
const FAILURES: readonly (readonly [
  name: string,
  answer: number,
  reason: string,
  got: number,
  prompt: string,
])[] = [
  ['busy', 486, '', 486, 'en/callee-busy'],
  ['not answering', 480, '', 480, 'en/callee-no-answer'],
  ['rejecting', 603, '', 603, 'en/callee-rejected'],
  ['unassigned', 404, '', 404, 'en/callee-unassigned'],
  ['unreachable', 480, 'Q.850;cause=27', 480, 'en/callee-unreachable'],
  ['in a crowded network', 480, 'Q.850;cause=34', 503, 'en/switch-busy'],
  ['incompatible', 488, '', 503, 'en/switch-failure'],
];

describe.skipIf(!present)('A refusal on a real FreeSWITCH', () => {
  let site: Site;
  let origin: SipPhone;
  let east: SipPhone;
  let west: SipPhone;
  const refusals = new Map<string, Promise<Refusal>>();

  /** All are refused at once: each hears seconds of speech. */
  beforeAll(async () => {
    site = await Site.start();
    [origin, east, west] = [await site.phone('origin'), await site.phone('east'), await site.phone('west')];
    for (const [name, , , prepare] of CASES) refusals.set(name, place(await prepare(site)));
    const answers = new Map<string, (typeof FAILURES)[number]>();
    for (const failure of FAILURES) {
      const { b, dialling } = await bound(site);
      answers.set(`86${b}`, failure);
      refusals.set(failure[0], place(dialling));
    }
    for (const _ of FAILURES) refuse(await soon('a callee is called', east.nextCall()), answers);
    // The one whose network is crowded is tried by the other gateway as well.
    refuse(await soon('a callee is called by the second gateway', west.nextCall()), answers);
  });
  afterAll(async () => {
    await origin?.close();
    await east?.close();
    await west?.close();
    await site?.[Symbol.asyncDispose]();
  });

  function refuse(call: IncomingCall, answers: ReadonlyMap<string, (typeof FAILURES)[number]>): void {
    const [, status = 500, reason = ''] = answers.get(call.dialled) ?? [];
    call.reject(status, { headers: reason === '' ? [] : [['Reason', reason]] });
  }

  async function place(dialling: Dialling): Promise<Refusal> {
    const call = await origin.call({ to: site.switchAddress, media: true, ...dialling });
    return refusalOf(call, dialling.secret ?? null);
  }

  async function refusalOf(call: OutgoingCall, secret: string | null): Promise<Refusal> {
    const end = await soon('the refusal', call.ended);
    if (secret !== null)
      expectNoLeak(bytesOf(origin, call), [numberSecret("the other party's number", secret)]);
    return {
      status: end.by === 'refusal' ? end.status : 0,
      prompt: promptIn(call.media?.sound ?? Buffer.alloc(0)),
      provisional: call.provisionals.map(({ status }) => status),
    };
  }

  test.each(CASES.map(([name, status, prompt]) => [name, status, prompt] as const))(
    'of %s: %i after %s',
    async (name, status, prompt) => {
      const refusal = await refusals.get(name);
      expect(refusal).toMatchObject({ status, prompt: { name: prompt } });
      expect(refusal?.provisional).toContain(183);
      expect(refusal?.prompt?.share).toBeGreaterThan(NEARLY_ALL);
    },
  );

  test.each(FAILURES.map(([name, , , got, prompt]) => [name, got, prompt] as const))(
    'because the callee is %s: %i after %s',
    async (name, status, prompt) => {
      const refusal = await refusals.get(name);
      expect(refusal).toMatchObject({ status, prompt: { name: prompt } });
      expect(refusal?.prompt?.share).toBeGreaterThan(NEARLY_ALL);
    },
  );

  test('without a prompt, where the pool wants none, comes at once and without a sound', async () => {
    const refusal = { 'no-binding': { prompt: null, cause: 'CALL_REJECTED' } };
    await site.run((axbridge) => axbridge.addPool({ pool: 'mute', range: '95000004', refusals: refusal }));
    const { caller } = await play(
      site,
      'refused-without-prompt',
      { a: '13900139006', b: '13900139007' },
      {
        caller: [invite({ from: '13900139006', dialled: '95000004' }), refused(603)],
      },
    );
    expect(caller.statuses).not.toContain(183);
  });

  test('of a stranger address is not for the daemon at all', async () => {
    const { caller } = await play(
      site,
      'refused-by-the-switch',
      { a: '13900139008', b: '13900139009' },
      {
        callerIp: '127.0.0.66',
        unrecorded: true,
        caller: [invite({ from: '13900139008', dialled: '95000004' }), refused(403)],
      },
    );
    expect(caller.statuses.at(-1)).toBe(403);
    expect(site.daemon.log.filter(({ caller: who }) => String(who).includes('9008'))).toEqual([]);
  });

  test('leaves no call behind, and no number in the log', async () => {
    await site.quiet();
    expect(site.daemon.output).not.toMatch(/1391234\d{4}|1589876\d{4}|1390013900\d/);
  });
});
