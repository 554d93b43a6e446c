import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/domain/call/leg.ts';
import type { FakeTimers } from '../../esl/fake-timers.ts';
import type { SwitchPeer } from '../../esl/scripted-switch.ts';
import { apiResponse, plainEvent } from '../../esl/wire.ts';
import type { SwitchEar } from '../../support/switch-ear.ts';
import { attachTo } from './attached-switch.ts';

const LEG = '77489b19-6f8d-4236-a9c2-c29a4009a07d' as LegId;
const OTHER = '8713bd69-8a79-4e5f-ab67-1e30dff8399d' as LegId;

const MARK = `axb1.${LEG}.1.a.masked.+8617000000001`;

/** A switch whose list of channels names one leg whatever happens, and that knows no channel when it is asked for one. */
async function attachToLateList(
  application = 'bridge',
  dump: Readonly<Record<string, string>> = {},
  presence = `${MARK}.first`,
  callstate = '',
) {
  const asked: string[] = [];
  const attached = await attachTo(async (peer) => {
    await peer.logIn();
    for (;;) {
      const command = await peer.command();
      asked.push(command);
      peer.send(
        apiResponse(
          answerTo(command, { application, direction: 'inbound', presence_data: presence, callstate }, dump),
        ),
      );
    }
  });
  return { asked, ...attached };
}

function answerTo(command: string, listed: object, dump: Readonly<Record<string, string>>): string {
  if (command.startsWith('api uuid_dump')) return JSON.stringify({ 'Unique-ID': LEG, ...dump });
  if (command.startsWith('api uuid_exists')) return 'false';
  if (!command.startsWith('api show channels')) return '/sounds';
  const row = { uuid: LEG, created_epoch: '1795259883', ...listed };
  return JSON.stringify({ row_count: 1, rows: [row] });
}

function tellEndOf(leg: LegId, peer: SwitchPeer): void {
  peer.send(plainEvent({ 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': leg }));
}

describe('an event that was overtaken by the end of its leg', () => {
  it('brings no call that nothing would end', async () => {
    const { ear, peer } = await attachToLateList();
    tellEndOf(OTHER, peer);
    await ear.fact('leg-ended');
    const parked = { 'Event-Name': 'CHANNEL_PARK', variable_axbridge_entry: 'incoming' };
    peer.send(plainEvent({ ...parked, 'Unique-ID': OTHER }));
    peer.send(plainEvent({ ...parked, 'Unique-ID': LEG }));
    expect(await ear.fact('call-arrived')).toMatchObject({ leg: LEG });
  });
});

describe('a list of channels that is late', () => {
  it('does not bring back a leg whose end was told', async () => {
    const { timers, ear, peer } = await attachToLateList();
    expect(ear.stocks.map((legs) => legs.map(({ leg }) => leg))).toEqual([[LEG]]);
    tellEndOf(LEG, peer);
    await ear.fact('leg-ended');
    timers.advance(250);
    await ear.stock(2);
    expect(ear.stocks[1]).toEqual([]);
  });

  it('does not send away a leg that it shows in park and that talks by now', async () => {
    const channel = {
      variable_axbridge_entry: 'incoming',
      variable_axbridge_stage: 'connecting',
      variable_axbridge_mark: MARK,
    };
    const talking = await attachToLateList('park', { ...channel, variable_current_application: 'bridge' });
    expect(talking.ear.stocks[0]).toMatchObject([{ leg: LEG, waiting: null }]);
    const failed = await attachToLateList('park', { ...channel, variable_current_application: 'park' });
    expect(failed.ear.stocks[0]).toMatchObject([{ leg: LEG, waiting: { kind: 'connect-failed' } }]);
  });

  it('finds a caller who waits, though it does not show him in park yet', async () => {
    const channel = { variable_axbridge_entry: 'incoming', 'Caller-Caller-ID-Number': '13800138000' };
    const parked = await attachToLateList('set', { ...channel, variable_current_application: 'park' }, '');
    expect(parked.ear.stocks[0]).toMatchObject([{ leg: LEG, waiting: { kind: 'call-arrived' } }]);
    parked.timers.advance(4_500);
    await parked.ear.stock(2);
    expect(parked.ear.stocks[1]).toMatchObject([{ leg: LEG, waiting: null }]);
    const early = await attachToLateList('set', { ...channel, variable_current_application: 'set' }, '');
    expect(early.ear.stocks[0]).toMatchObject([{ leg: LEG, waiting: null }]);
  });

  it("tells of a callback's party that has answered what it waits for, and nothing while it is on its way into park", async () => {
    const mark = MARK.replace('masked', 'callback');
    const channel = { variable_axbridge_entry: 'callback', variable_axbridge_mark: mark };
    const shown = async (dump: Readonly<Record<string, string>>) => {
      const { ear } = await attachToLateList('', { ...channel, ...dump }, `${mark}.first`, 'ACTIVE');
      return ear.stocks.flat().map(({ leg, waiting }) => [leg, waiting?.kind ?? null]);
    };
    expect(await shown({})).toEqual([]);
    expect(await shown({ variable_current_application: 'park' })).toEqual([[LEG, 'party-waiting']]);
    const ordered = { variable_axbridge_stage: 'connecting', variable_current_application: 'bridge' };
    expect(await shown(ordered)).toEqual([[LEG, null]]);
  });

  it('takes nothing from an answer about another channel', async () => {
    const oddities: string[] = [];
    const channel = { variable_axbridge_entry: 'incoming', variable_current_application: 'park' };
    const dumps = [
      { ...channel, 'Unique-ID': OTHER, 'Caller-Caller-ID-Number': '13800138009' },
      { ...channel, 'Caller-Caller-ID-Number': '13800138000' },
    ];
    const listed = { application: 'park', direction: 'inbound', presence_data: '' };
    const script = async (peer: SwitchPeer): Promise<void> => {
      await peer.logIn();
      for (let isFirst = true; ; ) {
        const command = await peer.command();
        const isEmpty = isFirst && command.startsWith('api show channels');
        if (isEmpty) isFirst = false;
        const dump = command.startsWith('api uuid_dump') ? dumps.shift() : undefined;
        peer.send(apiResponse(isEmpty ? '{"row_count":0}' : answerTo(command, listed, dump ?? {})));
      }
    };
    const { timers, ear } = await attachTo(script, { onOddity: (what) => oddities.push(what) });
    while (dumps.length > 0 || oddities.length === 0) {
      await new Promise(setImmediate);
      timers.advance(10);
    }
    expect(await ear.waiting(LEG)).toMatchObject({ kind: 'call-arrived', callerText: '13800138000' });
    expect(ear.stocks.flat().filter(({ waiting }) => waiting !== null)).toHaveLength(1);
    expect(oddities).toEqual(['another look at the channels failed']);
  });

  it('does not keep a leg whose end nobody saw', async () => {
    const { timers, ear } = await attachToLateList();
    ear.known.push(LEG);
    timers.advance(1_500);
    await losing(timers, ear);
    expect(ear.gone).toEqual([LEG]);
  });

  it('does not keep a leg that it shows only after the others were asked for', async () => {
    const { timers, ear } = await attachToLateList();
    timers.advance(3_000);
    await ear.stock(4);
    ear.known.push(LEG);
    timers.advance(1_500);
    await losing(timers, ear);
    expect(ear.gone).toEqual([LEG]);
  });

  it('does not take a leg for gone that the switch may only be about to make', async () => {
    const { asked, timers, ear } = await attachToLateList();
    ear.known.push(LEG, OTHER);
    timers.advance(1_500);
    await losing(timers, ear);
    expect(ear.gone).toEqual([LEG]);
    expect(asked.filter((command) => command.includes(OTHER))).toEqual([]);
  });
});

/** Lets time pass until the legs that are gone are told. */
async function losing(timers: FakeTimers, ear: SwitchEar): Promise<void> {
  while (ear.gone.length === 0) {
    await new Promise(setImmediate);
    timers.advance(10);
  }
}
