import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOKUP_PATH, readLookupPath } from '../../../src/adapters/freeswitch/lookup-path.ts';

/** As mod_xml_curl fills it in: nothing is encoded (`switch_event_expand_headers`). */
function expanded(values: Readonly<Record<string, string>>): string {
  return LOOKUP_PATH.replace(/\$\{([^}]+)\}/g, (_, name: string) => values[name] ?? '');
}

/**
 * What libcurl makes of an URL: the fragment is not sent, and neither are segments of dots in the path. With blanks or control characters in
 * it nothing is sent (`junkscan` in its `urlapi.c`).
 */
function sent(path: string): string {
  if (/[\p{Cc} ]/u.test(path)) return '';
  const { pathname, search } = new URL(`http://127.0.0.1${path.split('#')[0]}`);
  return pathname + search;
}

const CHANNEL = {
  'Unique-ID': '11111111-2222-4333-8444-555555555555',
  'Event-Date-Timestamp': '1700000000000000',
  'Caller-Context': 'axbridge',
  'Caller-Destination-Number': '17000000001',
  variable_sip_req_user: '17000000001',
  variable_sip_to_user: '17000000001',
  'Caller-Caller-ID-Number': '+8613800138000',
};

describe('the path by which the dialplan asks', () => {
  it('says each thing that the switch knows of the channel', () => {
    const channel = readLookupPath(expanded(CHANNEL));
    for (const [name, value] of Object.entries(CHANNEL)) expect(channel?.get(name), name).toBe(value);
    expect(readLookupPath(expanded({ ...CHANNEL, 'Caller-Caller-ID-Number': '' }))).not.toBeNull();
  });

  it('tells From where nothing else names the caller, and is not read where From alone is told', () => {
    const of = (changes: Readonly<Record<string, string>>) =>
      readLookupPath(expanded({ ...CHANNEL, ...changes }));
    expect(of({})?.get('variable_sip_full_from')).toBe('<sip:+8613800138000@switch>');
    const asserted = { variable_sip_cid_type: 'pid', 'variable_sip_P-Asserted-Identity': '13800138009' };
    expect(of(asserted)?.get('variable_sip_P-Asserted-Identity')).toBe('13800138009');
    expect(of(asserted)?.get('variable_sip_full_from')).toBeUndefined();
    expect(of({ variable_sip_cid_type: 'pid' })).toBeNull();
    for (const name of ['P-Preferred-Identity', 'Remote-Party-ID', 'h_Diversion', 'name_params'])
      expect(of({ ...asserted, [`variable_sip_${name}`]: '<sip:1@h>;a=b' })).toBeNull();
  });

  it('is read as it was meant or not at all, whatever callers put into their numbers', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom('#', '?', '/', '.', '%', '3', '1', '+', '&', ' '), maxLength: 12 }),
    );
    fc.assert(
      fc.property(hostile, hostile, (caller, dialled) => {
        const channel = {
          ...CHANNEL,
          'Caller-Caller-ID-Number': caller,
          'Caller-Destination-Number': dialled,
        };
        for (const path of [expanded(channel), sent(expanded(channel))]) {
          const read = readLookupPath(path);
          if (read === null) continue;
          for (const [name, value] of Object.entries(channel)) expect(read.get(name)).toBe(value);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['138#00', '138?00', '138/00', '138%3000', '138 00'])(
    'is not read with the caller %s',
    (caller) => {
      expect(readLookupPath(sent(expanded({ ...CHANNEL, 'Caller-Caller-ID-Number': caller })))).toBeNull();
    },
  );
});
