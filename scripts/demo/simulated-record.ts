import { type PhoneMoment, type PlacedCall, ReceivedCall } from '../../test/simulator/phone.ts';
import { phraseOfStatus } from '../../test/simulator/sip-status.ts';
import type { FlowRecord, LadderMessage, Side, SideRecord } from './flow-record.ts';

type SimulatedLeg = PlacedCall | ReceivedCall;

const PHRASES = { ringing: '180 Ringing', early: '183 Session Progress', answered: '200 OK' } as const;

/** What two simulated telephones saw, drawn with the SIP messages that a real switch would have exchanged with them. */
export function recordSimulated(legs: readonly SimulatedLeg[], first: Side): FlowRecord {
  const [one, other] = legs;
  if (one === undefined || other === undefined) throw new Error('the flow has less than two legs');
  const second = first === 'A' ? 'B' : 'A';
  const messages = [...messagesOf(one, first), ...messagesOf(other, second)];
  return {
    kind: 'simulated',
    messages: messages.toSorted(
      (left, right) => left.atMs - right.atMs || causality(left) - causality(right),
    ),
    sides:
      first === 'A' ? { A: recordOf(one), B: recordOf(other) } : { A: recordOf(other), B: recordOf(one) },
  };
}

function messagesOf(leg: SimulatedLeg, side: Side): readonly LadderMessage[] {
  const [toPhone, toSwitch] = ['phone', 'switch'] as const;
  const called = leg instanceof ReceivedCall;
  const invite: LadderMessage = {
    side,
    towards: called ? toPhone : toSwitch,
    atMs: leg.channel.times.created / 1000,
    label: called ? `INVITE from ${leg.shownNumber}` : `INVITE to ${dialledBy(leg)}`,
  };
  const later = leg.moments.flatMap((moment): readonly LadderMessage[] => {
    const label = labelOf(moment, leg);
    if (label === null) return [];
    const hungUpHere = leg.end?.by === 'self';
    const sentHere = moment.what === 'ended' ? hungUpHere : called;
    return [{ side, towards: sentHere ? toSwitch : toPhone, atMs: moment.atMs, label }];
  });
  return [invite, ...later];
}

function labelOf(moment: PhoneMoment, leg: SimulatedLeg): string | null {
  if (moment.what === 'ringing' || moment.what === 'early' || moment.what === 'answered')
    return PHRASES[moment.what];
  if (moment.what !== 'ended' || leg.end === null) return null;
  const { status } = leg.end;
  return status === null || status === 200 ? 'BYE' : `${status} ${phraseOfStatus(status)}`;
}

/** Of messages within one millisecond: those of a call in their order, and what came to the switch before what it did upon it. */
function causality({ label, towards }: LadderMessage): number {
  const order = ['INVITE', '180', '183', '200', 'BYE'].findIndex((begin) => label.startsWith(begin));
  return order * 2 + (towards === 'switch' ? 0 : 1);
}

/** There are no SIP bytes: what the telephone was told stands for them. */
function recordOf(leg: SimulatedLeg): SideRecord {
  const shown = leg instanceof ReceivedCall ? [leg.shownNumber, leg.shownName] : [];
  const told = [...shown, ...leg.moments.map((moment) => `${moment.what} ${moment.detail}`)];
  const numbers = leg instanceof ReceivedCall ? [leg.called, leg.shownNumber] : [dialledBy(leg)];
  return { received: told.map((text) => Buffer.from(text)), numbers: [...new Set(numbers)] };
}

function dialledBy(leg: PlacedCall): string {
  return leg.channel.profile.destinationNumber;
}
