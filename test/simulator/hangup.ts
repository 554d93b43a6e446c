import { statusOfCause } from '../../src/adapters/freeswitch/refusal-status.ts';
import type { Channel } from './channel.ts';
import { channelHeaders } from './channel-headers.ts';
import { stamp } from './event-head.ts';
import { q850Of } from './hangup-cause.ts';

/** CS_HANGUP, CS_REPORTING and CS_DESTROY of a channel that has its cause: tells the far end, then the listeners. */
export function concludeChannel(channel: Channel): void {
  const cause = channel.cause ?? 'NORMAL_CLEARING';
  channel.enter('CS_HANGUP');
  channel.variables.set('hangup_cause', cause);
  channel.variables.set('hangup_cause_q850', String(q850Of(cause)));
  endTowardsFarEnd(channel, cause);
  if (channel.variables.get('record_path') !== undefined) stopRecording(channel);
  channel.callState = 'HANGUP';
  channel.enter('CS_REPORTING');
  setTimeVariables(channel);
  if (channel.isOfNow) channel.core.settings.legEnded(channel);
  channel.fire('CHANNEL_HANGUP_COMPLETE');
  channel.fire('CHANNEL_DESTROY');
  channel.enter('CS_DESTROY');
  if (channel.core.channels.get(channel.uuid) === channel) channel.core.channels.delete(channel.uuid);
  channel.changed();
}

/** `sofia_on_hangup`: BYE when answered, else CANCEL to a callee or a final answer to a caller, unless the far end was first. */
function endTowardsFarEnd(channel: Channel, cause: string): void {
  const { variables, far } = channel;
  if (variables.get('sip_hangup_disposition') !== undefined) return;
  if (channel.answered) {
    variables.set('sip_hangup_disposition', 'send_bye');
    far?.toldEnd(null, cause);
  } else if (channel.direction === 'outbound') {
    variables.set('sip_hangup_disposition', 'send_cancel');
    variables.set('sip_invite_failure_status', '487');
    variables.set('sip_invite_failure_phrase', 'CANCEL');
    far?.toldEnd(null, cause);
  } else {
    variables.set('sip_hangup_disposition', 'send_refuse');
    far?.toldEnd(finalStatus(channel, cause), cause);
  }
}

/** The table's status, unless `respond` said one or the other leg's own answer goes through (`mod_sofia.c:456`). */
function finalStatus(channel: Channel, cause: string): number {
  if (channel.respondStatus !== null) return channel.respondStatus;
  const specific = channel.variables.get('last_bridge_proto_specific_hangup_cause');
  const remote = Number(specific?.replace(/^sips?:/, '') ?? 0);
  const ignored = channel.variables.isTrue('sip_ignore_remote_cause');
  return remote > 0 && !ignored ? remote : statusOfCause(cause);
}

function stopRecording(channel: Channel): void {
  const path = channel.variables.take('record_path') ?? '';
  channel.core.fire('RECORD_STOP', [...channelHeaders(channel), ['Record-File-Path', path]]);
}

const US_PER_SECOND = 1_000_000;

/** `switch_channel_set_timestamps`. */
function setTimeVariables(channel: Channel): void {
  const { times, variables } = channel;
  const moments: readonly (readonly [string, number])[] = [
    ['start', times.created],
    ['answer', times.answered],
    ['bridge', times.bridged],
    ['progress', times.progress],
    ['progress_media', times.progressMedia],
    ['end', times.hangup],
  ];
  for (const [name, us] of moments) {
    if (us !== 0) variables.set(`${name}_stamp`, stamp(new Date(us / 1000)));
    variables.set(`${name}_epoch`, String(Math.floor(us / US_PER_SECOND)));
    variables.set(`${name}_uepoch`, String(us));
  }
  const step = channel.lastStep;
  if (step !== null) {
    variables.set('last_app', step.app);
    variables.set('last_arg', step.data);
  }
  setDuration(channel, 'duration', times.hangup - times.created);
  setDuration(channel, 'billsec', times.answered === 0 ? 0 : times.hangup - times.answered);
}

function setDuration(channel: Channel, name: 'duration' | 'billsec', us: number): void {
  const { variables } = channel;
  variables.set(name, String(Math.floor(us / US_PER_SECOND)));
  variables.set(name === 'duration' ? 'mduration' : 'billmsec', String(Math.floor(us / 1000)));
  variables.set(name === 'duration' ? 'uduration' : 'billusec', String(us));
}
