import type { Gateway } from '../../domain/gateway/gateway.ts';

/** FreeSWITCH's names, loudest last. At `info` and below real numbers appear in FreeSWITCH's log. */
export type SwitchLogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'err' | 'crit' | 'alert';

export interface SipListener {
  /** An IP address of the switch, or `auto` for the one that its default route uses. */
  readonly listenIp: string;
  readonly port: number;
  /** The address that carriers see, where a router translates; `null` where none does. */
  readonly externalIp: string | null;
  /** UDP ports for media, both ends included. Each leg takes two. */
  readonly rtpPorts: { readonly first: number; readonly last: number };
}

export interface SipTls {
  /** Absolute path on the switch of a directory with `agent.pem` (key and certificate) and `cafile.pem` (trusted authorities). */
  readonly directory: string;
  readonly port: number;
}

export interface EventSocketListener {
  /** A loopback address: FreeSWITCH can be ended by anybody who reaches this port, without a password. */
  readonly host: string;
  readonly port: number;
  /** 12 to 128 of `A-Z a-z 0-9 . _ ~ + / = -`. */
  readonly password: string;
}

/** Where the dialplan asks the daemon for the plan of each call; the password is that of the event socket. */
export interface PlanLookup {
  /** On 127.0.0.1, where the daemon listens. */
  readonly port: number;
  /** The node's name in the settings of the daemon. */
  readonly user: string;
}

/** All that differs between one site's FreeSWITCH configuration and another's. */
export interface FreeswitchConfInput {
  readonly gateways: readonly Gateway[];
  readonly sip: SipListener;
  /** Needed when a gateway uses TLS. */
  readonly tls: SipTls | null;
  readonly eventSocket: EventSocketListener;
  /** `null`: calls wait in park for the daemon. */
  readonly planLookup: PlanLookup | null;
  /** Absolute path of the prompts on the switch, or `null` for the copy inside the configuration directory. */
  readonly soundsDirectory: string | null;
  readonly logLevel: SwitchLogLevel;
  /** Absolute path of the switch's list of channels; best on a tmpfs. */
  readonly coreDatabase: string;
  /** Absolute path of the directory in which the switch leaves a file for each leg that has ended, best on a tmpfs. */
  readonly cdrSpool: string;
  /** Seconds between two OPTIONS to each gateway, at least 5; `null` to send none. One that does not answer takes no calls. */
  readonly gatewayPingSeconds: number | null;
}

/** A value that cannot go into a FreeSWITCH configuration. The message names the place and never repeats a password. */
export class FreeswitchConfError extends Error {
  /** Where the value is, such as `gateways[0].host`. */
  readonly place: string;

  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
    this.name = 'FreeswitchConfError';
    this.place = place;
  }
}
