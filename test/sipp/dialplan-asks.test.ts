import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOOKUP_PATH } from '../../src/adapters/freeswitch/lookup-path.ts';
import { play } from './support/play.ts';
import { answered, hangUp, invite, isHungUp, refused, refuses, ringsAndAnswers } from './support/scenario.ts';
import { CARRIERS, type Pair, present, Site } from './support/site.ts';

/** A call that is answered, whatever way it was routed by. `play` holds what each side saw, and the record, against the wire. */
async function talks(site: Site, name: string, { a, b, x, dialled }: Pair, from = a): Promise<void> {
  const { east } = await play(
    site,
    name,
    { a, b },
    {
      caller: [invite({ from, dialled }), answered(), hangUp()],
      east: [ringsAndAnswers(), isHungUp()],
    },
  );
  expect(east?.invite).toMatchObject({ called: `86${b}`, shown: x.slice(1) });
  expect(east?.methods.filter((method) => method === 'INVITE')).toHaveLength(1);
}

/** Asks for the plan of a channel as mod_xml_curl does. */
async function ask(site: Site, leg: string, { a, dialled }: Pair): Promise<string> {
  const channel: Readonly<Record<string, string>> = {
    'Unique-ID': leg,
    'Event-Date-Timestamp': String(Date.now() * 1000),
    'Caller-Context': 'axbridge',
    'Caller-Destination-Number': dialled,
    variable_sip_req_user: dialled,
    'Caller-Caller-ID-Number': a,
    variable_sip_network_ip: CARRIERS.origin,
  };
  const path = LOOKUP_PATH.replace(/\$\{([^}]+)\}/g, (_, name: string) => channel[name] ?? '');
  const credentials = Buffer.from(`one:${site.freeswitch.password}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}` };
  return (await fetch(`http://127.0.0.1:${site.dialplan.port}${path}`, { method: 'POST', headers })).text();
}

/** What the daemon has answered its dialplan, one call after the other. */
function answersOf(site: Site): readonly unknown[] {
  return site.daemon.log.filter(({ msg }) => msg === 'dialplan asked').map(({ answer }) => answer);
}

/** Has the switch ask somewhere else, or in another way. */
function asking(change: (conf: string) => string): (confDirectory: string) => Promise<void> {
  return async (confDirectory) => {
    const file = join(confDirectory, 'autoload_configs/xml_curl.conf.xml');
    const conf = await readFile(file, 'utf8');
    expect(change(conf)).not.toBe(conf);
    await writeFile(file, change(conf));
  };
}

describe.skipIf(!present)('A real FreeSWITCH whose dialplan asks the daemon', () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.start({ dialplanAsks: true });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('connects a caller who has waited for nobody', async () => {
    await talks(site, 'dialplan-asks-and-is-answered', await site.bound());
    expect(answersOf(site)).toEqual(['plan']);
  });

  test('is told of no plan when it asks once more for a call that is over, and the daemon has no call of it', async () => {
    const pair = await site.bound();
    await talks(site, 'dialplan-asks-once-more', pair);
    expect(await site.outcome(pair.x)).toBe('answered');
    const call = site.daemon.log.findLast(({ msg, x }) => msg === 'call' && x === pair.x)?.['call'];
    expect(await ask(site, String(call), pair)).toContain('status="not found"');
    await site.quiet();
    // The lines of a log are written together, a moment later.
    await expect.poll(() => answersOf(site).slice(-2), { timeout: 30_000 }).toEqual(['plan', 'wait']);
  });

  test('comes back to the daemon when the callee is busy, and the caller hears why', async () => {
    const { a, b, x, dialled } = await site.bound();
    await play(
      site,
      'dialplan-asks-and-is-busy',
      { a, b },
      { caller: [invite({ from: a, dialled }), refused(486)], east: [refuses(486)] },
    );
    expect(await site.outcome(x)).toBe('busy');
    expect(answersOf(site).at(-1)).toBe('plan');
  });

  test('refuses a stranger at once', async () => {
    const { a, b, x, dialled } = await site.bound();
    await play(
      site,
      'dialplan-asks-for-a-stranger',
      { a, b },
      {
        caller: [invite({ from: '13700000000', dialled }), refused(404)],
        notCalled: ['east'],
        east: [ringsAndAnswers()],
      },
    );
    expect(await site.outcome(x)).toBe('no-binding');
    expect(answersOf(site).at(-1)).toBe('plan');
  });

  test.each(['%23', '%2F..%2F'])(
    'lets a caller wait whose number has %s in it, and reads it as it came',
    async (mark) => {
      const { a, b, dialled } = await site.bound();
      await play(
        site,
        `dialplan-asks-for-${mark.replaceAll('%', '-')}`,
        { a, b },
        {
          caller: [invite({ from: `${a}${mark}`, dialled }), refused(501)],
          notCalled: ['east'],
          east: [ringsAndAnswers()],
          unrecorded: true,
        },
      );
      expect(answersOf(site).at(-1)).not.toBe('plan');
    },
  );
});

describe.skipIf(!present)('A real FreeSWITCH whose dialplan asks in vain', () => {
  test('lets callers wait when nobody answers, and keeps their numbers out of its log', async () => {
    const nobody = asking((conf) => conf.replace(/127\.0\.0\.1:[0-9]+/, '127.0.0.1:9'));
    await using site = await Site.start({ dialplanAsks: true, alterConf: nobody });
    const pair = await site.bound();
    await talks(site, 'dialplan-asks-nobody', pair);
    expect(answersOf(site)).toEqual([]);
    const log = await readFile(site.freeswitch.logFile, 'utf8');
    expect(log).toMatch(/mod_xml_curl/);
    expect(log).not.toContain(pair.a);
    expect(log).not.toContain(pair.b);
  });

  test('lets callers wait when it does not know the password', async () => {
    const stranger = asking((conf) => conf.replace(/value="one:/, 'value="one:not-'));
    await using site = await Site.start({ dialplanAsks: true, alterConf: stranger });
    await talks(site, 'dialplan-asks-as-a-stranger', await site.bound());
    expect(answersOf(site)).toEqual(['stranger']);
  });

  test('calls nobody twice when the answer is lost on its way', async () => {
    await using loser = await Loser.listen();
    const lost = asking((conf) => {
      loser.target = Number(/127\.0\.0\.1:([0-9]+)/.exec(conf)?.[1]);
      return conf.replace(/127\.0\.0\.1:[0-9]+/, `127.0.0.1:${loser.port}`);
    });
    await using site = await Site.start({ dialplanAsks: true, alterConf: lost });
    await talks(site, 'dialplan-asks-and-hears-nothing', await site.bound());
    expect(answersOf(site)).toEqual(['plan']);
    await site.quiet();
  });
});

/** Passes questions on, and answers none. */
class Loser implements AsyncDisposable {
  readonly #server: Server;
  target = 0;

  private constructor() {
    this.#server = createServer(({ url = '', headers, socket }) => {
      const { authorization = '' } = headers;
      void fetch(`http://127.0.0.1:${this.target}${url}`, {
        method: 'POST',
        headers: { authorization },
      }).then(() => socket.destroy());
    });
  }

  static async listen(): Promise<Loser> {
    const loser = new Loser();
    loser.#server.listen(0, '127.0.0.1');
    await once(loser.#server, 'listening');
    return loser;
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
