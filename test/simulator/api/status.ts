import type { Core } from '../core.ts';

export const VERSION = '1.10.12-release+git~20240802T210227Z~a88d069d6f~64bit';
const SHORT_VERSION = '1.10.12-release git a88d069 2024-08-02 21:02:27Z 64bit';

/** What the real switch of `freeswitch-conf/` has loaded. */
const MODULES: ReadonlySet<string> = new Set([
  'mod_commands',
  'mod_dialplan_xml',
  'mod_dptools',
  'mod_event_socket',
  'mod_hash',
  'mod_json_cdr',
  'mod_local_stream',
  'mod_logfile',
  'mod_sndfile',
  'mod_sofia',
  'mod_tone_stream',
]);

export function status(core: Core): string {
  return [
    `UP ${upTime(core)}`,
    `FreeSWITCH (Version ${SHORT_VERSION}) is ready`,
    `${core.sessions} session(s) since startup`,
    `${core.channels.size} session(s) - peak ${core.channels.size}, last 5min ${core.channels.size} `,
    '0 session(s) per Sec out of max 1000, peak 0, last 5min 0 ',
    '20000 session(s) max',
    'min idle cpu 0.00/100.00',
    'Current Stack Size/Max 240K/8192K',
    '',
  ].join('\n');
}

/** `0 years, 0 days, 0 hours, 5 minutes, 44 seconds, 498 milliseconds, 565 microseconds`. */
export function upTime(core: Core): string {
  const ms = core.clock.now() - core.startedAtMs;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(ms / 31_536_000_000), 'years'],
    [Math.floor(ms / 86_400_000) % 365, 'days'],
    [Math.floor(ms / 3_600_000) % 24, 'hours'],
    [Math.floor(ms / 60_000) % 60, 'minutes'],
    [Math.floor(ms / 1000) % 60, 'seconds'],
    [Math.floor(ms) % 1000, 'milliseconds'],
    [Math.floor(ms * 1000) % 1000, 'microseconds'],
  ];
  return parts.map(([count, unit]) => `${count} ${count === 1 ? unit.slice(0, -1) : unit}`).join(', ');
}

export function version(): string {
  return `FreeSWITCH Version ${VERSION} (git a88d069 2024-08-02 21:02:27Z 64bit)\n`;
}

export function createUuid(core: Core): string {
  return core.settings.uuid();
}

export function echo(_core: Core, argument: string): string {
  return argument;
}

/** One variable, or all of them; one that is not set is an empty answer, which the event socket tells as `-ERR no reply`. */
export function globalGetvar(core: Core, argument: string): string {
  const name = argument.trim();
  if (name !== '') return core.globals.get(name) ?? '';
  return [...core.globals].map(([key, value]) => `${key}=${value}\n`).join('');
}

export function globalSetvar(core: Core, argument: string): string {
  const at = argument.indexOf('=');
  if (at < 0) core.globals.delete(argument);
  else core.globals.set(argument.slice(0, at), argument.slice(at + 1));
  return '+OK';
}

export function moduleExists(_core: Core, argument: string): string {
  return argument === '' ? '' : String(MODULES.has(argument.trim()));
}
