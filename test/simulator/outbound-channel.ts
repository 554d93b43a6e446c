import { Channel } from './channel.ts';
import type { Core } from './core.ts';
import type { DialPlan, DialTarget } from './dial-string.ts';

/** The variables of a leg to be: those that the caller exports, those of `{}`, those of `[]`; what comes later counts. */
export function legVariables(
  plan: DialPlan,
  one: DialTarget,
  originator: Channel | null,
): ReadonlyMap<string, string> {
  return new Map([...exported(originator), ...plan.variables, ...one.variables]);
}

function exported(originator: Channel | null): readonly (readonly [string, string])[] {
  const names = originator?.variables.get('export_vars')?.split(',') ?? [];
  return names.map((written) => [written.replace(/^nolocal:/, ''), originator?.variables.get(written) ?? '']);
}

/** A leg towards a carrier, of which nobody has been told yet. */
export function createOutboundChannel(
  core: Core,
  wanted: {
    gateway: string;
    number: string;
    variables: ReadonlyMap<string, string>;
    originator: Channel | null;
  },
): Channel {
  const { gateway, number, variables, originator } = wanted;
  const uuid = variables.get('origination_uuid') ?? core.settings.uuid();
  const profileName = core.network.profileOf(gateway) ?? gateway;
  const channel = new Channel(core, {
    uuid,
    name: `sofia/${profileName}/${number}`,
    direction: 'outbound',
    callUuid: originator?.callUuid ?? uuid,
    profile: outboundProfile(number, variables, originator),
  });
  setInitialVariables(channel, gateway, profileName, originator);
  for (const [name, value] of variables) channel.variables.set(name, value);
  if (originator !== null) channel.other = { type: 'originator', leg: originator };
  return channel;
}

function setInitialVariables(
  channel: Channel,
  gateway: string,
  profileName: string,
  originator: Channel | null,
): void {
  const { variables } = channel;
  variables.set('direction', 'outbound');
  variables.set('is_outbound', 'true');
  variables.set('uuid', channel.uuid);
  variables.set('session_id', String(channel.core.sessions));
  variables.set('sip_gateway_name', gateway);
  variables.set('sip_profile_name', 'gateway');
  variables.set('channel_name', channel.name);
  variables.set('sofia_profile_name', profileName);
  variables.set('sip_to_user', channel.profile.destinationNumber);
  variables.set('sip_from_user', channel.profile.callerIdNumber);
  variables.set('sip_call_id', channel.core.settings.uuid());
  variables.set('originate_endpoint', 'sofia');
  variables.set('call_uuid', channel.callUuid);
  if (originator === null) return;
  variables.set('originator', originator.uuid);
  variables.set('originating_leg_uuid', originator.uuid);
  variables.set('signal_bond', originator.uuid);
}

/** Cloned from the caller's profile, then overridden: without the override the caller's own number is shown. */
function outboundProfile(
  number: string,
  variables: ReadonlyMap<string, string>,
  originator: Channel | null,
): Channel['profile'] {
  const from = originator?.profile;
  const shownNumber = shown('number', variables, originator) ?? from?.callerIdNumber ?? '0000000000';
  const shownName = shown('name', variables, originator) ?? from?.callerIdName ?? '';
  return {
    username: from?.username ?? '',
    dialplan: from?.dialplan ?? '',
    callerIdName: shownName,
    callerIdNumber: shownNumber,
    originalCallerIdName: from?.originalCallerIdName ?? shownName,
    originalCallerIdNumber: from?.originalCallerIdNumber ?? shownNumber,
    calleeIdName: variables.get('origination_callee_id_name') ?? 'Outbound Call',
    calleeIdNumber: variables.get('origination_callee_id_number') ?? number,
    networkAddress: from?.networkAddress ?? '',
    ani: variables.get('origination_ani') ?? from?.ani ?? shownNumber,
    aniii: from?.aniii ?? '',
    destinationNumber: number,
    context: from?.context ?? 'default',
    privacyHidesNumber: variables.has('origination_privacy')
      ? variables.get('origination_privacy') !== 'none'
      : (from?.privacyHidesNumber ?? false),
  };
}

function shown(
  what: 'number' | 'name',
  variables: ReadonlyMap<string, string>,
  originator: Channel | null,
): string | undefined {
  return (
    variables.get(`origination_caller_id_${what}`) ??
    variables.get(`effective_caller_id_${what}`) ??
    originator?.variables.get(`effective_caller_id_${what}`)
  );
}
