import type { ForwardedHeader } from '../domain/access/client-address.ts';
import type { CallerTrust } from '../domain/gateway/caller-trust.ts';
import type { Gateway, GatewayRegistration } from '../domain/gateway/gateway.ts';
import type { CallLimits } from '../domain/policy/call-limits.ts';
import type { DialRules } from '../domain/policy/dial-rules.ts';
import { NumberPattern } from '../domain/policy/number-pattern.ts';
import type { PromptLanguage } from '../domain/pool/pool.ts';
import type { Secret } from '../domain/secret.ts';

/** Everything an operator decides, validated, complete with defaults, and frozen. Paths are absolute. */
export interface Settings {
  /** Directory of the store, its key and the control socket. */
  readonly dataDir: string;
  readonly numberPlan: NumberPlanSettings;
  readonly store: StoreSettings;
  readonly freeswitch: readonly FreeswitchNodeSettings[];
  readonly dialplan: DialplanSettings;
  /** In order of preference. */
  readonly gateways: readonly GatewaySettings[];
  readonly routing: RoutingSettings;
  readonly calls: CallsSettings;
  /** Which numbers are called at all. */
  readonly barring: DialLists;
  readonly limits: CallLimits;
  readonly prompts: PromptsSettings;
  readonly bindings: BindingsSettings;
  readonly cdr: CdrSettings;
  readonly recordings: RecordingsSettings;
  readonly events: EventsSettings;
  readonly sip: SipSettings;
  readonly control: ControlSettings;
  readonly http: HttpSettings;
  readonly webhooks: WebhookSettings;
  readonly log: LogSettings;
}

export interface NumberPlanSettings {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Without the trunk prefix. */
  readonly homeAreaCode: string | null;
}

export interface StoreSettings {
  readonly file: string;
  readonly keyFile: string;
  /** The key itself, from the environment. Of this and the two below at most one is not `null`; without any, the key is in `keyFile`. */
  readonly key: Secret | null;
  /** A program, and its words, that prints the key. */
  readonly keyCommand: readonly string[] | null;
  /** A file descriptor that the daemon inherits. */
  readonly keyFd: number | null;
  /** How often fresh keys are derived from the key; `null` never. */
  readonly renewDays: number | null;
}

export interface FreeswitchNodeSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password: Secret;
}

export interface DialplanSettings {
  /** On 127.0.0.1; `null`: calls wait in park for the daemon, and no dialplan asks. */
  readonly port: number | null;
}

/** A `Gateway` whose password does not print; `toGateway` gives the thing itself. */
export interface GatewaySettings
  extends Omit<Gateway, 'registration' | 'trust' | 'dials'>,
    CallerTrust,
    DialLists {
  readonly registration: (Omit<GatewayRegistration, 'password'> & { readonly password: Secret }) | null;
}

/** Patterns of numbers, such as `+8613800138000` and `+86138*`. */
export interface DialLists {
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

export interface RoutingSettings {
  readonly ringTimeoutSeconds: number;
  /** From answer; `null` without end. */
  readonly maxCallSeconds: number | null;
  /** How long a gateway may say nothing before the next one is tried. */
  readonly firstResponseSeconds: number;
  readonly ringback: 'carrier' | 'local';
  /** Names of gateways in the order in which they are tried. */
  readonly gateways: readonly string[];
}

export interface CallsSettings {
  /** Calls at once; more are refused. `null` without limit. */
  readonly maxConcurrent: number | null;
  /** Calls are refused while more come than the switch can set up. */
  readonly refuseOverload: boolean;
  /** The command line may show B of a callback the real number of A. */
  readonly allowRealNumberDisplay: boolean;
}

export interface PromptsSettings {
  /** As FreeSWITCH sees it; `null`: the prompts beside the generated FreeSWITCH configuration. */
  readonly directory: string | null;
  readonly language: PromptLanguage;
}

export interface BindingsSettings {
  /** `null`: a binding without an expiry of its own lives until it is released. */
  readonly defaultExpirySeconds: number | null;
  /** How long ended bindings are kept. */
  readonly historyDays: number;
}

/** Call records. */
export interface CdrSettings {
  /** Directory that the switch and the daemon share. */
  readonly spool: string;
  readonly retentionDays: number;
}

/** What tenants are told of. */
export interface EventsSettings {
  readonly retentionDays: number;
  /** How long before its expiry a binding is told of; 0: not at all. */
  readonly expiringSeconds: number;
  readonly file: EventFileSettings;
}

/** Recordings of calls. */
export interface RecordingsSettings {
  /** Where they are kept, sealed. */
  readonly directory: string;
  /** Directory that the switch and the daemon share. */
  readonly spool: string;
  readonly retentionDays: number;
  readonly encoder: 'none' | 'opusenc' | 'lame';
  readonly minFreeBytes: number;
}

/** Files of events. */
export interface EventFileSettings {
  /** `null`: none are written. */
  readonly directory: string | null;
  readonly maxMegabytes: number;
  /** `null`: for ever. */
  readonly keepDays: number | null;
}

/** For the FreeSWITCH configuration that `axbridge freeswitch-conf` writes. */
export interface SipSettings {
  /** An address of the switch, or `auto`. */
  readonly listenIp: string;
  readonly port: number;
  readonly externalIp: string | null;
  readonly rtpPorts: { readonly first: number; readonly last: number };
  readonly tls: { readonly directory: string; readonly port: number } | null;
  /** `null`: gateways are not pinged. */
  readonly gatewayPingSeconds: number | null;
}

export interface ControlSettings {
  /** Path of the Unix socket between daemon and command line. */
  readonly socket: string;
}

/** The HTTP API. */
export interface HttpSettings {
  readonly enabled: boolean;
  /** An IP address of this machine. */
  readonly listen: string;
  readonly port: number;
  /** PEM files; `null` for plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Plain HTTP on an address that others reach: keys and numbers can then be read on the way. */
  readonly allowPlainRemote: boolean;
  /** Addresses and CIDR blocks of proxies that are believed in whose request they pass on. */
  readonly trustedProxies: readonly string[];
  readonly forwardedHeader: ForwardedHeader;
}

/** What tenants may have asked. */
export interface WebhookSettings {
  /** Loopback, private networks and whatever else is not the internet. */
  readonly allowPrivateAddresses: boolean;
  readonly allowPlainHttp: boolean;
  readonly eventTimeoutSeconds: number;
  readonly eventFirstRetryMilliseconds: number;
  /** After its first attempt. */
  readonly eventGiveUpSeconds: number;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LogSettings {
  readonly level: LogLevel;
  /** For people instead of programs. */
  readonly pretty: boolean;
}

/** The gateway with its password in plain text, for those who write it into a FreeSWITCH configuration. */
export function toGateway(settings: GatewaySettings): Gateway {
  const { registration, callerHeader, failedVerification, allow, deny, ...rest } = settings;
  const trust = { callerHeader, failedVerification };
  const plain = { ...rest, trust, dials: toDialRules({ allow, deny }) };
  if (registration === null) return { ...plain, registration };
  return { ...plain, registration: { ...registration, password: registration.password.reveal() } };
}

/** Patterns that the schema let pass can be read. */
export function toDialRules({ allow, deny }: DialLists): DialRules {
  return { allow: allow === null ? null : patternsOf(allow), deny: patternsOf(deny) };
}

function patternsOf(texts: readonly string[]): readonly NumberPattern[] {
  return texts.map((text) => NumberPattern.parse(text)).filter((pattern) => pattern !== undefined);
}
