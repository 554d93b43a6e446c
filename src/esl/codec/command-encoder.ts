import { type CommandVerb, EslCommand } from './command.ts';
import { EslEncodingError } from './errors.ts';
import { COMMAND_BYTES, JOB_UUID_BYTES } from './limits.ts';

/*
 * Pure builders of commands (mod_event_socket.c, `parse_command`). A command is lines and a blank line; there is no
 * escaping, so a line feed in a value would begin a new header or a new command. Every field is checked and every builder
 * throws EslEncodingError rather than change what it was given.
 */

const TOKEN = /^[A-Za-z0-9_.:-]+$/;
const HEADER_NAME = /^[A-Za-z0-9_-]+$/;

/** `auth <password>`; must be the first command. */
export function auth(password: string): EslCommand {
  return encode('auth', [`auth ${filled('password', password)}`]);
}

/** `api <line>`: runs in the listener's own thread and holds up events and commands until it is done. */
export function api(line: string): EslCommand {
  return encode('api', [`api ${commandLine(line)}`]);
}

/**
 * `bgapi <line>`: answered at once, run in a thread of its own; the result comes as a `BACKGROUND_JOB` event with this
 * `Job-UUID`, of at most 36 characters. Choosing the id before sending leaves no gap in which the event could be missed.
 */
export function bgapi(line: string, jobUuid: string): EslCommand {
  if (jobUuid.length > JOB_UUID_BYTES) throw new EslEncodingError('job uuid', 'is too long');
  return encode('bgapi', [`bgapi ${commandLine(line)}`, `Job-UUID: ${token('job uuid', jobUuid, TOKEN)}`]);
}

/**
 * `event plain <names>`. Names are those of `switch_event_types_t` and, as `CUSTOM <subclass>`, custom ones. The switch
 * takes every word after `CUSTOM` for a subclass, so custom events are put last. It ignores names that it does not know.
 */
export function subscribe(events: readonly string[]): EslCommand {
  if (events.length === 0) throw new EslEncodingError('events', 'is empty');
  const names: string[] = [];
  const subclasses: string[] = [];
  for (const event of events) {
    const subclass = event.startsWith('CUSTOM ') ? event.slice('CUSTOM '.length) : undefined;
    if (event === 'CUSTOM') throw new EslEncodingError('event subclass', 'is empty');
    if (subclass === undefined) names.push(token('event name', event, TOKEN));
    else subclasses.push(token('event subclass', subclass, TOKEN));
  }
  const custom = subclasses.length === 0 ? [] : ['CUSTOM', ...subclasses];
  return encode('event', [`event plain ${[...names, ...custom].join(' ')}`]);
}

/** `filter <header> <value>`: of the subscribed events only those with this value are sent; several filters add up. */
export function filter(header: string, value: string): EslCommand {
  return encode('filter', [
    `filter ${token('filter header', header, HEADER_NAME)} ${filled('filter value', value)}`,
  ]);
}

/**
 * `sendmsg <uuid>` with the headers in their order; a name may repeat, as `application` does under
 * `call-command: xferext`. The reply `+OK` means queued for the channel, not done.
 */
export function sendMessage(
  uuid: string,
  headers: readonly (readonly [name: string, value: string])[],
): EslCommand {
  if (headers.length === 0) throw new EslEncodingError('headers', 'is empty');
  const lines = headers.map(
    ([name, value]) => `${headerName(name)}: ${clean(`header ${headerName(name)}`, value)}`,
  );
  return encode('sendmsg', [`sendmsg ${token('channel uuid', uuid, TOKEN)}`, ...lines], uuid);
}

/** A word that the switch does not know: it does nothing and answers `-ERR command not found`. Proves that it is there. */
export function noop(): EslCommand {
  return encode('noop', ['noop']);
}

/** A header name. `Content-Length` is refused: it would make the switch read what follows as a body. */
function headerName(name: string): string {
  token('header name', name, HEADER_NAME);
  if (name.toLowerCase() === 'content-length') throw new EslEncodingError('header name', 'is reserved');
  return name;
}

function commandLine(line: string): string {
  if (filled('command line', line).startsWith(' '))
    throw new EslEncodingError('command line', 'is not a valid token');
  return line;
}

function token(field: string, value: string, shape: RegExp): string {
  if (!shape.test(filled(field, value))) throw new EslEncodingError(field, 'is not a valid token');
  return value;
}

function filled(field: string, value: string): string {
  if (value === '') throw new EslEncodingError(field, 'is empty');
  return clean(field, value);
}

/** The wire's own rule: no byte that ends a line (CR too: `read_packet` cuts there) and no NUL, which ends a C string. */
function clean(field: string, value: string): string {
  if (value.includes('\n')) throw new EslEncodingError(field, 'holds a line feed');
  if (value.includes('\r')) throw new EslEncodingError(field, 'holds a carriage return');
  if (value.includes('\0')) throw new EslEncodingError(field, 'holds a NUL');
  return value;
}

function encode(verb: CommandVerb, lines: readonly string[], channel?: string): EslCommand {
  const bytes = Buffer.from(`${lines.join('\n')}\n\n`, 'utf8');
  if (bytes.length > COMMAND_BYTES) throw new EslEncodingError('command', 'is too long');
  return new EslCommand(verb, bytes, channel);
}
