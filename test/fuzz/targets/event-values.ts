import {
  ENTRY_VARIABLE,
  MARK_VARIABLE,
  STAGE_VARIABLE,
} from '../../../src/adapters/freeswitch/channel-variables.ts';
import { eventToFact, SUBSCRIBED_EVENTS } from '../../../src/adapters/freeswitch/event-to-fact.ts';
import { connectMessage } from '../../../src/adapters/freeswitch/orders.ts';
import { phoneNumberReader } from '../../../src/adapters/phone-number/phone-number-reader.ts';
import { readCaller } from '../../../src/domain/number/caller-reading.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { readDialled } from '../../../src/domain/number/dialled-reading.ts';
import { sendMessage } from '../../../src/esl/codec/command-encoder.ts';
import { EventView } from '../../../src/esl/codec/event-view.ts';
import type { SwitchFact } from '../../../src/ports/switch-port.ts';
import { type FuzzTarget, must, sessionOf } from '../fuzz-target.ts';
import { bookOf, orderTo } from '../order-to.ts';

const LEG = '00000000-0000-4000-8000-00000000000a';
const MARK = `axb1.${LEG}.7.a.masked.+8617000000001`;
const plan = chinaPlan('10');
const reader = phoneNumberReader(plan);

/** The headers that callers and carriers have a say in; the lines of an input are their values, in this order. */
const HEADERS = [
  'Caller-Caller-ID-Number',
  'Caller-Destination-Number',
  'variable_sip_req_user',
  'variable_sip_to_user',
  `variable_${ENTRY_VARIABLE}`,
  `variable_${STAGE_VARIABLE}`,
  `variable_${MARK_VARIABLE}`,
  'variable_axbridge_digits',
  'variable_axbridge_question',
  'variable_axbridge_hunt',
  'variable_originate_disposition',
  'Event-Date-Timestamp',
  'Hangup-Cause',
  'Other-Leg-Unique-ID',
] as const;

/** What a stranger put into SIP, as the switch tells of it, on its way to an order to the switch. */
export const eventValues: FuzzTarget = {
  name: 'event-values',
  what: 'values of events: caller IDs, dialled numbers, variables',
  dictionary: [
    '+8613800138000',
    '13800138000',
    '17000000001',
    'incoming',
    'callback',
    'asked',
    'connecting',
    MARK,
    'pin.1',
    'a@b',
  ],
  seeds: () => [
    Buffer.from(['+8613800138000', '17000000001', '17000000001', '', 'incoming'].join('\n')),
    Buffer.from(
      ['anonymous', '+8617000000001', 'x', 'x', 'incoming', 'asked', MARK, '1234#', 'pin.1'].join('\n'),
    ),
    Buffer.from(
      [
        '008613800138000',
        '17000000001',
        'x',
        '',
        'incoming',
        'connecting',
        MARK,
        '',
        '',
        '1.1',
        'BUSY',
        '1',
      ].join('\n'),
    ),
    Buffer.from(
      [
        '"13800138000" <sip:13800138000@192.0.2.1>',
        'tel:+8617000000001;phone-context=x',
        'x',
        '',
        'callback',
      ].join('\n'),
    ),
  ],
  open: () => sessionOf(takeValues),
  perSecond: 100,
};

function takeValues(input: Buffer): void {
  const values = splitAt(input, 0x0a);
  const lines = HEADERS.map((name, place) => `${name}: ${encoded(values[place] ?? Buffer.alloc(0))}\n`);
  const event = EventView.fromPlain(Buffer.from([`Unique-ID: ${LEG}\n`, ...lines, '\n'].join('')));
  for (const name of SUBSCRIBED_EVENTS) {
    const fact = eventToFact(name, event);
    if (fact !== null) takeFact(fact);
  }
  for (const value of values) {
    const text = value.toString('utf8');
    reader.party(text);
    reader.privacyNumber(text);
  }
}

function takeFact(fact: SwitchFact): void {
  if (fact.kind === 'digits-keyed')
    must(/^[0-9*#]{0,16}$/.test(fact.keyed.digits.reveal()), 'what was keyed is no digits');
  if (fact.kind !== 'call-arrived' && fact.kind !== 'digits-keyed') return;
  must(/^(?:\+?[0-9]{3,20})?$/.test(fact.dialledText), 'what was dialled is no digits');
  for (const number of readDialled(plan, fact.dialledText))
    must(/^\+?[0-9]{3,20}$/.test(number), 'X is no number');
  const caller = readCaller(plan, fact.callerText);
  if (caller.kind !== 'number') return;
  must(/^[1-9][0-9]{4,14}$/.test(caller.number.reveal()), 'a caller that is no number');
  // The other way: who calls may be called back.
  const { bytes } = sendMessage(
    LEG,
    connectMessage(bookOf(plan), orderTo(caller.number), { sounds: null, recordings: null }),
  );
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  must(lines.length === EXPECTED_LINES, `an order of ${lines.length} lines`);
}

/** One order is like the other, whoever is called. */
const EXPECTED_LINES = Buffer.from(
  sendMessage(LEG, connectMessage(bookOf(plan), orderTo(), { sounds: null, recordings: null })).bytes,
)
  .toString('utf8')
  .split('\n').length;

function splitAt(input: Buffer, byte: number): readonly Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = input.indexOf(byte); at !== -1; at = input.indexOf(byte, from)) {
    parts.push(input.subarray(from, at));
    from = at + 1;
  }
  return [...parts, input.subarray(from)];
}

/** As `switch_url_encode`, for every byte that is not plain; NUL ends a text in the switch. */
function encoded(value: Buffer): string {
  const end = value.indexOf(0);
  const bytes = end === -1 ? value : value.subarray(0, end);
  return [...bytes]
    .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`))
    .join('');
}

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9+_.-]/.test(String.fromCharCode(byte));
}
