import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readChannelList } from '../../../src/adapters/freeswitch/channel-list.ts';
import { eventToFact, jobToFact } from '../../../src/adapters/freeswitch/event-to-fact.ts';

const LEG = '00000000-0000-4000-8000-00000000000a';
const PEER = '00000000-0000-4000-8000-00000000000b';
const MARK = `axb1.${LEG}.7.a.masked.+8617000000001`;

function fact(name: string, headers: Readonly<Record<string, string>>) {
  const all = new Map(
    Object.entries({ 'Unique-ID': LEG, 'Event-Date-Timestamp': '1700000000123456', ...headers }),
  );
  return eventToFact(name, { get: (header) => all.get(header) });
}

describe('events of channels', () => {
  it('are not ours when they parked without our dialplan', () => {
    expect(fact('CHANNEL_PARK', { 'Caller-Destination-Number': '1000' })).toBeNull();
    expect(fact('CHANNEL_PARK', { variable_axbridge_entry: 'else' })).toBeNull();
  });

  it('are nothing without a leg that we could speak of', () => {
    expect(fact('CHANNEL_ANSWER', { 'Unique-ID': 'x' })).toBeNull();
    expect(fact('HEARTBEAT', {})).toBeNull();
  });

  it('tell of an arrival with the texts as they came, in milliseconds of the switch', () => {
    const headers = {
      variable_axbridge_entry: 'incoming',
      'Caller-Caller-ID-Number': '1001}[x=y]\r\n',
      'Caller-Destination-Number': '17000000001',
      variable_sip_req_user: '17000000001',
      variable_sip_network_ip: '192.0.2.7',
      // FreeSWITCH lets a parameter of From overwrite it.
      variable_sip_from_user: '13800138009',
      'variable_sip_P-Asserted-Identity': '13800138000',
      'variable_sip_P-Preferred-Identity': '<sip:13800138001@h>',
      'variable_sip_Remote-Party-ID': '<sip:13800138002@h>',
      variable_sip_h_Diversion: '<sip:13800138003@h>',
      variable_sip_history_info: '<sip:13800138004@h>',
      variable_sip_full_from: '<sip:1001@h>',
    };
    expect(fact('CHANNEL_PARK', headers)).toEqual({
      kind: 'call-arrived',
      leg: LEG,
      at: 1_700_000_000_123,
      callerText: '1001}[x=y]\r\n',
      dialledText: '17000000001',
      origin: {
        address: '192.0.2.7',
        from: '<sip:1001@h>',
        asserted: '13800138000',
        preferred: '<sip:13800138001@h>',
        remoteParty: '<sip:13800138002@h>',
        diversions: ['<sip:13800138003@h>', '<sip:13800138004@h>'],
        verdicts: ['13800138000', '<sip:1001@h>'],
      },
    });
  });

  it.each([
    ['letters', { 'Caller-Destination-Number': 'bob', variable_sip_req_user: 'bob' }],
    ['digits and more', { 'Caller-Destination-Number': '95000001\n', variable_sip_req_user: '95000001\n' }],
    ['too many digits', { 'Caller-Destination-Number': '1'.repeat(21), variable_sip_req_user: '1' }],
    [
      'the caller, whom FreeSWITCH puts there when nobody is named',
      { 'Caller-Destination-Number': '17000000001' },
    ],
  ])('keep nothing of what was dialled when it is %s', (_what, headers) => {
    const arrived = fact('CHANNEL_PARK', { variable_axbridge_entry: 'incoming', ...headers });
    expect(arrived).toMatchObject({ kind: 'call-arrived', dialledText: '' });
  });

  describe('of a leg that was asked', () => {
    const asked = {
      variable_axbridge_entry: 'incoming',
      variable_axbridge_stage: 'asked',
      variable_axbridge_question: 'pin.2',
      'Caller-Caller-ID-Number': '13800138000',
      'Caller-Destination-Number': '17000000001',
      variable_sip_req_user: '17000000001',
    };
    const keyed = (digits: Readonly<Record<string, string>>) => {
      const told = fact('CHANNEL_PARK', { ...asked, ...digits });
      return told?.kind === 'digits-keyed' ? told.keyed.digits.reveal() : told?.kind;
    };

    it('tell what was keyed in answer to which question, and all that a route needs', () => {
      expect(fact('CHANNEL_PARK', { ...asked, variable_axbridge_digits: '0*12' })).toMatchObject({
        kind: 'digits-keyed',
        leg: LEG,
        callerText: '13800138000',
        dialledText: '17000000001',
        keyed: { purpose: 'pin', attempt: 2 },
      });
      expect(keyed({ variable_axbridge_digits: '0*12' })).toBe('0*12');
    });

    it.each(['12a', '1 2', '$x', '1'.repeat(17), '1\n', 'A'])('take %j for nothing keyed', (digits) => {
      expect(keyed({ variable_axbridge_digits: digits })).toBe('');
    });

    it('tell that nothing was keyed', () => {
      expect(keyed({})).toBe('');
    });

    it('never print what was keyed', () => {
      const told = fact('CHANNEL_PARK', { ...asked, variable_axbridge_digits: '4711' });
      expect(JSON.stringify(told)).not.toContain('4711');
      expect(inspect(told, { depth: 9 })).not.toContain('4711');
    });

    it.each(['', 'extension', 'extension.0', 'extension.100', 'survey.1', 'pin.1.1'])(
      'are nothing of ours when the question is %j',
      (question) => {
        expect(fact('CHANNEL_PARK', { ...asked, variable_axbridge_question: question })).toBeNull();
      },
    );
  });

  it.each([
    [{ variable_originate_disposition: 'USER_BUSY' }, 'USER_BUSY'],
    [{ variable_originate_disposition: 'ALLOTTED_TIMEOUT' }, 'NO_ANSWER'],
    [
      { variable_originate_disposition: 'SUCCESS', variable_last_bridge_hangup_cause: 'CALL_REJECTED' },
      'CALL_REJECTED',
    ],
    [{ variable_originate_disposition: 'A_CAUSE_OF_TOMORROW' }, 'NORMAL_UNSPECIFIED'],
    [{}, 'NORMAL_UNSPECIFIED'],
  ])('tell why nobody was reached: %j', (headers, cause) => {
    const parked = {
      variable_axbridge_entry: 'incoming',
      variable_axbridge_stage: 'connecting',
      variable_axbridge_mark: MARK,
      ...headers,
    };
    expect(fact('CHANNEL_PARK', parked)).toMatchObject({
      kind: 'connect-failed',
      cause,
      mark: { binding: 7 },
    });
  });

  it('say who hung up', () => {
    for (const [disposition, byFarEnd] of [
      ['recv_bye', true],
      ['recv_cancel', true],
      ['recv_refuse', true],
      ['send_bye', false],
      ['send_cancel', false],
    ] as const)
      expect(
        fact('CHANNEL_HANGUP_COMPLETE', {
          variable_sip_hangup_disposition: disposition,
          'Hangup-Cause': 'NORMAL_CLEARING',
          variable_axbridge_mark: MARK,
        }),
      ).toMatchObject({ kind: 'leg-ended', call: LEG, byFarEnd, cause: 'NORMAL_CLEARING' });
  });

  it('name the peer of a bridge', () => {
    expect(fact('CHANNEL_BRIDGE', { 'Other-Leg-Unique-ID': PEER })).toMatchObject({
      kind: 'bridged',
      peer: PEER,
    });
    expect(fact('CHANNEL_BRIDGE', {})).toBeNull();
  });
});

describe('results of background jobs', () => {
  it('tell why the first party of a callback was not reached', () => {
    expect(jobToFact(LEG, 'originate', 5, '-ERR USER_BUSY\n')).toEqual({
      kind: 'party-not-reached',
      call: LEG,
      at: 5,
      cause: 'USER_BUSY',
    });
  });

  it('tell nothing when it answered, or when the job is not ours', () => {
    expect(jobToFact(LEG, 'originate', 5, `+OK ${PEER}\n`)).toBeNull();
    expect(jobToFact('not-a-uuid', 'originate', 5, '-ERR USER_BUSY\n')).toBeNull();
    expect(jobToFact(LEG, 'status', 5, '-ERR USER_BUSY\n')).toBeNull();
  });
});

describe('the list of channels', () => {
  const row = {
    uuid: LEG,
    direction: 'inbound',
    created_epoch: '1700000000',
    application: 'bridge',
    callstate: 'ACTIVE',
  };

  it('is read with marks and roles', () => {
    const text = JSON.stringify({
      row_count: 2,
      rows: [
        { ...row, presence_data: `${MARK}.first` },
        { ...row, uuid: PEER, callstate: 'RINGING', presence_data: `${MARK}.called` },
      ],
    });
    expect(
      readChannelList(text).map((one) => [one.snapshot.role, one.snapshot.answered, one.mayWait]),
    ).toEqual([
      ['first', true, false],
      ['called', false, false],
    ]);
  });

  it('may be empty', () => {
    expect(readChannelList('{"row_count":0}\n')).toEqual([]);
  });

  it('says what to do when the switch has no list', () => {
    expect(() => readChannelList('-ERR SQL disabled, no data available!\n')).toThrow(/-nosql/);
  });
});
