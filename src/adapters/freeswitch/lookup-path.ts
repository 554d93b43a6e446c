import { FROM_VARIABLE, ORIGIN_VARIABLES } from './call-origin-reading.ts';
import type { HeaderReader } from './event-to-fact.ts';

/** The context of `dialplan/axbridge.xml`. */
export const CONTEXT = 'axbridge';

/** What the switch says of a channel when it asks for its plan, in this order. */
const FIELDS = [
  'Unique-ID',
  'Event-Date-Timestamp',
  'Caller-Context',
  'Caller-Destination-Number',
  'variable_sip_req_user',
  'variable_sip_to_user',
  'Caller-Caller-ID-Number',
  'variable_sip_network_ip',
  'variable_sip_cid_type',
  ...ORIGIN_VARIABLES.map((variable) => `variable_${variable}`),
] as const;
type Field = (typeof FIELDS)[number];

/** In the query, because libcurl takes `/../` out of a path. */
const BEGIN = '/plan?';
/** A caller's `#` or `?` would cut off what follows: without the end nothing counts. */
const END = '/end';

/**
 * Where the switch asks, as its mod_xml_curl expands it for each channel (`use-dynamic-url`). In the URL and not in the body, because
 * the module writes the body into the switch's log when nobody answers, and the caller's number is in it.
 */
export const LOOKUP_PATH = `${BEGIN}${FIELDS.map((field) => `\${${field}}`).join('/')}${END}`;

/** The module encodes nothing: what is not plain goes the long way, where it is read as it came. */
const PLAIN = /^\+?[A-Za-z0-9*_.-]{0,64}$/;

/** @returns what the switch said of the channel; `null` when it cannot be told apart with certainty. */
export function readLookupPath(path: string): HeaderReader | null {
  if (!path.startsWith(BEGIN) || !path.endsWith(END)) return null;
  const values = path.slice(BEGIN.length, -END.length).split('/');
  if (values.length !== FIELDS.length || !values.every((value) => PLAIN.test(value))) return null;
  const fields = new Map<string, string>(FIELDS.map((field: Field, place) => [field, values[place] ?? '']));
  return isWhole(fields) ? { get: (header) => fields.get(header) } : null;
}

/**
 * Where no identity was sent beside it, the caller is From's. Of a call with an identity From is not told: P-Asserted-Identity must be
 * there, and whoever needs From lets the call wait.
 */
function isWhole(fields: Map<string, string>): boolean {
  if (fields.get(IDENTITY_FIELD) !== '') return fields.get('variable_sip_P-Asserted-Identity') !== '';
  fields.set(`variable_${FROM_VARIABLE}`, `<sip:${fields.get('Caller-Caller-ID-Number') ?? ''}@switch>`);
  return true;
}

/** Says that an identity was sent beside From, of whatever kind (`sofia.c:10891` to 10932). */
export const IDENTITY_FIELD = 'variable_sip_cid_type';
