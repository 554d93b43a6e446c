import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { CallRecord } from '../../src/domain/cdr/call-record.ts';
import { A, B, calledLeg, callerLeg, recordOf, SECOND, T0, uuid, X } from '../domain/cdr/given.ts';
import { Platform } from './platform.ts';

const [NUMBER_A, NUMBER_B] = [`+${A.reveal()}`, `+${B.reveal()}`];

describe('call records over HTTP', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await new Platform().start();
    for (let n = 1; n <= 3; n += 1) await write(n, { pool: 'city', ...(n === 2 ? { outcome: 'busy' } : {}) });
    await write(4, { pool: 'acme/city' });
    await write(5, { pool: null, outcome: 'number-unknown' });
  });
  afterEach(() => platform.stop());

  const call = (n: number): CallId => uuid(n) as CallId;

  async function write(n: number, changes: Partial<CallRecord>): Promise<void> {
    const whole = recordOf([callerLeg(), calledLeg()]);
    const record = { ...whole, call: call(n), createdAt: T0 + n * SECOND, ...changes };
    await platform.cdrs.settle([{ call: call(n), record, legs: [] }]);
  }

  const callsIn = ({ cdrs }: { cdrs: { call: string }[] }): readonly string[] => cdrs.map((one) => one.call);

  it('are listed in the order of the calls, masked, without nodes and hosts, by pages', async () => {
    const { status, body } = await platform.ask('GET', '/v1/cdrs');
    expect(status).toBe(200);
    expect(callsIn(body)).toEqual([1, 2, 3].map(call));
    expect(body.cdrs[0]).toMatchObject({
      outcome: 'answered',
      caller: '+861****8000',
      callee: '+861****8001',
      callerReceived: null,
      dialledReceived: null,
      divertedReceived: null,
      pool: 'city',
      createdAt: '2026-01-31T08:00:01.000000Z',
      talkMicroseconds: 10 * SECOND,
      legs: [
        { role: 'first', party: '+861****8000' },
        { role: 'called', billableMicroseconds: 10 * SECOND },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/1380013800|"node"|"host"|"switch"/);
    const first = (await platform.ask('GET', '/v1/cdrs?limit=2')).body;
    expect(callsIn(first)).toEqual([1, 2].map(call));
    const rest = (await platform.ask('GET', `/v1/cdrs?limit=2&cursor=${first.nextCursor}`)).body;
    expect(callsIn(rest)).toEqual([call(3)]);
    expect(rest.nextCursor).toBeNull();
  });

  it.each([
    [`since=2026-01-31T08:00:02Z`, [2, 3]],
    [`until=2026-01-31T08:00:02Z`, [1]],
    [`outcome=busy`, [2]],
    [`x=${encodeURIComponent(X)}`, [1, 2, 3]],
    [`x=%2B8617000000009`, []],
    [`binding=7`, [1, 2, 3]],
    [`pool=city&outcome=answered`, [1, 3]],
    [`pool=nowhere`, []],
  ])('are found by %s', async (query, expected) => {
    const { body } = await platform.ask('GET', `/v1/cdrs?${query}`);
    expect(callsIn(body)).toEqual(expected.map(call));
  });

  it('are found by a number that stands in the body, and are revealed to who may see it, who is written down', async () => {
    const found = await platform.ask('POST', '/v1/cdrs:search', { body: { number: NUMBER_B, limit: 2 } });
    expect(callsIn(found.body)).toEqual([1, 2].map(call));
    const revealed = await platform.ask('GET', `/v1/cdrs/${call(1)}?reveal=true`);
    expect(revealed.body).toMatchObject({
      caller: NUMBER_A,
      callee: NUMBER_B,
      callerReceived: NUMBER_A,
      dialledReceived: '17000000001',
    });
    const { entries } = (await platform.ask('GET', '/v1/audit?limit=1000')).body;
    expect(entries.at(-1)).toMatchObject({ action: 'reveal', subject: `cdr ${call(1)}` });
    const key = await platform.key('default', ['read']);
    expect((await platform.ask('GET', '/v1/cdrs?reveal=true', { key })).status).toBe(403);
  });

  it('of another tenant are as those that nobody has', async () => {
    const key = await platform.key('acme');
    expect(callsIn((await platform.ask('GET', '/v1/cdrs', { key })).body)).toEqual([call(4)]);
    const own = await platform.ask('GET', `/v1/cdrs/${call(4)}`, { key });
    expect(own.body).toMatchObject({ call: call(4), pool: 'city' });
    for (const n of [1, 5, 99]) {
      const { status, body } = await platform.ask('GET', `/v1/cdrs/${call(n)}`, { key });
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'cdr-not-found' });
    }
    const search = { key, body: { number: NUMBER_A } };
    expect(callsIn((await platform.ask('POST', '/v1/cdrs:search', search)).body)).toEqual([call(4)]);
  });

  it.each(['since=yesterday', 'outcome=nobody-home', 'limit=1000', 'cursor=AAAA', 'number=1', 'binding=x'])(
    'are refused for %s',
    async (query) => {
      expect((await platform.ask('GET', `/v1/cdrs?${query}`)).status).toBe(400);
    },
  );
});
