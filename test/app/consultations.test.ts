import { beforeEach, describe, expect, it } from 'vitest';
import { poolKey } from '../../src/app/tenancy/pool-key.ts';
import { callView } from '../../src/app/views.ts';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { HookAnswer } from '../../src/ports/route-hook.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';
const CALLEE = '+8613800138005';

describe('the call desk, with a pool that has a webhook', () => {
  let board: Switchboard;
  let x: string;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009', language: 'en' });
    ({ x } = await board.bindings.bind({ a: A, b: B, showNumbers: false }));
    await board.bindings.setWebhook({ pool: 'main', url: 'https://example.com/route' });
  });

  async function answer(said: HookAnswer): Promise<void> {
    board.hook.answer({ ok: true, answer: said });
    await board.desk.settled();
  }

  function key(leg: LegId, digits: string, attempt = 1): void {
    const keyed = { purpose: 'webhook', attempt, digits: new Secret(digits) } as const;
    board.tell({ kind: 'digits-keyed', leg, at: board.clock.now(), callerText: A, dialledText: x, keyed });
  }

  it('asks once, with all that is known of the call, and shows it as consulting', () => {
    const leg = board.arrive(A, x);
    expect(board.hook.questions).toMatchObject([
      { call: leg, pool: 'main', poolKey: 'main', x, attempt: 0, digits: null, at: board.clock.now() },
    ]);
    expect(board.hook.questions[0]?.caller?.reveal()).toBe('8613800138000');
    expect(board.desk.calls.flatMap((call) => callView(call, false))).toMatchObject([
      { stage: 'consulting' },
    ]);
    expect(board.node.connects).toEqual([]);
    board.tell({ kind: 'call-arrived', leg, at: board.clock.now(), callerText: A, dialledText: x });
    expect(board.hook.questions).toHaveLength(1);
  });

  it('connects whom the webhook names, showing X', async () => {
    board.arrive(A, x);
    await answer({ action: 'connect', callee: CALLEE, policy: {} });
    expect(board.node.connects).toMatchObject([{ mark: { binding: null }, shown: x }]);
    expect(board.node.connects[0]?.callee.reveal()).toBe(CALLEE.slice(1));
    expect(board.desk.calls.flatMap((call) => callView(call, false))).toMatchObject([{ binding: null }]);
  });

  it.each([
    ['text with orders in it', '+8613800138005,park', 'callee-invalid'],
    ['a dial string', '{a=b}sofia/gateway/east/13800138005', 'callee-invalid'],
    ['a number that is none', '+86138', 'callee-invalid'],
    ['the caller itself', '+8613800138000', 'callee-is-caller'],
    ['nothing', '', 'callee-invalid'],
    ['a privacy number of ours', '+8617000000002', 'callee-is-ours'],
  ])('does by the stored rule where the callee is %s, and says why', async (_, callee, because) => {
    board.arrive(A, x);
    await answer({ action: 'connect', callee, policy: {} });
    expect(board.node.connects[0]?.callee.reveal()).toBe('8613800138001');
    expect(board.node.connects[0]?.mark.binding).not.toBeNull();
    const line = board.log.lines.find(({ level }) => level === 'warn');
    expect(line?.fields).toMatchObject({ because });
    if (callee !== '') expect(JSON.stringify(board.log.lines)).not.toContain(callee);
  });

  it('does by the stored rule where there is no answer, and says why', async () => {
    board.arrive(A, x);
    board.hook.answer({ ok: false, because: 'slow', detail: null });
    await board.desk.settled();
    expect(board.node.connects[0]?.callee.reveal()).toBe('8613800138001');
    expect(board.log.lines.find(({ level }) => level === 'warn')?.fields).toMatchObject({ because: 'slow' });
  });

  it('has digits keyed, asks again with them, and logs neither them nor a number', async () => {
    const leg = board.arrive(A, x);
    await answer({ action: 'collect', prompt: 'enter-pin', minDigits: 4, maxDigits: 4 });
    expect(board.node.questions).toMatchObject([
      { leg, question: { purpose: 'webhook', prompt: 'enter-pin', attempt: 1 }, language: 'en' },
    ]);
    key(leg, '7391');
    expect(board.hook.questions[1]).toMatchObject({ attempt: 1 });
    expect(board.hook.questions[1]?.digits?.reveal()).toBe('7391');
    await answer({ action: 'reject', reason: 'caller-blocked' });
    expect(board.node.refusals).toMatchObject([{ prompt: 'caller-blocked' }]);
    const lines = JSON.stringify(board.log.lines);
    for (const hidden of ['7391', '13800138000', '13800138001']) expect(lines).not.toContain(hidden);
  });

  it('asks for digits no fourth time', async () => {
    const leg = board.arrive(A, x);
    const ask = { action: 'collect', prompt: 'enter-pin', minDigits: 1, maxDigits: 1 } as const;
    for (const attempt of [1, 2, 3]) {
      await answer(ask);
      key(leg, '1', attempt);
    }
    await answer(ask);
    expect(board.node.questions).toHaveLength(3);
    expect(board.node.connects[0]?.callee.reveal()).toBe('8613800138001');
    expect(board.log.lines.find(({ level }) => level === 'warn')?.fields).toMatchObject({
      because: 'asks-too-often',
    });
  });

  it('tells the webhook of a caller whose number is withheld', async () => {
    board.arrive('anonymous', x);
    expect(board.hook.questions).toMatchObject([{ caller: null }]);
    await answer({ action: 'connect', callee: CALLEE, policy: {} });
    expect(board.node.connects[0]?.callee.reveal()).toBe(CALLEE.slice(1));
  });

  it('counts the calls of one caller on the pool in a minute, and not those of another', async () => {
    const calls = { quota: { callsAMinute: 1 } };
    await board.bindings.addPool({ pool: 'main', calls });
    const arrivesFrom = async (caller: string, on = x) => {
      board.arrive(caller, on);
      await answer({ action: 'connect', callee: CALLEE, policy: { maxCallMs: 5_000 } });
    };
    await arrivesFrom(A);
    await arrivesFrom(A, '+8617000000009');
    expect(board.node.connects).toMatchObject([{ shown: x }]);
    expect(board.node.refusals).toMatchObject([{ prompt: 'quota-reached' }]);
    await arrivesFrom(B);
    board.clock.advance(60_000);
    await arrivesFrom(A);
    expect(board.node.connects).toHaveLength(3);
  });

  it('connects nobody for a caller who has gone meanwhile', async () => {
    const leg = board.arrive(A, x);
    const end = { cause: 'NORMAL_CLEARING', byFarEnd: true, call: null } as const;
    board.tell({ kind: 'leg-ended', leg, at: board.clock.now(), ...end });
    await answer({ action: 'connect', callee: CALLEE, policy: {} });
    expect(board.node.connects).toEqual([]);
    expect(board.desk.calls).toEqual([]);
    expect(board.log.outcomes()).toEqual(['caller-gave-up']);
  });

  it('is not stopped by one call that waits', async () => {
    await board.bindings.addPool({ pool: 'plain', range: '+8617000000101' });
    const other = await board.bindings.bind({ a: A, b: B, pool: 'plain', showNumbers: false });
    board.arrive(A, x);
    board.arrive(A, other.x);
    expect(board.node.connects).toHaveLength(1);
  });

  it('guesses nobody for a call without a binding that an earlier life of the daemon connected', async () => {
    const leg = board.leg();
    const mark = {
      call: leg as string,
      binding: null,
      firstSide: 'b',
      x: x as PrivacyNumber,
      flow: 'masked',
    };
    board.tell({
      kind: 'connect-failed',
      leg,
      at: board.clock.now(),
      mark: mark as never,
      cause: 'USER_BUSY',
      hunt: null,
    });
    expect(board.node.connects).toEqual([]);
    expect(board.node.refusals).toMatchObject([{ prompt: 'callee-busy', language: 'en' }]);
  });

  it('explains that the webhook is asked, and asks nobody for it', async () => {
    const route = await board.bindings.route({ caller: A, x, showNumbers: false });
    expect(route.explanation).toContain('the webhook of the pool is asked first');
    expect(route.decision).toBe('connect');
    expect(board.hook.questions).toEqual([]);
  });

  it('asks nobody once the webhook is removed', async () => {
    await board.bindings.webhooks.remove(poolKey(DEFAULT_TENANT, 'main'));
    board.arrive(A, x);
    expect(board.hook.questions).toEqual([]);
    expect(board.node.connects).toHaveLength(1);
  });
});

describe('a webhook of a pool', () => {
  const url = 'https://example.com/route';
  let board: Switchboard;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001' });
  });

  it('shows its secret when it is new, and never again', async () => {
    const first = await board.bindings.setWebhook({ pool: 'main', url });
    expect(first).toMatchObject({ pool: 'main', url, deadlineMs: 300 });
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const second = await board.bindings.setWebhook({ pool: 'main', url: `${url}/2`, deadlineMs: 500 });
    expect(second).toMatchObject({ url: `${url}/2`, deadlineMs: 500, secret: null });
    expect((await board.bindings.pools())[0]?.routeWebhook).toEqual({ url: `${url}/2`, deadlineMs: 500 });
    expect(JSON.stringify(board.store.pool('main'))).not.toContain(first.secret);
  });

  it('signs with the earlier secret as well for a day after a rotation', async () => {
    const first = await board.bindings.setWebhook({ pool: 'main', url });
    const second = await board.bindings.rotateWebhookSecret({ pool: 'main' });
    expect(second.secret).not.toBe(first.secret);
    expect(board.store.pool('main')?.policy.routeWebhook?.formerSecret?.until).toBe(
      board.clock.now() + 86_400_000,
    );
  });

  it.each([
    ['ftp://example.com/', undefined],
    ['http://example.com/', undefined],
    ['https://user:word@example.com/', undefined],
    ['https://example.com/#part', undefined],
    ['example.com', undefined],
    ['javascript:alert(1)', undefined],
    [`https://example.com/${'a'.repeat(2048)}`, undefined],
    [url, 49],
    [url, 2_001],
    [url, 300.5],
  ])('is not %s with a deadline of %s', async (bad, deadlineMs) => {
    await expect(board.bindings.setWebhook({ pool: 'main', url: bad, deadlineMs })).rejects.toMatchObject({
      code: 'input-invalid',
    });
    expect(board.store.pool('main')?.policy.routeWebhook).toBeNull();
  });

  it('belongs to a pool that is there', async () => {
    for (const work of [
      board.bindings.setWebhook({ pool: 'other', url }),
      board.bindings.rotateWebhookSecret({ pool: 'other' }),
      board.bindings.removeWebhook({ pool: 'other' }),
    ])
      await expect(work).rejects.toMatchObject({ code: 'pool-unknown' });
    await expect(board.bindings.rotateWebhookSecret({ pool: 'main' })).rejects.toMatchObject({
      code: 'webhook-unknown',
    });
    expect(board.store.poolNames()).toEqual(['main']);
  });
});
