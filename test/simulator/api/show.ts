import type { Channel } from '../channel.ts';
import type { Core } from '../core.ts';
import { stamp } from '../event-head.ts';

type Row = Readonly<Record<string, string>>;

const USAGE =
  '-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status\n';

/** `show channels` and `show calls`, each `[count]` or `as json`. */
export function show(core: Core, argument: string): string {
  const [what, ...how] = argument.trim().split(' ');
  const rows = rowsOf(core, what);
  if (rows === null) return USAGE;
  if (how[0] === 'count') return `\n${rows.length} total.\n`;
  if (how[0] === 'as' && how[1] === 'json') return asJson(rows);
  return asTable(rows);
}

function rowsOf(core: Core, what: string | undefined): readonly Row[] | null {
  const channels = [...core.channels.values()];
  if (what === 'channels') return channels.map(channelRow);
  if (what === 'calls') return channels.filter((one) => !isSecondLeg(one)).map(callRow);
  if (what === 'registrations') return [];
  return null;
}

function isSecondLeg(channel: Channel): boolean {
  return channel.other?.type === 'originator' && channel.times.bridged !== 0;
}

/** Seen: `{"row_count": 0}` with a space where there is none, without where there are some. */
function asJson(rows: readonly Row[]): string {
  if (rows.length === 0) return '{"row_count": 0}\n';
  return `${JSON.stringify({ row_count: rows.length, rows })}\n`;
}

function asTable(rows: readonly Row[]): string {
  const [first] = rows;
  const lines =
    first === undefined
      ? []
      : [Object.keys(first).join(','), ...rows.map((row) => Object.values(row).join(','))];
  return `${lines.map((line) => `${line}\n`).join('')}\n${rows.length} total.\n`;
}

/** The columns of the core's `channels` table, in its order. */
function channelRow(channel: Channel): Row {
  const { profile, variables } = channel;
  const codec = channel.hasMedia
    ? { name: 'PCMA', rate: '8000', bits: '64000' }
    : { name: '', rate: '', bits: '' };
  return {
    ...beginning(channel),
    application: variables.get('current_application') ?? '',
    application_data: variables.get('current_application_data') ?? '',
    dialplan: profile.dialplan,
    context: profile.context,
    read_codec: codec.name,
    read_rate: codec.rate,
    read_bit_rate: codec.bits,
    write_codec: codec.name,
    write_rate: codec.rate,
    write_bit_rate: codec.bits,
    secure: '',
    hostname: channel.core.settings.hostname,
    ...presence(channel),
    callstate: channel.callState,
    callee_name: profile.calleeIdName,
    callee_num: profile.calleeIdNumber,
    callee_direction: '',
    call_uuid: channel.callUuid,
    sent_callee_name: '',
    sent_callee_num: '',
    initial_cid_name: profile.originalCallerIdName,
    initial_cid_num: profile.originalCallerIdNumber,
    initial_ip_addr: profile.networkAddress,
    initial_dest: profile.destinationNumber,
    initial_dialplan: profile.dialplan,
    initial_context: profile.context,
  };
}

function callRow(channel: Channel): Row {
  const { profile } = channel;
  const peer = channel.times.bridged === 0 ? undefined : channel.other?.leg;
  const second =
    peer === undefined ? {} : { ...beginning(peer), ...presence(peer), callstate: peer.callState };
  return {
    ...beginning(channel),
    ...presence(channel),
    callstate: channel.callState,
    callee_name: profile.calleeIdName,
    callee_num: profile.calleeIdNumber,
    callee_direction: '',
    call_uuid: channel.callUuid,
    hostname: channel.core.settings.hostname,
    ...Object.fromEntries(Object.entries(second).map(([key, value]) => [`b_${key}`, value])),
    call_created_epoch: '',
  };
}

function beginning(channel: Channel): Row {
  const { profile, times } = channel;
  return {
    uuid: channel.uuid,
    direction: channel.direction,
    created: stamp(new Date(times.created / 1000)),
    created_epoch: String(Math.floor(times.created / 1_000_000)),
    name: channel.name,
    state: channel.state,
    cid_name: profile.callerIdName,
    cid_num: profile.callerIdNumber,
    ip_addr: profile.networkAddress,
    dest: profile.destinationNumber,
  };
}

function presence(channel: Channel): Row {
  return {
    presence_id: channel.variables.get('presence_id') ?? '',
    presence_data: channel.variables.get('presence_data') ?? '',
    accountcode: channel.variables.get('accountcode') ?? '',
  };
}
