import { expect } from 'vitest';
import { findLeaks, leaksInWords, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import {
  headerOf,
  type SipMessage,
  type SipRequest,
  uriOf,
  userOf,
} from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPacket } from '../../src/adapters/leak-kit/sip-socket.ts';
import type { SipPhone } from '../support/sip-phone.ts';

/**
 * Fails the test when a side of any call received one of the numbers in any spelling: but for the number that called and the one that was
 * dialled, as its own INVITE has them. `numbers` are national.
 */
export function expectCallsApart(phones: readonly SipPhone[], numbers: readonly string[]): void {
  const calls = phones.flatMap(({ packets }) => [...byCall(packets).values()]);
  expect(calls.length).toBeGreaterThan(0);
  const leaks = calls.flatMap((packets) => {
    const known = knownTo(packets);
    const secrets = numbers.filter((number) => !known.some((one) => one.endsWith(number)));
    const received = packets.filter(({ direction }) => direction === 'received');
    return findLeaks(
      received.map(({ bytes }) => bytes),
      secrets.map((digits) => numberSecret(`the number ${digits}`, digits)),
    );
  });
  expect(leaksInWords(leaks)).toBe('');
}

/** What is no message of SIP belongs together too. */
function byCall(packets: readonly SipPacket[]): ReadonlyMap<string, readonly SipPacket[]> {
  return Map.groupBy(packets, ({ message }) => (message === null ? '' : headerOf(message, 'call-id')));
}

function knownTo(packets: readonly SipPacket[]): readonly string[] {
  const invite = packets.map(({ message }) => message).find(isInvite);
  return invite === undefined ? [] : [userOf(invite.uri), userOf(uriOf(headerOf(invite, 'from')))];
}

function isInvite(message: SipMessage | null): message is SipRequest {
  return message?.kind === 'request' && message.method === 'INVITE';
}
