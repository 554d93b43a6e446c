import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/domain/call/leg.ts';
import type { SwitchPeer } from '../../esl/scripted-switch.ts';
import { apiResponse, commandReply, plainEvent } from '../../esl/wire.ts';
import { attachTo } from './attached-switch.ts';

const legOf = (nth: number): LegId =>
  `77489b19-6f8d-4236-a9c2-c29a4009a${String(nth).padStart(3, '0')}` as LegId;

/** Takes what comes at the beginning, and answers no order by itself. */
async function answerTheFirst(peer: SwitchPeer): Promise<void> {
  await peer.logIn();
  for (;;) {
    const command = await peer.command();
    if (command.startsWith('api show channels'))
      peer.send(apiResponse(JSON.stringify({ row_count: 0, rows: [] })));
    else if (command.startsWith('api')) peer.send(apiResponse('/sounds'));
  }
}

const ordersSeen = ({ commands }: SwitchPeer): readonly string[] =>
  commands.filter((command) => command.startsWith('sendmsg'));

async function seen(peer: SwitchPeer, count: number): Promise<void> {
  while (ordersSeen(peer).length < count) await new Promise(setImmediate);
}

function parked(leg: LegId): Uint8Array {
  return plainEvent({
    'Event-Name': 'CHANNEL_PARK',
    'Unique-ID': leg,
    variable_axbridge_entry: 'incoming',
    variable_sip_req_user: '17000000001',
    'Caller-Caller-ID-Number': '13800138000',
    'Caller-Destination-Number': '17000000001',
  });
}

/** The switch takes 100 ms for each order, and five more wait. */
async function overloaded(refusesOverload: boolean) {
  let refused = 0;
  const attached = await attachTo(answerTheFirst, {
    refusesOverload: () => refusesOverload,
    onRefused: () => {
      refused += 1;
    },
  });
  const { port, peer, timers } = attached;
  const given = Array.from({ length: 15 }, (_, nth) =>
    port.refuse({ leg: legOf(nth), outcome: 'busy', prompt: null, language: 'en', cause: 'USER_BUSY' }),
  );
  // Those that wait are lost with the link, in the end.
  for (const order of given) order.catch(() => undefined);
  for (let nth = 0; nth < 10; nth += 1) {
    await seen(peer, nth + 1);
    timers.advance(100);
    peer.send(commandReply('+OK'));
    await given[nth];
  }
  await seen(peer, 11);
  return { ...attached, refused: () => refused };
}

describe('a call that comes while too many orders wait', () => {
  it('is refused before those that wait get their orders, is told to nobody, and is counted when it has ended', async () => {
    const { peer, ear, refused } = await overloaded(true);
    peer.send(parked(legOf(100)));
    // Events and replies come in order: what was told of the call was told before this.
    peer.send(commandReply('+OK'));
    await seen(peer, 12);
    expect(ordersSeen(peer)[11]).toMatch(new RegExp(`^sendmsg ${legOf(100)}\\n`));
    expect(ordersSeen(peer)[11]).toContain('\napplication: hangup SWITCH_CONGESTION');
    expect(ordersSeen(peer)[11]).toContain('process_cdr=false');
    expect(ear.facts).toEqual([]);
    const ended = { 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': legOf(100) };
    peer.send(plainEvent({ ...ended, variable_axbridge_refused: 'waiting' }));
    peer.send(commandReply('+OK'));
    await seen(peer, 13);
    expect(refused()).toBe(1);
    expect(ear.facts).toEqual([]);
  });

  it('is told as any other where nobody is to be refused', async () => {
    const { peer, ear } = await overloaded(false);
    peer.send(parked(legOf(100)));
    await ear.fact('call-arrived');
  });
});
