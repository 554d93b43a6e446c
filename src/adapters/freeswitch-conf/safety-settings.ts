import { callerLegGuards, ENTRY_VARIABLE } from './leg-guards.ts';
import { CARRIER_ACL } from './site-files.ts';

/** What a setting must be. `off` and `on` by FreeSWITCH's own reading of truth; `off` because its default is on. */
export type WantedSetting =
  | { readonly is: 'on' | 'off' | 'absent-or-off' | 'absent' }
  | { readonly is: 'exactly'; readonly value: string }
  | { readonly is: 'one-of'; readonly values: readonly string[] }
  | { readonly is: 'at-least'; readonly value: number };

/** `leak`: one party may see the other's number. `danger`: somebody else may use or stop the switch. `service`: calls may fail. */
export type SafetyRisk = 'leak' | 'danger' | 'service';

export interface SafetySetting {
  readonly name: string;
  readonly wanted: WantedSetting;
  readonly risk: SafetyRisk;
  /** What happens otherwise, in plain words. */
  readonly otherwise: string;
}

const off = { is: 'off' } as const;
const on = { is: 'on' } as const;
const absent = { is: 'absent' } as const;
const absentOrOff = { is: 'absent-or-off' } as const;
const exactly = (value: string): WantedSetting => ({ is: 'exactly', value });

/** Parameters of the SIP profile that serves the carriers. */
export const profileSettings: readonly SafetySetting[] = [
  {
    name: 'apply-inbound-acl',
    wanted: exactly(CARRIER_ACL),
    risk: 'danger',
    otherwise: 'strangers can place calls',
  },
  {
    name: 'auth-calls',
    wanted: off,
    risk: 'service',
    otherwise: 'carriers are asked for a password they do not have',
  },
  { name: 'accept-blind-auth', wanted: absentOrOff, risk: 'danger', otherwise: 'any password is accepted' },
  { name: 'accept-blind-reg', wanted: absentOrOff, risk: 'danger', otherwise: 'anybody can register' },
  { name: 'disable-register', wanted: on, risk: 'danger', otherwise: 'strangers can try to register' },
  {
    name: 'pass-callee-id',
    wanted: off,
    risk: 'leak',
    otherwise: "the callee's number is passed to the caller",
  },
  {
    name: 'cid-in-1xx',
    wanted: off,
    risk: 'leak',
    otherwise: "answers to the caller carry the callee's number",
  },
  {
    name: 'send-display-update',
    wanted: off,
    risk: 'leak',
    otherwise: 'display updates carry the other number',
  },
  {
    name: 'caller-id-type',
    wanted: { is: 'one-of', values: ['none', 'pid'] },
    risk: 'leak',
    otherwise: 'calls out carry a Remote-Party-ID',
  },
  {
    name: 'disable-transfer',
    wanted: on,
    risk: 'leak',
    otherwise: 'REFER sends the other party to any number',
  },
  { name: 'proxy-refer', wanted: absentOrOff, risk: 'leak', otherwise: 'REFER is passed to the other party' },
  {
    name: 'manual-redirect',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: 'a redirect by the callee moves the caller',
  },
  {
    name: 'extended-info-parsing',
    wanted: absentOrOff,
    risk: 'danger',
    otherwise: 'SIP INFO runs API commands',
  },
  {
    name: 'liberal-dtmf',
    wanted: absentOrOff,
    risk: 'service',
    otherwise: 'a key that is sent as an event and by INFO counts twice, so callers reach wrong extensions',
  },
  { name: 'record-template', wanted: absent, risk: 'danger', otherwise: 'SIP INFO starts recordings' },
  { name: 'proxy-info', wanted: absentOrOff, risk: 'leak', otherwise: 'INFO is passed to the other party' },
  {
    name: 'proxy-info-content-types',
    wanted: absent,
    risk: 'leak',
    otherwise: 'INFO is passed to the other party',
  },
  {
    name: 'proxy-message',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: 'MESSAGE is passed to the other party',
  },
  {
    name: 'in-dialog-chat',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: 'MESSAGE is passed to the other party',
  },
  {
    name: 'proxy-notify-events',
    wanted: absent,
    risk: 'leak',
    otherwise: 'NOTIFY is passed to the other party',
  },
  {
    name: 'rtp-rewrite-timestamps',
    wanted: on,
    risk: 'leak',
    otherwise: 'header extensions and sources of RTP packets are passed to the other party',
  },
  { name: 'enable-chat', wanted: off, risk: 'leak', otherwise: 'strangers can send messages' },
  { name: 'manage-presence', wanted: absentOrOff, risk: 'leak', otherwise: 'presence tells who calls' },
  { name: 'rfc-7989', wanted: absentOrOff, risk: 'leak', otherwise: 'both legs carry one Session-ID' },
  {
    name: 'inbound-use-callid-as-uuid',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: "a caller's text names its leg",
  },
  {
    name: 'outbound-use-uuid-as-callid',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: 'Call-IDs tell legs apart',
  },
  {
    name: 'inbound-bypass-media',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: "SDP shows the other party's address",
  },
  {
    name: 'inbound-proxy-media',
    wanted: absentOrOff,
    risk: 'leak',
    otherwise: "SDP shows the other party's text",
  },
  {
    name: 'full-id-in-dialplan',
    wanted: absentOrOff,
    risk: 'service',
    otherwise: 'destinations are not numbers',
  },
  {
    name: 'parse-invite-tel-params',
    wanted: absentOrOff,
    risk: 'danger',
    otherwise: 'callers set variables',
  },
  {
    name: 'tls-verify-policy',
    wanted: { is: 'one-of', values: ['subjects_out', 'subjects_all'] },
    risk: 'leak',
    otherwise: 'whoever stands between can pose as a carrier',
  },
  { name: 'sip-trace', wanted: absentOrOff, risk: 'leak', otherwise: 'numbers are written to the log' },
];

/** Parameters of switch.conf. */
export const switchSettings: readonly SafetySetting[] = [
  { name: 'api-expansion', wanted: off, risk: 'danger', otherwise: "callers' values can run API commands" },
  { name: 'dump-cores', wanted: absentOrOff, risk: 'leak', otherwise: 'core dumps hold numbers' },
  {
    name: 'loglevel',
    wanted: { is: 'one-of', values: ['err', 'error', 'crit', 'alert'] },
    risk: 'leak',
    otherwise: "FreeSWITCH's log holds real numbers",
  },
  {
    name: 'max-sessions',
    wanted: { is: 'at-least', value: 5_000 },
    risk: 'service',
    otherwise: 'FreeSWITCH itself refuses calls, with Retry-After: 300',
  },
  {
    name: 'sessions-per-second',
    wanted: { is: 'at-least', value: 500 },
    risk: 'service',
    otherwise: 'FreeSWITCH itself refuses calls, with Retry-After: 300',
  },
];

/** Parameters of event_socket.conf. The password has a check of its own. */
export const eventSocketSettings: readonly SafetySetting[] = [
  {
    name: 'listen-ip',
    wanted: { is: 'one-of', values: ['127.0.0.1', '::1', 'localhost'] },
    risk: 'danger',
    otherwise: 'whoever reaches the event socket can end FreeSWITCH without a password',
  },
  {
    name: 'apply-inbound-acl',
    wanted: exactly('loopback.auto'),
    risk: 'danger',
    otherwise: 'others reach the event socket',
  },
];

/** Variables that the dialplan sets before a call is parked. */
export const dialplanSettings: readonly SafetySetting[] = [
  ...Object.entries(callerLegGuards).map(
    ([name, value]): SafetySetting => ({
      name,
      wanted: exactly(value),
      risk: 'leak',
      otherwise: "the daemon's own guards are the only ones",
    }),
  ),
  {
    name: ENTRY_VARIABLE,
    wanted: exactly('incoming'),
    risk: 'service',
    otherwise: 'the daemon leaves the call alone',
  },
  {
    name: 'park_timeout',
    wanted: exactly('4:NORMAL_TEMPORARY_FAILURE'),
    risk: 'service',
    otherwise: 'callers hang for ever when no daemon is there',
  },
];

/** Passwords that everybody knows: FreeSWITCH's default, and the placeholder of the shipped files. */
export const wellKnownPasswords: ReadonlySet<string> = new Set(['ClueCon', 'replace-this-placeholder', '']);

/** @returns whether the values found (a parameter may stand several times) are as wanted. */
export function isAsWanted(wanted: WantedSetting, values: readonly string[]): boolean {
  switch (wanted.is) {
    case 'absent':
      return values.length === 0;
    case 'absent-or-off':
      return values.every((value) => !isTrue(value));
    case 'off':
      return values.length > 0 && values.every((value) => !isTrue(value));
    case 'on':
      return values.length > 0 && values.every(isTrue);
    case 'exactly':
      return values.length > 0 && values.every((value) => value === wanted.value);
    case 'one-of':
      return values.length > 0 && values.every((value) => wanted.values.includes(value.toLowerCase()));
    case 'at-least':
      return values.length > 0 && values.every((value) => Number(value) >= wanted.value);
  }
}

/** As a person would write what is wanted. */
export function wantedInWords(wanted: WantedSetting): string {
  switch (wanted.is) {
    case 'on':
      return 'true';
    case 'off':
      return 'false';
    case 'absent':
      return 'not set';
    case 'absent-or-off':
      return 'not set, or false';
    case 'exactly':
      return wanted.value;
    case 'one-of':
      return wanted.values.join(' or ');
    case 'at-least':
      return `at least ${wanted.value}`;
  }
}

/** `switch_true()` of FreeSWITCH (switch_utils.h). */
function isTrue(value: string): boolean {
  const text = value.toLowerCase();
  return (
    ['yes', 'on', 'true', 't', 'enabled', 'active', 'allow'].includes(text) ||
    (/^-?[0-9]+$/.test(text) && Number(text) !== 0)
  );
}
