import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import { type HeardPrompt, NEARLY_ALL, promptIn } from '../support/prompts-heard.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { bytesOf, expectNoLeak, play } from './support/play.ts';
import { invite, refused, ringsAndAnswers } from './support/scenario.ts';
import { type Pair, present, Site } from './support/site.ts';
import { soon } from './support/until.ts';

/** What carriers and others may send instead of a number; X stands for the caller's own privacy number. */
const TEXTS = {
  letters: 'bob',
  'a star': 'X*1',
  'a parameter': 'X;ext=1',
  'a separator': 'X-1',
  'too few digits': '12',
  'too many digits': '123456789012345678901',
  'the name of a gateway': 'gw+east',
  'a dial string': 'sofia%2Fgateway%2Feast%2F13900139000',
  'variables of a dial string': '%7Bignore_early_media=true%7DX',
  'an expression': '%24%7Bversion()%7D',
  'an expression that is not escaped': ['$', '{version}'].join(''),
  'a NUL': '%00X',
  'a line break': 'X%0a',
  'a header': 'X%0d%0aX-Injected%3a%201',
  'a header and a line break': '%0d%0aX-Injected%3a%201%0d%0a',
  quotes: '%22%3e%3csip%3aX%3e',
  'a quote and a semicolon': '%27%3b%20drop%20table%20channels',
  'very many letters': 'y'.repeat(300),
};

interface Refusal {
  readonly status: number;
  readonly prompt: HeardPrompt | null;
  readonly received: readonly Buffer[];
}

describe.skipIf(!present)('A caller who dials what is no number, on a real FreeSWITCH', () => {
  let site: Site;
  let origin: SipPhone;
  let pair: Pair;
  const refusals = new Map<string, Promise<Refusal>>();

  /** All at once: each hears seconds of speech. The caller is bound, so that a text that is taken for X would reach somebody. */
  beforeAll(async () => {
    site = await Site.start({ settings: { prompts: { language: 'en' } } });
    origin = await site.phone('origin');
    pair = await site.bound();
    const host = `${site.switchAddress.ip}:${site.switchAddress.port}`;
    for (const [name, text] of Object.entries(TEXTS))
      refusals.set(name, place(`sip:${text.replace('X', pair.dialled)}@${host}`));
    refusals.set('nothing', place(`sip:${host}`));
    refusals.set('nothing before the host', place(`sip:@${host}`));
  });
  afterAll(async () => {
    await origin?.close();
    await site?.[Symbol.asyncDispose]();
  });

  async function place(uri: string): Promise<Refusal> {
    const dialled = uri.slice('sip:'.length, Math.max(uri.indexOf('@'), 'sip:'.length));
    const call = await origin.call({ to: site.switchAddress, from: pair.a, dialled, uri, media: true });
    const end = await soon('the refusal', call.ended);
    return {
      status: end.by === 'refusal' ? end.status : 0,
      prompt: promptIn(call.media?.sound ?? Buffer.alloc(0)),
      received: bytesOf(origin, call),
    };
  }

  test.each([...Object.keys(TEXTS), 'nothing', 'nothing before the host'])(
    'hears so in the language of the settings, and gets 484: %s',
    async (name) => {
      const refusal = await refusals.get(name);
      expect(refusal).toMatchObject({ status: 484, prompt: { name: 'en/number-malformed' } });
      expect(refusal?.prompt?.share).toBeGreaterThan(NEARLY_ALL);
      expect(Buffer.concat(refusal?.received ?? []).toString('latin1')).not.toMatch(/^X-Injected/im);
      expectNoLeak(refusal?.received ?? [], [numberSecret("the other party's number", pair.b)]);
    },
  );

  test('reaches nobody, also when all carriers would answer', async () => {
    const dialled = `${pair.dialled};phone-context=+86`;
    const { caller } = await play(site, 'dials-no-number', pair, {
      caller: [invite({ from: pair.a, dialled }), refused(484)],
      east: [ringsAndAnswers()],
      west: [ringsAndAnswers()],
      notCalled: ['east', 'west'],
    });
    expect(caller.statuses).toContain(183);
  });

  test('leaves nothing of it in the logs, and no call behind', async () => {
    await Promise.all(refusals.values());
    await site.quiet();
    const switchLog = await readFile(site.freeswitch.logFile, 'utf8');
    expect(switchLog).toContain('contains a variable');
    for (const log of [switchLog, site.daemon.output])
      expect(log).not.toMatch(/Injected|drop table|version\(|yyyyyy|13900139000|1391234\d{4}|1589876\d{4}/);
  });
});
