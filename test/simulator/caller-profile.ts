/** What the switch knows of a channel's two ends: `switch_caller_profile_t`. */
export interface CallerProfile {
  username: string;
  dialplan: string;
  callerIdName: string;
  callerIdNumber: string;
  readonly originalCallerIdName: string;
  readonly originalCallerIdNumber: string;
  calleeIdName: string;
  calleeIdNumber: string;
  networkAddress: string;
  ani: string;
  aniii: string;
  destinationNumber: string;
  context: string;
  privacyHidesNumber: boolean;
}

/** Microseconds since 1970, 0 for never: `switch_caller.c:432`. */
export interface ChannelTimes {
  readonly created: number;
  answered: number;
  progress: number;
  progressMedia: number;
  hangup: number;
  bridged: number;
}

/** Fields that `set_profile_var` can change, by the name used there. */
export const PROFILE_FIELDS: Readonly<Record<string, keyof CallerProfile>> = {
  caller_id_number: 'callerIdNumber',
  caller_id_name: 'callerIdName',
  callee_id_number: 'calleeIdNumber',
  callee_id_name: 'calleeIdName',
  ani: 'ani',
  aniii: 'aniii',
  username: 'username',
  network_addr: 'networkAddress',
  destination_number: 'destinationNumber',
  context: 'context',
  dialplan: 'dialplan',
};
