import type { Channel } from './channel.ts';
import type { Header } from './switch-event.ts';

/** `CS_*` states that a channel of ours goes through, with the number that events carry. */
export const STATE_NUMBERS = {
  CS_NEW: 0,
  CS_INIT: 1,
  CS_ROUTING: 2,
  CS_SOFT_EXECUTE: 3,
  CS_EXECUTE: 4,
  CS_EXCHANGE_MEDIA: 5,
  CS_PARK: 6,
  CS_CONSUME_MEDIA: 7,
  CS_HANGUP: 10,
  CS_REPORTING: 11,
  CS_DESTROY: 12,
  CS_NONE: 13,
} as const;

export type ChannelState = keyof typeof STATE_NUMBERS;

/** The headers of a channel's event, in the order of the real switch: state, profile, other leg, variables. */
export function channelHeaders(channel: Channel, withVariables = true): readonly Header[] {
  const other = channel.other;
  return [
    ...stateHeaders(channel),
    ...profileHeaders('Caller', channel),
    ...(other === null
      ? []
      : [['Other-Type', other.type] as const, ...profileHeaders('Other-Leg', other.leg)]),
    ...(withVariables ? channel.variables.headers() : []),
  ];
}

function stateHeaders(channel: Channel): readonly Header[] {
  const { direction } = channel;
  return [
    ...(channel.cause === null ? [] : [['Hangup-Cause', channel.cause] as const]),
    ['Channel-State', channel.state],
    ['Channel-Call-State', channel.callState],
    ['Channel-State-Number', String(STATE_NUMBERS[channel.state])],
    ['Channel-Name', channel.name],
    ['Unique-ID', channel.uuid],
    ['Call-Direction', direction],
    ['Presence-Call-Direction', direction],
    ['Channel-HIT-Dialplan', String(direction === 'inbound')],
    ...presenceHeaders(channel),
    ['Channel-Call-UUID', channel.callUuid],
    ['Answer-State', channel.answerState],
    ...(channel.hasMedia ? CODEC_HEADERS : []),
  ];
}

function presenceHeaders(channel: Channel): readonly Header[] {
  const data = channel.variables.get('presence_data');
  return data === undefined ? [] : [['Channel-Presence-Data', data]];
}

const CODEC_HEADERS: readonly Header[] = [
  ['Channel-Read-Codec-Name', 'PCMA'],
  ['Channel-Read-Codec-Rate', '8000'],
  ['Channel-Read-Codec-Bit-Rate', '64000'],
  ['Channel-Write-Codec-Name', 'PCMA'],
  ['Channel-Write-Codec-Rate', '8000'],
  ['Channel-Write-Codec-Bit-Rate', '64000'],
];

function profileHeaders(prefix: string, channel: Channel): readonly Header[] {
  const { profile, times } = channel;
  const pick = prefix === 'Caller' ? 'Caller-Caller-ID' : 'Other-Leg-Caller-ID';
  const texts: readonly (readonly [string, string])[] = [
    [`${prefix}-Direction`, channel.direction],
    [`${prefix}-Logical-Direction`, channel.direction],
    [`${prefix}-Username`, profile.username],
    [`${prefix}-Dialplan`, profile.dialplan],
    [`${pick}-Name`, profile.callerIdName],
    [`${pick}-Number`, profile.callerIdNumber],
    [`${prefix}-Orig-Caller-ID-Name`, profile.originalCallerIdName],
    [`${prefix}-Orig-Caller-ID-Number`, profile.originalCallerIdNumber],
    [`${prefix}-Callee-ID-Name`, profile.calleeIdName],
    [`${prefix}-Callee-ID-Number`, profile.calleeIdNumber],
    [`${prefix}-Network-Addr`, profile.networkAddress],
    [`${prefix}-ANI`, profile.ani],
    [`${prefix}-ANI-II`, profile.aniii],
    [`${prefix}-Destination-Number`, profile.destinationNumber],
    [`${prefix}-Unique-ID`, channel.uuid],
    [`${prefix}-Source`, 'mod_sofia'],
    [`${prefix}-Context`, profile.context],
    [`${prefix}-Channel-Name`, channel.name],
  ];
  const at = (name: string, us: number): Header => [`${prefix}-Channel-${name}-Time`, String(us)];
  return [
    ...texts.filter(([, value]) => value !== ''),
    [`${prefix}-Profile-Created-Time`, String(times.created)],
    at('Created', times.created),
    at('Answered', times.answered),
    at('Progress', times.progress),
    at('Progress-Media', times.progressMedia),
    at('Hangup', times.hangup),
    at('Transfer', 0),
    at('Resurrect', 0),
    at('Bridged', times.bridged),
    [`${prefix}-Channel-Last-Hold`, '0'],
    [`${prefix}-Channel-Hold-Accum`, '0'],
    [`${prefix}-Screen-Bit`, String(channel.direction === 'inbound')],
    [`${prefix}-Privacy-Hide-Name`, String(profile.privacyHidesNumber)],
    [`${prefix}-Privacy-Hide-Number`, String(profile.privacyHidesNumber)],
  ];
}
