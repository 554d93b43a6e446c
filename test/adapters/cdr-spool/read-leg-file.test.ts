import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LegFile, readLegFile } from '../../../src/adapters/cdr-spool/read-leg-file.ts';
import { planFor } from '../../../src/adapters/phone-number/plan-for.ts';
import type { LegRecord } from '../../../src/domain/cdr/leg-record.ts';
import { Trunks } from '../../../src/domain/gateway/trunks.ts';
import { CALLED_VARIABLES, CALLER_VARIABLES, legFile } from './leg-file.ts';

const RULES = {
  plan: planFor('CN', null),
  gateways: new Map([['east', { dialPrefix: '9012' }]]),
  trunks: new Trunks([]),
};
const read = (variables: Readonly<Record<string, string>>): LegFile => readLegFile(legFile(variables), RULES);

function legOf(variables: Readonly<Record<string, string>>): LegRecord {
  const file = read(variables);
  if (file.kind !== 'leg') throw new Error(JSON.stringify(file));
  return file.leg;
}

describe('the file of a leg', () => {
  it('of a caller says who, for which number, when, and which legs were made for it', () => {
    const leg = legOf(CALLER_VARIABLES);
    expect(leg).toMatchObject({
      leg: CALLER_VARIABLES['uuid'],
      call: CALLER_VARIABLES['uuid'],
      role: 'first',
      mark: { binding: 7, x: '+8617000000001', flow: 'masked' },
      gateway: null,
      cause: 'NORMAL_CLEARING',
      q850: 16,
      sipStatus: null,
      byFarEnd: true,
      createdAt: 1_795_277_692_505_725,
      routedAt: 1_795_277_692_528_709,
      earlyMediaAt: null,
      answeredAt: 1_795_277_692_565_735,
      expects: ['00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003'],
      quality: { mos: 4.5, packetsIn: 15, packetsOut: 13, meanIntervalMs: 20 },
    });
    expect(leg.party?.reveal()).toBe('8613800138000');
    expect(leg.dialledText?.reveal()).toBe('17000000001');
  });

  it('has whom the call was meant for before it was forwarded, however the header is spelled', () => {
    const sent = '<sip:+8613800138009@192.0.2.1>;reason=unconditional';
    for (const name of ['sip_h_Diversion', 'sip_h_diversion', 'sip_history_info'])
      expect(legOf({ ...CALLER_VARIABLES, [name]: sent }).divertedText?.reveal()).toBe(sent);
    expect(legOf(CALLER_VARIABLES).divertedText).toBeNull();
    expect(legOf({ ...CALLED_VARIABLES, sip_h_Diversion: sent }).divertedText).toBeNull();
  });

  it('names the caller as the call was routed by: the asserted identity where there is one, and nothing that a telephone adds', () => {
    const asserted = {
      ...CALLER_VARIABLES,
      sip_full_from: '<sip:anonymous@anonymous.invalid>',
      'sip_P-Asserted-Identity': '013800138000',
    };
    expect(legOf(asserted).party?.reveal()).toBe('8613800138000');
    expect(
      legOf({ ...CALLER_VARIABLES, sip_full_from: '<sip:anonymous@anonymous.invalid>' }).party,
    ).toBeNull();
  });

  it.each([
    ['8613800138001', '8613800138001'],
    ['90128613800138001', '8613800138001'],
    ['901213800138001', '8613800138001'],
    ['9012+8613800138001', '8613800138001'],
  ])('of a callee says who was dialled, without the prefix of the gateway: %s', (dialled, party) => {
    const leg = legOf({ ...CALLED_VARIABLES, sip_to_user: dialled });
    expect(leg).toMatchObject({ role: 'called', gateway: 'east', expects: [], byFarEnd: false });
    expect(leg.party?.reveal()).toBe(party);
  });

  it('of a callee who was not reached has the number all the same', () => {
    expect(legOf({ ...CALLED_VARIABLES, sip_to_user: '' }).party?.reveal()).toBe('8613800138001');
  });

  it('of a caller who was sent away has the status that the cause became, not the one of the leg that was called for him', () => {
    const sentAway = {
      ...CALLER_VARIABLES,
      sip_hangup_disposition: 'send_refuse',
      hangup_cause: 'OUTGOING_CALL_BARRED',
      sip_invite_failure_status: '503',
    };
    expect(legOf(sentAway)).toMatchObject({ sipStatus: 403, byFarEnd: false });
    expect(legOf({ ...sentAway, sip_hangup_disposition: 'recv_cancel' })).toMatchObject({
      sipStatus: 487,
      byFarEnd: true,
    });
    expect(legOf({ ...CALLER_VARIABLES, sip_invite_failure_status: '503' }).sipStatus).toBeNull();
  });

  it('of a callee who redirected says so, though the switch cancelled the leg after it', () => {
    const redirected = {
      ...CALLED_VARIABLES,
      sip_hangup_disposition: 'send_cancel',
      sip_invite_failure_status: '487',
      proto_specific_hangup_cause: 'sip:302',
    };
    expect(legOf(redirected)).toMatchObject({ sipStatus: 302, byFarEnd: true });
    expect(legOf({ ...redirected, proto_specific_hangup_cause: 'sip:486' }).sipStatus).toBe(487);
  });

  it('takes ringing after the answer for none: the caller was answered to key digits', () => {
    const { answer_uepoch: answer = '' } = CALLER_VARIABLES;
    const ringing = (at: number) =>
      legOf({ ...CALLER_VARIABLES, progress_uepoch: String(Number(answer) + at) }).ringingAt;
    expect([ringing(1), ringing(0)]).toEqual([null, Number(answer)]);
  });

  it('has the outcome that we set and no other', () => {
    expect(legOf({ ...CALLER_VARIABLES, axbridge_outcome: 'busy' }).outcome).toBe('busy');
    expect(legOf({ ...CALLER_VARIABLES, axbridge_outcome: 'toString' }).outcome).toBeNull();
  });

  it.each([
    [{ axbridge_recording: 'stereo', record_samples: '8000' }, 'stereo'],
    [{ axbridge_recording: 'mixed', record_samples: '8000' }, 'mixed'],
    [{ axbridge_recording: 'stereo', record_samples: '0' }, 'failed'],
    [{ axbridge_recording: 'stereo' }, 'failed'],
    [{ axbridge_recording: 'stereo', bridge_uepoch: '0' }, null],
    [{ axbridge_recording: 'refused-disk' }, 'refused-disk'],
    [{ axbridge_recording: 'loud', record_samples: '8000' }, null],
    [{ record_samples: '8000' }, null],
  ])('tells what came of the wish to record: %j is %s', (variables, recording) => {
    expect(legOf({ ...CALLED_VARIABLES, ...variables }).recording).toBe(recording);
  });

  it.each([
    [{ axbridge_survey: '4' }, '4'],
    [{ axbridge_survey: '42' }, null],
    [{ axbridge_survey: '*' }, null],
    [{}, null],
  ])('tells the key after the talk: %j is %s', (variables, survey) => {
    expect(legOf({ ...CALLER_VARIABLES, ...variables }).survey).toBe(survey);
  });

  it('of one who was asked after the talk says when he talked', () => {
    const callflow = [{ times: { bridged_time: '0' } }, { times: { bridged_time: '1795277692565735' } }, {}];
    const text = legFile({ ...CALLER_VARIABLES, bridge_uepoch: '0' }, callflow);
    expect(readLegFile(text, RULES)).toMatchObject({ leg: { bridgedAt: 1_795_277_692_565_735 } });
  });

  it('tells what came of the question for a PIN', () => {
    const { axbridge_mark: _, ...unrouted } = CALLER_VARIABLES;
    const asked = { axbridge_question: 'pin.1' };
    expect(legOf(CALLER_VARIABLES).pin).toBeNull();
    expect(legOf({ ...CALLER_VARIABLES, axbridge_question: 'extension.1' }).pin).toBeNull();
    expect(legOf({ ...CALLER_VARIABLES, ...asked }).pin).toBe('right');
    expect(legOf({ ...unrouted, ...asked, axbridge_outcome: 'pin-wrong' }).pin).toBe('wrong');
    expect(legOf({ ...unrouted, ...asked, axbridge_outcome: 'pin-locked' }).pin).toBe('wrong');
    expect(legOf({ ...unrouted, ...asked }).pin).toBe('missing');
  });

  it('of a caller who hung up before the dialplan marked him is ours by the profile; another profile’s is not', () => {
    const { axbridge_entry: _, axbridge_mark: __, ...early } = CALLER_VARIABLES;
    expect(read(early).kind).toBe('leg');
    expect(read({ ...early, sofia_profile_name: 'internal' }).kind).toBe('foreign');
    expect(read({ ...early, direction: 'outbound' }).kind).toBe('foreign');
  });

  it('that is cut off anywhere is not taken for whole', () => {
    const whole = legFile(CALLER_VARIABLES).trimEnd();
    for (let length = 0; length < whole.length; length += 7)
      expect(readLegFile(whole.slice(0, length), RULES).kind).toBe('unreadable');
  });

  it.each([
    ['no leg', { uuid: 'x' }],
    ['no times', { start_uepoch: '0' }],
    ['an end before its beginning', { end_uepoch: '1' }],
    ['times that are no numbers', { start_uepoch: '1e400' }],
  ])('that names %s is unreadable', (_, changes) => {
    expect(read({ ...CALLER_VARIABLES, ...changes }).kind).toBe('unreadable');
  });

  it('is read whatever callers have put into it, and texts are bounded', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'ARRAY::|:|:', '9'.repeat(400)),
    );
    const keys = Object.keys(CALLER_VARIABLES).filter(
      (key) => !['uuid', 'start_uepoch', 'end_uepoch'].includes(key),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys, '__proto__'), hostile), (changes) => {
        const file = read({ ...CALLER_VARIABLES, ...changes });
        if (file.kind !== 'leg') return;
        expect(file.leg.leg).toBe(CALLER_VARIABLES['uuid']);
        expect(file.leg.cause).toMatch(/^[A-Z0-9_]{1,64}$/);
        expect(file.leg.dialledText?.reveal().length ?? 0).toBeLessThanOrEqual(128);
      }),
    );
    for (const text of [
      'null',
      '[]',
      '{"variables":null}',
      '{"variables":{"uuid":1}}',
      '"x"',
      '{"variables":[]}',
    ])
      expect(readLegFile(text, RULES).kind).toBe('unreadable');
  });
});
