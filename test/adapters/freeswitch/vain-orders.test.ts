import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/domain/call/leg.ts';
import { OrderError, type SwitchPort } from '../../../src/ports/switch-port.ts';
import type { SwitchPeer } from '../../esl/scripted-switch.ts';
import { apiResponse, commandReply, plainEvent } from '../../esl/wire.ts';
import { attachTo } from './attached-switch.ts';

const LEGS = [1, 2, 3, 4].map((nth) => `77489b19-6f8d-4236-a9c2-c29a4009a07${nth}` as LegId);

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

function refuse(port: SwitchPort, leg: LegId): Promise<string> {
  const order = { leg, outcome: 'busy', prompt: null, language: 'en', cause: 'USER_BUSY' } as const;
  return port.refuse(order).then(
    () => 'taken',
    (error: unknown) => (error instanceof OrderError ? error.failure : String(error)),
  );
}

const ordersSeen = ({ commands }: SwitchPeer): readonly string[] =>
  commands.filter((command) => command.startsWith('sendmsg')).map((command) => command.slice(8, 44));

async function seen(peer: SwitchPeer, count: number): Promise<void> {
  while (ordersSeen(peer).length < count) await new Promise(setImmediate);
}

describe('orders to legs that have ended while the orders waited', () => {
  it('are not sent, so that the next caller need not wait until the switch has refused each of them', async () => {
    const { port, peer, ear } = await attachTo(answerTheFirst);
    const failures = LEGS.map((leg) => refuse(port, leg));
    for (const leg of LEGS.slice(0, 3)) {
      peer.send(plainEvent({ 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': leg }));
      await ear.fact('leg-ended');
    }
    // The first one was sent already.
    peer.send(commandReply('-ERR invalid session id [x]'));
    expect(await Promise.all(failures.slice(0, 3))).toEqual(['leg-gone', 'leg-gone', 'leg-gone']);
    await seen(peer, 2);
    peer.send(commandReply('+OK'));
    expect(await failures[3]).toBe('taken');
    expect(ordersSeen(peer)).toEqual([LEGS[0], LEGS[3]]);
  });
});
