import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayBook } from '../../../src/adapters/freeswitch/dial-string.ts';
import { FIRST_LEG_GUARDS } from '../../../src/adapters/freeswitch/leg-guards.ts';
import { callPartyCommand, connectMessage, refuseMessage } from '../../../src/adapters/freeswitch/orders.ts';
import { seenParked } from '../../../src/adapters/freeswitch/parked-leg.ts';
import { askMessage } from '../../../src/adapters/freeswitch/question-order.ts';
import { UnsafeValueError } from '../../../src/adapters/freeswitch/safe-value.ts';
import type { BindingId } from '../../../src/domain/binding/binding.ts';
import type { CallMark } from '../../../src/domain/call/call-mark.ts';
import type { HangupCause } from '../../../src/domain/call/hangup-cause.ts';
import type { CallId, LegId } from '../../../src/domain/call/leg.ts';
import type { PromptName } from '../../../src/domain/call/prompt.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import type { PrivacyNumber } from '../../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../../src/domain/number/real-number.ts';
import { HOME_ONLY } from '../../../src/domain/policy/dial-rules.ts';
import type { ConnectOrder } from '../../../src/ports/switch-port.ts';
import { gatewayAt } from '../../support/gateways.ts';
import { PLAIN_TERMS } from '../../support/plain-order.ts';

const A_LEG = '00000000-0000-4000-8000-00000000000a' as LegId;
const B_LEG = '00000000-0000-4000-8000-00000000000b' as LegId;
const X = '+8617000000001' as PrivacyNumber;
const B = RealNumber.of('8613800138001');
const MARK: CallMark = {
  call: A_LEG as string as CallId,
  binding: 7 as BindingId,
  firstSide: 'a',
  x: X,
  flow: 'masked',
};

const SOUNDS = '/sounds';
const DIRECTORIES = { sounds: SOUNDS, recordings: '/spool' };

const BOOK: GatewayBook = {
  plan: chinaPlan(),
  gateways: new Map([
    ['east', gatewayAt('east', '127.0.0.2', 5060)],
    ['west', gatewayAt('west', '127.0.0.3', 5060, { numberFormat: 'national', dialPrefix: '77' })],
  ]),
  rules: HOME_ONLY,
};

function order(changes: Partial<ConnectOrder> = {}): ConnectOrder {
  return {
    leg: A_LEG,
    mark: MARK,
    callee: B,
    shown: X,
    attempts: [
      { gateway: 'east', leg: B_LEG },
      { gateway: 'west', leg: A_LEG },
    ],
    policy: {
      ringTimeoutMs: 45_000,
      firstResponseTimeoutMs: 6_000,
      maxCallMs: 7_200_000,
      ringback: 'carrier',
    },
    ...PLAIN_TERMS,
    ...changes,
  };
}

function applicationOf(message: ReturnType<typeof connectMessage>, application: string): string {
  return message.find(([, value]) => value.startsWith(`${application} `))?.[1] ?? '';
}

describe('the order to connect', () => {
  it('names the callee in the dial string and nowhere else', () => {
    for (const [, value] of connectMessage(BOOK, order(), DIRECTORIES))
      if (!value.startsWith('bridge ')) expect(value).not.toContain('13800138001');
  });

  it('gives each gateway number and display in its own format', () => {
    const bridge = applicationOf(connectMessage(BOOK, order(), DIRECTORIES), 'bridge');
    expect(bridge).toContain('sofia/gateway/east/8613800138001|');
    expect(bridge).toMatch(/sofia\/gateway\/west\/7713800138001$/);
    expect(bridge.match(/origination_caller_id_number=(\d+)/g)).toEqual([
      'origination_caller_id_number=8617000000001',
      'origination_caller_id_number=17000000001',
    ]);
  });

  it('lets the leg that waits have no further legs once a telephone rings or sound comes', () => {
    const bridge = applicationOf(connectMessage(BOOK, order(), DIRECTORIES), 'bridge');
    for (const variable of ['api_on_ring', 'api_on_pre_answer'])
      expect(bridge).toContain(`,${variable}=uuid_setvar ${A_LEG} max_forwards 1`);
  });

  it('shows X by name and number on every leg, so that nothing falls back to the other party', () => {
    const message = connectMessage(BOOK, order(), DIRECTORIES);
    const bridge = applicationOf(message, 'bridge');
    for (const variable of ['caller_id_number', 'caller_id_name', 'callee_id_number', 'callee_id_name'])
      expect(bridge.match(new RegExp(`origination_${variable}=`, 'g'))).toHaveLength(2);
    const profile = message.map(([, value]) => value).filter((value) => value.startsWith('set_profile_var '));
    expect(profile).toEqual([
      'set_profile_var caller_id_number=8617000000001',
      'set_profile_var caller_id_name=8617000000001',
      'set_profile_var ani=8617000000001',
      'set_profile_var aniii=',
    ]);
  });

  it('shows the callee the other number where there is one, and tells the caller X of the callee', () => {
    const y = '+8617000000002' as PrivacyNumber;
    const message = connectMessage(BOOK, order({ shown: y }), DIRECTORIES);
    const bridge = applicationOf(message, 'bridge');
    expect(bridge).toContain('origination_caller_id_number=8617000000002,');
    expect(bridge).toContain('origination_ani=8617000000002');
    expect(bridge).toContain('origination_callee_id_number=8617000000001,');
    expect(applicationOf(message, 'multiset')).toContain(';initial_callee_id_number=8617000000001;');
    expect(message).toContainEqual(['application', 'set_profile_var caller_id_number=8617000000002']);
  });

  it('shows a real number where that is permitted, and falls back to X even then', () => {
    const message = connectMessage(BOOK, order({ shown: RealNumber.of('8613800138000') }), DIRECTORIES);
    const bridge = applicationOf(message, 'bridge');
    expect(bridge.match(/origination_caller_id_number=(\d+)/g)).toEqual([
      'origination_caller_id_number=8613800138000',
      'origination_caller_id_number=13800138000',
    ]);
    for (const [, value] of message)
      if (!value.startsWith('bridge ')) expect(value).not.toContain('13800138000');
  });

  it('says nothing of failover and of other telephones where there is one gateway', () => {
    const attempts = [{ gateway: 'east', leg: B_LEG }];
    const bridge = applicationOf(connectMessage(BOOK, order({ attempts }), DIRECTORIES), 'bridge');
    expect(bridge).not.toMatch(/fail_on_single_reject|max_forwards/);
    const both = applicationOf(connectMessage(BOOK, order(), DIRECTORIES), 'bridge');
    expect(both).toContain(',fail_on_single_reject=!NORMAL_TEMPORARY_FAILURE:');
  });

  it('repeats no guard on a leg that was seen to have all of them, and all of them on any other', () => {
    const seen = (without: string | null) =>
      seenParked(
        new Map(
          FIRST_LEG_GUARDS.flatMap(([name, value]) =>
            name === without ? [] : [[`variable_${name}`, value]],
          ),
        ),
      );
    for (const [name, value] of FIRST_LEG_GUARDS) {
      const guarded = connectMessage(BOOK, order(), DIRECTORIES, seen(null));
      expect(applicationOf(guarded, 'multiset')).not.toContain(name);
      for (const { leg } of [{ leg: seen(name) }, { leg: undefined }])
        for (const [guard, its] of FIRST_LEG_GUARDS)
          expect(applicationOf(connectMessage(BOOK, order(), DIRECTORIES, leg), 'multiset')).toContain(
            `;${guard}=${its};`,
          );
      const other = new Map([[`variable_${name}`, value === 'true' ? 'false' : 'true']]);
      expect(seenParked(other).isGuarded).toBe(false);
    }
  });

  it('clears of a leg that was seen only what it was seen to have', () => {
    const cleared = (headers: readonly (readonly [string, string])[]) =>
      connectMessage(BOOK, order(), DIRECTORIES, seenParked(new Map(headers)))
        .map(([, value]) => value)
        .filter((value) => value.startsWith('unset ') || value.endsWith('aniii='));
    expect(cleared([])).toEqual([]);
    expect(cleared([['variable_axbridge_digits', '11']])).toEqual(['unset axbridge_digits']);
    expect(cleared([['variable_sensitive_dtmf', 'true']])).toEqual(['unset sensitive_dtmf']);
    expect(cleared([['Caller-ANI-II', '61']])).toEqual(['set_profile_var aniii=']);
  });

  it('parks the caller again behind the bridge, for a prompt when nobody was reached', () => {
    expect(connectMessage(BOOK, order(), DIRECTORIES).at(-1)).toEqual(['application', 'park']);
  });

  it('leaves out the limit of a call without one', () => {
    const policy = { ...order().policy, maxCallMs: null };
    expect(applicationOf(connectMessage(BOOK, order({ policy }), DIRECTORIES), 'bridge')).not.toContain(
      'sched_hangup',
    );
  });

  it('plays our own tone where no network may speak', () => {
    const policy = { ...order().policy, ringback: 'local' } as const;
    const message = connectMessage(BOOK, order({ policy }), DIRECTORIES);
    expect(applicationOf(message, 'bridge')).toContain('ignore_early_media=true');
    expect(applicationOf(message, 'multiset')).toMatch(/;ringback=%\(1000,4000,450\)/);
  });

  it('plays a prompt before anybody is called, and our own tone after it', () => {
    const message = connectMessage(BOOK, order({ callerPrompts: ['please-hold'] }), DIRECTORIES);
    const applications = message.map(([, value]) => value.split(' ')[0]);
    expect(applications.indexOf('playback')).toBe(applications.indexOf('bridge') - 1);
    expect(message).toContainEqual(['application', 'playback /sounds/en/please-hold.wav']);
    expect(applicationOf(message, 'multiset')).toMatch(/;ringback=%\(1000,4000,450\)/);
    expect(applicationOf(message, 'bridge')).not.toContain('ignore_early_media');
  });

  it.each([
    ['called', 'aleg'],
    ['first', 'bleg'],
    ['both', 'both'],
  ] as const)('warns of the end on the %s leg, reckoned from its maximum length', (to, leg) => {
    const policy = { ...order().policy, maxCallMs: 60_000 };
    const warning = { endingSoon: { beforeEndMs: 20_000, to }, policy };
    expect(applicationOf(connectMessage(BOOK, order(warning), DIRECTORIES), 'bridge')).toContain(
      `,execute_on_answer_2=sched_broadcast +40 /sounds/en/call-ending-soon.wav ${leg},`,
    );
  });

  it.each([
    [null, 20_000],
    [20_000, 20_000],
    [10_000, 20_000],
  ])('warns of no end at a maximum of %s when it should %i before', (maxCallMs, beforeEndMs) => {
    const policy = { ...order().policy, maxCallMs };
    const warning = { endingSoon: { beforeEndMs, to: 'both' }, policy } as const;
    expect(applicationOf(connectMessage(BOOK, order(warning), DIRECTORIES), 'bridge')).not.toContain(
      'sched_broadcast',
    );
  });

  describe('records', () => {
    const STEREO = { mode: 'stereo', left: 'first' } as const;
    const bridgeOf = (changes: Partial<ConnectOrder>): string =>
      applicationOf(connectMessage(BOOK, order(changes), DIRECTORIES), 'bridge');

    it('nothing unless told to, and nothing where nobody knows where to', () => {
      const nowhere = { sounds: SOUNDS, recordings: null };
      const unasked = bridgeOf({});
      const lost = applicationOf(connectMessage(BOOK, order({ recording: STEREO }), nowhere), 'bridge');
      for (const bridge of [unasked, lost]) expect(bridge).not.toMatch(/record/i);
    });

    it('from the answer, into a file that has the name of the call and no number', () => {
      const bridge = bridgeOf({ recording: STEREO });
      expect(bridge).toContain(`,execute_on_answer_3=record_session /spool/${MARK.call}.wav,`);
      expect(bridge).toContain(',axbridge_recording=stereo,');
      expect(bridge).toContain(',record_sample_rate=8000,');
    });

    it('from when the two are joined where a prompt follows the answer', () => {
      const bridge = bridgeOf({ recording: STEREO, calleePrompts: ['recording-consent', 'please-hold'] });
      const both = 'file_string:///sounds/en/recording-consent.wav!/sounds/en/please-hold.wav';
      expect(bridge).toContain(`,group_confirm_file=playback ${both},`);
      expect(bridge).toContain(
        `,bridge_pre_execute_app=record_session,bridge_pre_execute_data=/spool/${MARK.call}.wav,`,
      );
      expect(bridge).not.toContain('execute_on_answer_3');
      expect(bridge).toContain('ignore_early_media=true');
    });

    it.each([
      ['first', 'RECORD_STEREO_SWAP', 'RECORD_STEREO='],
      ['called', 'RECORD_STEREO=', 'RECORD_STEREO_SWAP'],
    ] as const)('the %s leg in the left channel, of which it is told by %s', (left, named, other) => {
      const bridge = bridgeOf({ recording: { mode: 'stereo', left } });
      expect(bridge).toContain(named);
      expect(bridge).not.toContain(other);
      expect(bridgeOf({ recording: { mode: 'mixed', left } })).not.toContain('STEREO');
    });

    it('that there was no room', () => {
      const message = connectMessage(BOOK, order({ recording: 'refused' }), DIRECTORIES);
      expect(applicationOf(message, 'multiset')).toContain(';axbridge_recording=refused-disk');
      expect(applicationOf(message, 'bridge')).not.toMatch(/record/i);
    });
  });

  describe('asks after the talk', () => {
    const survey = { prompt: 'survey-question', keys: '12345', timeoutMs: 4_500, asked: ['first'] } as const;
    const lines = (changes: Partial<ConnectOrder>): readonly string[] =>
      connectMessage(BOOK, order(changes), DIRECTORIES).map(([, value]) => value);

    it('by a list of its own that the switch goes to when the other has hung up', () => {
      const [line, ...others] = lines({ survey }).filter((one) => one.includes('survey'));
      expect(others).toEqual([]);
      expect(line).toMatch(/^set transfer_after_bridge='m:;:sched_cancel;sched_hangup:\+90 NORMAL_CLEARING;/);
      expect(line).toContain(
        ';play_and_get_digits:1 1 2 5000 # /sounds/en/survey-question.wav silence_stream://100 axbridge_survey [12345];',
      );
      expect(line).toMatch(/;hangup:NORMAL_CLEARING':inline$/);
    });

    it('a callee only when he has answered', () => {
      const [line, ...others] = lines({ survey: { ...survey, asked: ['called'] } }).filter((one) =>
        one.includes('survey'),
      );
      expect(others).toEqual([]);
      expect(line).toMatch(/^export nolocal:execute_on_answer_4=set transfer_after_bridge='m:;:/);
    });

    it('nobody unless told to, nor without prompts, and for digits alone', () => {
      const silent = connectMessage(BOOK, order({ survey }), { sounds: null, recordings: null });
      for (const line of [...lines({}), ...silent.map(([, value]) => value)])
        expect(line).not.toContain('transfer_after_bridge');
      expect(() => lines({ survey: { ...survey, keys: "1'];system:x;" } })).toThrow(RangeError);
    });
  });

  it('notes on the leg which telephone of the callee it waits for, and lets it call a further one', () => {
    const first = connectMessage(BOOK, order({ hunt: { place: 0, beganAt: 17 } }), DIRECTORIES);
    const second = connectMessage(BOOK, order({ hunt: { place: 1, beganAt: 17 } }), DIRECTORIES);
    expect(applicationOf(first, 'multiset')).toContain(';axbridge_hunt=0.17');
    expect(applicationOf(first, 'multiset')).not.toContain('max_forwards');
    expect(applicationOf(second, 'multiset')).toContain(';axbridge_hunt=1.17;max_forwards=20');
    expect(applicationOf(second, 'bridge')).toContain('ignore_early_media=true');
  });

  it('refuses a gateway that nobody configured', () => {
    expect(() =>
      connectMessage(BOOK, order({ attempts: [{ gateway: 'north', leg: B_LEG }] }), DIRECTORIES),
    ).toThrow(RangeError);
  });
});

describe('values that a switch would interpret', () => {
  const hostile = fc
    .string({ unit: fc.constantFrom(...Array.from('{}[]<>,\'"\\|^=;:@/%$ \r\n\0ab1')), minLength: 1 })
    .filter((text) => /[^ab1]/.test(text));

  it('never reach it as a privacy number', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const mark = { ...MARK, x: `+86${text}` as PrivacyNumber };
        expect(() => connectMessage(BOOK, order({ mark }), DIRECTORIES)).toThrow(UnsafeValueError);
      }),
    );
  });

  it('never reach it as a prompt, a cause or a directory', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const refuse = {
          leg: A_LEG,
          outcome: 'no-binding',
          prompt: 'no-binding',
          language: 'en',
          cause: 'USER_BUSY',
        } as const;
        expect(() => refuseMessage({ ...refuse, prompt: text as PromptName }, '/sounds')).toThrow(
          UnsafeValueError,
        );
        expect(() => refuseMessage({ ...refuse, cause: text as HangupCause }, '/sounds')).toThrow(
          UnsafeValueError,
        );
        expect(() => refuseMessage(refuse, `sounds${text}`)).toThrow(UnsafeValueError);
      }),
    );
  });

  it('are not repeated in the error', () => {
    const mark = { ...MARK, x: '+86170\n\napi shutdown' as PrivacyNumber };
    expect(() => connectMessage(BOOK, order({ mark }), DIRECTORIES)).toThrow(
      /^refusing to send the switch a number/,
    );
  });
});

describe('the order to ask', () => {
  const question = {
    purpose: 'extension',
    prompt: 'enter-extension',
    minDigits: 4,
    maxDigits: 6,
    attempt: 2,
  } as const;
  const ask = {
    leg: A_LEG,
    question,
    language: 'zh',
    firstDigitTimeoutMs: 8_000,
    interDigitTimeoutMs: 4_000,
  } as const;

  it('answers, forgets what was keyed before, plays and collects, and parks with the answer', () => {
    const message = askMessage(ask, '/sounds');
    expect(message.filter(([, value]) => !value.startsWith('multiset '))).toEqual([
      ['call-command', 'xferext'],
      ['application', 'answer'],
      ['application', 'flush_dtmf'],
      ['application', 'read 4 6 /sounds/zh/enter-extension.wav axbridge_digits 8000 # 4000'],
      ['application', 'park'],
    ]);
  });

  it('guards the leg, keeps digits out of the log of the switch, and says which question it is', () => {
    const assigned = applicationOf(askMessage(ask, '/sounds'), 'multiset');
    for (const assignment of [
      'sip_copy_custom_headers=false',
      'app_disable_expand_variables=true',
      'axbridge_stage=asked',
      'axbridge_question=extension.2',
      'sensitive_dtmf=true',
    ])
      expect(assigned.replace('^^', '')).toContain(`;${assignment};`);
  });

  it('gives a tone where nobody knows where the prompts are', () => {
    expect(applicationOf(askMessage(ask, null), 'read')).toContain(' tone_stream://');
  });

  it.each([
    [0, 4],
    [5, 4],
    [1, 17],
  ])('does not ask for %i to %i digits', (minDigits, maxDigits) => {
    expect(() => askMessage({ ...ask, question: { ...question, minDigits, maxDigits } }, null)).toThrow(
      RangeError,
    );
  });

  it('leaves nothing of the answer on the leg when the next order is carried out', () => {
    const refusal = {
      leg: A_LEG,
      outcome: 'no-binding',
      prompt: null,
      language: 'zh',
      cause: 'USER_BUSY',
    } as const;
    for (const message of [connectMessage(BOOK, order(), DIRECTORIES), refuseMessage(refusal, null)])
      expect(message).toContainEqual(['application', 'unset axbridge_digits']);
  });

  it('lets digits through to the callee again', () => {
    expect(connectMessage(BOOK, order(), DIRECTORIES)).toContainEqual([
      'application',
      'unset sensitive_dtmf',
    ]);
  });
});

describe('the order to refuse', () => {
  it('plays the prompt in the language of the pool, then hangs up with the cause', () => {
    expect(
      refuseMessage(
        {
          leg: A_LEG,
          outcome: 'no-binding',
          prompt: 'no-binding',
          language: 'zh',
          cause: 'UNALLOCATED_NUMBER',
        },
        '/sounds',
      ),
    ).toEqual([
      ['call-command', 'xferext'],
      ['application', 'unset axbridge_digits'],
      ['application', 'set axbridge_outcome=no-binding'],
      ['application', 'playback /sounds/zh/no-binding.wav'],
      ['application', 'hangup UNALLOCATED_NUMBER'],
    ]);
  });

  it('only hangs up where there is no prompt, or nobody knows where the prompts are', () => {
    const silent = {
      leg: A_LEG,
      outcome: 'no-binding',
      prompt: null,
      language: 'zh',
      cause: 'USER_BUSY',
    } as const;
    expect(refuseMessage(silent, '/sounds')).toHaveLength(4);
    expect(refuseMessage({ ...silent, prompt: 'no-binding' }, null)).toHaveLength(4);
  });
});

describe('the order to call the first party of a callback', () => {
  it('parks it when it answers, guarded as caller and as callee', () => {
    const { mark, attempts, policy } = order();
    const line = callPartyCommand(BOOK, { mark, party: B, attempts, policy });
    expect(line).toMatch(/^originate \{/);
    expect(line).toMatch(/ &park\(\)$/);
    for (const guard of [
      'sip_copy_custom_headers=false',
      'push_channel_name=false',
      'outbound_redirect_fatal=true',
    ])
      expect(line.split(guard)).toHaveLength(2);
    expect(line).toContain('axbridge_entry=callback');
    expect(line).toContain('ignore_early_media=true');
  });
});
