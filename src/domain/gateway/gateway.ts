import type { DialRules } from '../policy/dial-rules.ts';
import type { CallerTrust } from './caller-trust.ts';

/**
 * How a carrier wants to see numbers, dialled and shown:
 * - `e164-plus`: `+8613800138000`
 * - `e164`: `8613800138000`
 * - `international`: international prefix and digits for other countries and the home country alike: `008613800138000`
 * - `national`: as dialled at home (`13800138000`, `01012345678`); other countries with the international prefix
 */
export type GatewayNumberFormat = 'e164-plus' | 'e164' | 'international' | 'national';

export type SipTransport = 'udp' | 'tcp' | 'tls';

/** Credentials of a gateway that we register with. The password is never printed. */
export interface GatewayRegistration {
  readonly username: string;
  readonly password: string;
  /** Realm, where it is not the gateway's host. */
  readonly realm: string | null;
}

/** A carrier's SIP trunk: where calls go out to, and from whose addresses calls come in. */
export interface Gateway {
  /** `[a-z0-9-]{1,32}`; also the gateway's name in FreeSWITCH. */
  readonly name: string;
  /** Host name or IP address of the carrier's SIP proxy. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly transport: SipTransport;
  /** `null` for a trunk by address. */
  readonly registration: GatewayRegistration | null;
  readonly numberFormat: GatewayNumberFormat;
  /** Digits put before every dialled number (a technical prefix), or the empty string; not before the number shown. */
  readonly dialPrefix: string;
  /** CIDR blocks that this carrier's calls come from; calls from elsewhere are refused. */
  readonly acceptFrom: readonly string[];
  /** How far it is believed in who calls. */
  readonly trust: CallerTrust;
  /** Of the numbers that are called at all, those that are called through it; `allow: null` is all of them. */
  readonly dials: DialRules;
}

/** Believes networks and not telephones; calls everything. */
export const PLAIN_GATEWAY: Pick<Gateway, 'trust' | 'dials'> = {
  trust: { callerHeader: 'asserted', failedVerification: 'refuse' },
  dials: { allow: null, deny: [] },
};
