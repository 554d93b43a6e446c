import type { CallerProfile } from './caller-profile.ts';
import { Channel, type Step } from './channel.ts';
import type { Core } from './core.ts';
import { runChannel } from './execution.ts';
import { PlacedCall } from './phone.ts';

/** A call as a carrier hands it over. */
export interface IncomingCall {
  readonly from: string;
  readonly to: string;
  /** The display name; the number again where the carrier sends none. */
  readonly fromName?: string;
  /** The caller asks not to be shown (RFC 3323 `Privacy: id`). */
  readonly privacy?: boolean;
  /** SIP headers of the INVITE that FreeSWITCH keeps as `variable_sip_h_NAME` (`X-…`, `P-…`). */
  readonly headers?: Readonly<Record<string, string>>;
}

const NETWORK_ADDRESS = '127.0.0.1';
const CONTEXT = 'axbridge';

/** `dialplan/axbridge.xml`, step by step, but for the name of the channel, which nothing of ours reads. */
const PARK_AND_WAIT: readonly Step[] = [
  ...[
    'sip_copy_custom_headers=false',
    'sip_copy_multipart=false',
    'push_channel_name=false',
    'sip_cid_in_1xx=false',
    'ignore_display_updates=true',
    'disable_q850_reason=true',
    'sip_ignore_remote_cause=true',
    'app_disable_expand_variables=true',
    'axbridge_entry=incoming',
    'park_timeout=4:NORMAL_TEMPORARY_FAILURE',
  ].map((data) => ({ app: 'set', data })),
  { app: 'park', data: '' },
];

/** A new inbound channel, whose applications begin in the next microtask. */
export function placeIncomingCall(core: Core, profileName: string, call: IncomingCall): PlacedCall {
  const uuid = core.settings.uuid();
  const channel = new Channel(core, {
    uuid,
    name: `sofia/${profileName}/${call.from}@${NETWORK_ADDRESS}`,
    direction: 'inbound',
    callUuid: uuid,
    profile: inboundProfile(call),
  });
  const placed = new PlacedCall(channel);
  setInitialVariables(channel, profileName, call);
  channel.runsApplications = true;
  channel.enter('CS_INIT');
  channel.fire('CHANNEL_CREATE');
  channel.callState = 'RINGING';
  channel.enter('CS_ROUTING');
  queueMicrotask(() => void runChannel(channel, PARK_AND_WAIT));
  return placed;
}

function inboundProfile(call: IncomingCall): CallerProfile {
  const name = call.fromName ?? call.from;
  return {
    username: call.from,
    dialplan: 'XML',
    callerIdName: name,
    callerIdNumber: call.from,
    originalCallerIdName: name,
    originalCallerIdNumber: call.from,
    calleeIdName: '',
    calleeIdNumber: '',
    networkAddress: NETWORK_ADDRESS,
    ani: call.from,
    aniii: '',
    destinationNumber: call.to,
    context: CONTEXT,
    privacyHidesNumber: call.privacy ?? false,
  };
}

function setInitialVariables(channel: Channel, profileName: string, call: IncomingCall): void {
  const { variables } = channel;
  variables.set('direction', 'inbound');
  variables.set('uuid', channel.uuid);
  variables.set('session_id', String(channel.core.sessions));
  variables.set('sip_from_user', call.from);
  variables.set('sip_from_host', NETWORK_ADDRESS);
  variables.set(
    'sip_full_from',
    `"${call.fromName ?? call.from}" <sip:${call.from}@${NETWORK_ADDRESS}>;tag=1`,
  );
  variables.set('sip_from_uri', `${call.from}@${NETWORK_ADDRESS}`);
  variables.set('channel_name', channel.name);
  variables.set('sip_call_id', channel.core.settings.uuid());
  variables.set('sip_network_ip', NETWORK_ADDRESS);
  variables.set('sip_received_ip', NETWORK_ADDRESS);
  variables.set('sofia_profile_name', profileName);
  variables.set('recovery_profile_name', profileName);
  variables.set('sip_req_user', call.to);
  variables.set('sip_to_user', call.to);
  variables.set('max_forwards', '70');
  variables.set('endpoint_disposition', 'DELAYED NEGOTIATION');
  variables.set('call_uuid', channel.uuid);
  if (call.privacy === true) variables.set('sip_privacy', 'id');
  for (const [name, value] of Object.entries(call.headers ?? {})) variables.set(`sip_h_${name}`, value);
}
