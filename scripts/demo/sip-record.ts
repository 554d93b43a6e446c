import { headerOf, type SipMessage, uriOf, userOf } from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPacket } from '../../src/adapters/leak-kit/sip-socket.ts';
import type { FlowRecord, LadderMessage, Side, SideRecord } from './flow-record.ts';

/** Where the switch may write a number: all headers that hold a URI. */
const NUMBER_HEADERS = [
  'from',
  'to',
  'contact',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
  'diversion',
  'history-info',
  'refer-to',
  'referred-by',
];

/**
 * The packets of one flow as a record. Its two legs are the first two calls that begin in it: `first` tells whose the first is. What
 * belongs to no call at all is put to both sides, so that nothing that came is left unsearched.
 */
export function recordSip(packets: readonly SipPacket[], begin: number, first: Side): FlowRecord {
  const flow = packets.slice(begin);
  const [firstLeg = '', secondLeg = ''] = new Set(flow.filter(isInvite).map(callIdOf));
  const calls = new Set(packets.filter(isInvite).map(callIdOf));
  const second = first === 'A' ? 'B' : 'A';
  const sideOf = new Map<string, Side>([
    [firstLeg, first],
    [secondLeg, second],
  ]);
  const at = (side: Side): SideRecord =>
    sideRecord(flow.filter((one) => sideOf.get(callIdOf(one)) === side || !calls.has(callIdOf(one))));
  return { kind: 'sip', messages: ladderOf(flow, sideOf), sides: { A: at('A'), B: at('B') } };
}

function ladderOf(
  packets: readonly SipPacket[],
  sideOf: ReadonlyMap<string, Side>,
): readonly LadderMessage[] {
  const seen = new Set<string>();
  return packets.flatMap((packet) => {
    const side = sideOf.get(callIdOf(packet));
    if (side === undefined || packet.message === null) return [];
    const label = labelOf(packet.message, packet.direction);
    const repeated = `${side} ${packet.direction} ${label} ${headerOf(packet.message, 'cseq')}`;
    if (seen.has(repeated)) return [];
    seen.add(repeated);
    const towards = packet.direction === 'sent' ? 'switch' : 'phone';
    return [{ side, towards, atMs: packet.atMs, label } as const];
  });
}

/** An INVITE says the number that its telephone's owner sees: the one dialled, or the one on the display. */
function labelOf(message: SipMessage, direction: SipPacket['direction']): string {
  if (message.kind === 'response') return `${message.status} ${message.reason}`;
  if (message.method !== 'INVITE') return message.method;
  return direction === 'sent' ? `INVITE to ${userOf(message.uri)}` : `INVITE from ${callerOf(message)}`;
}

function sideRecord(packets: readonly SipPacket[]): SideRecord {
  const received = packets.filter((packet) => packet.direction === 'received');
  const dialled = packets.filter((packet) => packet.direction === 'sent' && isInvite(packet));
  const messages = [...dialled.map(lineOf), ...received.flatMap(numbersIn)];
  return { received: received.map((packet) => packet.bytes), numbers: [...new Set(messages)] };
}

function lineOf({ message }: SipPacket): string {
  return message?.kind === 'request' ? userOf(message.uri) : '';
}

function numbersIn(packet: SipPacket): readonly string[] {
  const { message } = packet;
  if (message === null) return [];
  const users = message.headers
    .filter(([name]) => NUMBER_HEADERS.includes(name.toLowerCase()))
    .map(([, value]) => userOf(uriOf(value)));
  return [lineOf(packet), ...users].filter((user) => /^\+?[0-9]{5,}$/.test(user));
}

function callerOf(message: SipMessage): string {
  return userOf(uriOf(headerOf(message, 'from')));
}

function isInvite({ message }: SipPacket): boolean {
  return message?.kind === 'request' && message.method === 'INVITE';
}

function callIdOf({ message }: SipPacket): string {
  return message === null ? '' : headerOf(message, 'call-id');
}
