import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { CallTag } from '../../src/domain/call/call-state.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import type { SwitchWorld } from '../support/switch-world.ts';
import { WebhookServer } from '../support/webhook-server.ts';
import { A, B, C, DeskBench, moment, X } from './desk-bench.ts';

/** Longer than any test: what ends by it has had no answer. */
const PATIENT_MS = 60_000;
const CONNECT_C = { action: 'connect', callee: '+8613800138002' };

/** Where calls go by the webhook of their pool on every switch, simulated or real: a real HTTP server is asked. */
export function describeWebhookCalls<World extends SwitchWorld>(
  kind: string,
  start: () => Promise<World>,
  /** Looks at what went over the wire, after every test. */
  inspect: (world: World) => void = () => {},
): void {
  describe(`a call by its pool's webhook (${kind})`, () => {
    let bench: DeskBench;
    let world: World;
    let server: WebhookServer;

    beforeEach(async () => {
      server = await WebhookServer.open();
      world = await start();
      bench = await DeskBench.open(world);
      await bench.bind({});
      await ask(server.url, PATIENT_MS);
    });

    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      inspect(world);
    });

    async function ask(url: string, deadlineMs: number): Promise<void> {
      const routeWebhook = { url, deadlineMs, secretId: 'one', formerSecret: null };
      await bench.store.addNumbers({ pool: 'main', range: null, areaCode: null, policy: { routeWebhook } });
    }

    /** Somebody is called, and sees X. */
    async function called(number: typeof B) {
      const phone = await world.nextCall('east');
      expect({ called: phone.called, shown: phone.shown }).toEqual({
        called: number.reveal(),
        shown: X.slice(1),
      });
      phone.ring();
      return phone;
    }

    /** Resolves when the one call is in the state. */
    async function at(tag: CallTag): Promise<void> {
      while (bench.desk.calls[0]?.state.tag !== tag) await moment();
    }

    /** Resolves when the switch collects digits of the one caller. */
    async function reading(): Promise<void> {
      await at('asking');
      const asked = `uuid_getvar ${bench.desk.calls[0]?.id} current_application`;
      while ((await bench.port.query(asked)).trim() !== 'read') await moment();
    }

    const because = () => bench.log.lines.find(({ level }) => level === 'warn')?.fields;

    it('reaches whom it names, who sees X, and both talk', async () => {
      server.says(CONNECT_C);
      const caller = await bench.callIn();
      const callee = await called(C);
      callee.pickUp();
      expect(await caller.answered).toBe(true);
      caller.hangUp();
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      expect(await bench.outcome()).toBe('answered');
      expect(server.questions.map(({ body }) => JSON.parse(body).data)).toMatchObject([
        { x: X, caller: `+${A.reveal()}`, attempt: 0, digits: null },
      ]);
    });

    it('is treated as it says of this call: a prompt before, and no longer than that', async () => {
      const policy = { maxCallSeconds: 1, callerPrompt: 'please-hold' };
      await bench.store.setTenantCalls(DEFAULT_TENANT, { maxCallMs: 3_600_000 });
      server.says({ ...CONNECT_C, policy });
      const caller = await bench.callIn();
      const callee = await called(C);
      expect(caller.heard()).toEqual(['en/please-hold']);
      callee.pickUp();
      expect(await caller.ended).toEqual({ by: 'there', status: null });
      expect(await callee.ended).toEqual({ by: 'there', status: null });
      expect(await bench.outcome()).toBe('answered');
    });

    it('is refused with the prompt of the reason that it gives', async () => {
      server.says({ action: 'reject', reason: 'caller-blocked' });
      const caller = await bench.callIn();
      expect(await caller.ended).toMatchObject({ by: 'there' });
      expect(caller.heard()).toEqual(['en/caller-blocked']);
      expect(await bench.outcome()).toBe('caller-blocked');
    });

    it('reaches whom it names after digits that it had keyed', async () => {
      server.says({ action: 'collect', prompt: 'enter-extension', digits: 4 }, CONNECT_C);
      const caller = await bench.callIn();
      expect(await caller.answered).toBe(true);
      await reading();
      await caller.key('7391');
      const callee = await called(C);
      callee.pickUp();
      await at('talking');
      callee.hangUp();
      expect(await caller.ended).toEqual({ by: 'there', status: null });
      expect(server.questions.map(({ body }) => JSON.parse(body).data)).toMatchObject([
        { attempt: 0, digits: null },
        { attempt: 1, digits: '7391' },
      ]);
      expect(JSON.stringify(bench.log.lines)).not.toContain('7391');
    });

    it('reaches the party of its binding when the webhook is slow', async () => {
      server.answers(() => undefined);
      await ask(server.url, 50);
      const caller = await bench.callIn();
      const callee = await called(B);
      callee.pickUp();
      expect(await caller.answered).toBe(true);
      expect(because()).toMatchObject({ because: 'slow' });
    });

    it('reaches the party of its binding when the webhook is down', async () => {
      await ask('http://127.0.0.1:1/', PATIENT_MS);
      await bench.callIn();
      await called(B);
      expect(because()).toMatchObject({ because: 'unreachable' });
    });

    it.each([
      ['malformed', 'malformed', '{"action":'],
      ['a redirect of its own kind', 'malformed', { action: 'redirect', callee: '+8613800138002' }],
      [
        'a callee with orders in it',
        'callee-invalid',
        { ...CONNECT_C, callee: '+8613800138002,hangup:\n\nbgapi x' },
      ],
      [
        'a callee of another dial string',
        'callee-invalid',
        { ...CONNECT_C, callee: 'sofia/gateway/west/13800138002' },
      ],
      ['the caller', 'callee-is-caller', { ...CONNECT_C, callee: `+${A.reveal()}` }],
      ['X', 'callee-is-ours', { ...CONNECT_C, callee: X }],
    ])('reaches the party of its binding when the answer is %s', async (_, why, said) => {
      server.says(said);
      await bench.callIn();
      await called(B);
      expect(because()).toMatchObject({ because: why });
    });

    it('reaches nobody when the caller hangs up while the webhook is asked', async () => {
      let answer: (() => void) | null = null;
      server.answers((response) => {
        answer = () => response.writeHead(200).end(JSON.stringify(CONNECT_C));
      });
      const caller = await bench.callIn();
      while (answer === null) await moment();
      await at('consulting');
      caller.hangUp();
      expect(await bench.outcome()).toBe('caller-gave-up');
      (answer as () => void)();
      await bench.desk.settled();
      expect(bench.desk.calls).toEqual([]);
      expect(bench.log.lines.some(({ message }) => message === 'webhook asked')).toBe(true);
    });

    it('is asked about anew by a daemon that is started anew meanwhile', async () => {
      server.answers(() => undefined);
      const caller = await bench.callIn();
      while (server.questions.length === 0) await moment();
      await bench.stopDaemon();
      server.says(CONNECT_C);
      await bench.startDaemon();
      const callee = await called(C);
      callee.pickUp();
      expect(await caller.answered).toBe(true);
      expect(new Set(server.questions.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    });

    it('is asked about with what was keyed while no daemon was there', async () => {
      server.says({ action: 'collect', prompt: 'enter-extension', digits: 2 }, CONNECT_C);
      const caller = await bench.callIn();
      expect(await caller.answered).toBe(true);
      await reading();
      await bench.stopDaemon();
      await caller.key('47');
      await bench.startDaemon();
      await called(C);
      expect(JSON.parse(server.questions.at(-1)?.body ?? '').data).toMatchObject({
        attempt: 1,
        digits: '47',
      });
    });

    it('goes on without the daemon, and a new one knows it but guesses nobody for it', async () => {
      server.says(CONNECT_C);
      const caller = await bench.callIn();
      const callee = await called(C);
      await bench.stopDaemon();
      await bench.startDaemon();
      while (bench.desk.calls.length === 0) await moment();
      const [call] = bench.desk.calls;
      expect(call?.state).toMatchObject({ subject: { callee: null, mark: { binding: null, x: X } } });
      callee.reject(486);
      expect(await caller.ended).toMatchObject({ by: 'there', status: 486 });
      expect(caller.heard()).toEqual(['en/callee-busy']);
      expect(await bench.outcome()).toBe('busy');
    });

    it('does not keep a call to another pool waiting', async () => {
      server.answers(() => undefined);
      const x = '+8617000000002' as PrivacyNumber;
      const range = { first: x, last: x };
      await bench.store.addNumbers({ pool: 'plain', range, areaCode: null, policy: { language: 'en' } });
      await bench.bind({}, { pool: 'plain', x });
      await bench.callIn();
      while (server.questions.length === 0) await moment();
      await world.callIn('west', A.reveal().slice(2), '17000000002');
      const callee = await world.nextCall('east');
      expect(callee.shown).toBe('8617000000002');
      expect(bench.desk.calls.map(({ state }) => state.tag)).toContain('consulting');
    });
  });
}
