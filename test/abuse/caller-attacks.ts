import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import { telltaleHeaders } from '../sipp/support/hostile-caller.ts';
import type { Pair } from '../sipp/support/site.ts';
import type { AbuseStage, Caller } from './abuse-stage.ts';
import { type Attack, type AttackFamily, type Draw, nobody, SPELLINGS } from './attack.ts';

/** All but this one: a network says it, and this carrier is trusted to. */
const ASSERTED = 'P-Asserted-Identity';

/** Places for somebody else's number that a telephone writes itself, beside the headers of `telltaleHeaders`. */
const PLACES: readonly ((victim: string) => readonly SipHeader[])[] = [
  (victim) => [['P-Preferred-Identity', `<tel:${victim}>`]],
  (victim) => [['P-Preferred-Identity', `<sip:${victim}@carrier.example>`]],
  (victim) => [['p-preferred-identity', `"${victim}" <sip:${victim};verstat=TN-Validation-Passed@h>`]],
  (victim) => [['Remote-Party-ID', `<sip:${victim}@h>;party=calling;screen=yes;privacy=off`]],
  (victim) => [['Remote-Party-ID', `"<sip:${victim}@h>" <sip:${victim}@h>;party=calling`]],
  (victim) => [
    ['Remote-Party-ID', `<sip:${victim}@h>`],
    ['P-Preferred-Identity', `<sip:${victim}@h>`],
    ['Privacy', 'id'],
  ],
  (victim) => telltaleHeaders(victim).filter(([name]) => name !== ASSERTED),
  (victim) => [['Referred-By', `<sip:${victim}@h>`]],
  (victim) => [['X-Asserted-Identity', `<sip:${victim}@h>`]],
];

/** Somebody poses as A of a pair, who trusts that only A can reach B. */
export const SPOOFS: AttackFamily = {
  name: 'spoof',
  promise: 'who calls is what the carrier says, and nothing that a telephone writes',
  attacks: (draw, count) => [
    control('A calls', (a) => ({ from: a })),
    control('A calls, by the word of the network', (a) => ({
      from: 'anonymous',
      headers: [
        [ASSERTED, `<sip:+86${a}@carrier.example>`],
        ['P-Preferred-Identity', '<sip:13700137000@h>'],
        ['Remote-Party-ID', '<sip:13700137000@h>;party=calling'],
      ],
    })),
    control('A calls, and is verified', (a) => ({
      from: a,
      headers: [[ASSERTED, `<sip:${a};verstat=TN-Validation-Passed@h;user=phone>`]],
    })),
    ...PLACES.flatMap((place, at) => [
      spoof(`place ${at}`, 'origin', (victim) => place(victim)),
      spoof(`place ${at}, with an identity of the network`, 'origin', (victim, me) => [
        [ASSERTED, `<sip:${me}@carrier.example>`],
        ...place(victim),
      ]),
    ]),
    spoof('P-Asserted-Identity at a carrier that is not believed in it', 'west', (victim) => [
      [ASSERTED, `<sip:${victim}@carrier.example>`],
    ]),
    ...FROMS.map(([name, from]) => named(name, from)),
    ...Array.from({ length: count }, (_, at) => drawn(draw, at)),
  ],
};

interface Calling {
  readonly from: string;
  readonly headers?: readonly SipHeader[];
}

/** What must go through, or the rest would prove nothing. */
function control(name: string, as: (a: string) => Calling): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const { a, b, dialled } = await stage.pair();
    const { status } = await stage.fares({ dialled, ...as(a) });
    return status === 200 && stage.timesCalled(b) === 1 ? null : `A got ${status}`;
  };
  return { name, run };
}

function drawn(draw: Draw, at: number): Attack {
  const places = draw.some(PLACES);
  const spelling = draw.of(SPELLINGS);
  const caller = draw.of(['origin', 'west'] as const);
  const asserts = caller === 'west' || draw.below(2) === 0;
  return spoof(`drawn ${at}`, caller, (victim, me) => [
    ...(asserts ? [[ASSERTED, `<sip:${caller === 'west' ? victim : me}@h>`] as const] : []),
    ...places.flatMap((place) => place(spelling(victim))),
  ]);
}

/** What stands in From beside the number that calls. */
const FROMS: readonly (readonly [name: string, from: (victim: string, me: string) => string])[] = [
  ['display name', (victim, me) => `"${victim}" <sip:${me}@h>`],
  ['an address in the display name', (victim, me) => `"<sip:${victim}@h>" <sip:${me}@h>`],
  ['parameter of the header', (victim, me) => `<sip:${me}@h>;user=${victim};x="<sip:${victim}@h>"`],
  ['parameter of the user', (victim, me) => `<sip:${me};phone-context=${victim}@h>`],
  ['parameter of the address', (victim, me) => `<sip:${me}@h;user=phone;x=${victim}>`],
  ['host', (victim, me) => `<sip:${me}@${victim}>`],
  ['password', (victim, me) => `<sip:${me}:${victim}@h>`],
  ['a NUL', (victim, me) => `<sip:${me}%00${victim}@h>`],
  ['a line break and a header', (victim, me) => `<sip:${me}%0d%0aP-Asserted-Identity%3a%20${victim}@h>`],
  ['variables', (victim, me) => `<sip:${me},origination_caller_id_number=${victim}@h>`],
  ['two numbers', (victim, me) => `<sip:${me}%26${victim}@h>`],
];

function spoof(
  name: string,
  caller: Caller,
  headers: (victim: string, me: string) => readonly SipHeader[],
): Attack {
  return attackOn(`${caller}: ${name}`, ({ a, dialled }, stage) => {
    const me = nobody();
    return stage.fares({ from: me, dialled, headers: headers(a, me) }, caller);
  });
}

function named(name: string, from: (victim: string, me: string) => string): Attack {
  return attackOn(`From: ${name}`, ({ a, dialled }, stage) => {
    const me = nobody();
    return stage.fares({ from: me, dialled, fromHeader: from(a, me) });
  });
}

function attackOn(
  name: string,
  call: (pair: Pair, stage: AbuseStage) => Promise<{ readonly status: number }>,
): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const pair = await stage.pair();
    const { status } = await call(pair, stage);
    if (stage.timesCalled(pair.b) > 0) return 'B was called by somebody who is not A';
    return status >= 400 ? null : `got ${status}`;
  };
  return { name, run };
}

const VERDICTS: readonly ((number: string, verdict: string) => readonly SipHeader[])[] = [
  (number, verdict) => [[ASSERTED, `<sip:${number};verstat=${verdict}@carrier.example;user=phone>`]],
  (number, verdict) => [
    [ASSERTED, `<sip:${number}@carrier.example>`],
    ['X-Verstat', verdict],
  ],
  (_number, verdict) => [['P-Verstat', `${verdict};x=1`]],
];

/** The carrier says that the number of the caller is not the caller's. */
export const UNVERIFIED: AttackFamily = {
  name: 'unverified',
  promise: 'a caller whose number the carrier could not verify reaches nobody',
  attacks: () =>
    ['TN-Validation-Failed', 'tn-validation-failed', 'TN-Validation-Failed-A'].flatMap((verdict) => [
      ...VERDICTS.map((place, at) =>
        failed(`${verdict} in place ${at}`, (a) => ({ headers: place(a, verdict) })),
      ),
      failed(`${verdict} in From`, (a) => ({ fromHeader: `<sip:${a};verstat=${verdict}@h;user=phone>` })),
    ]),
};

function failed(
  name: string,
  options: (a: string) => { readonly headers?: readonly SipHeader[]; readonly fromHeader?: string },
): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const { a, b, dialled } = await stage.pair();
    const { status } = await stage.fares({ from: a, dialled, ...options(a) });
    if (stage.timesCalled(b) > 0) return 'B was called';
    return status === 438 ? null : `got ${status}`;
  };
  return { name, run };
}

/** Calls that come from where no carrier is. */
export const SOURCES: AttackFamily = {
  name: 'source',
  promise:
    'calls from an address that no gateway accepts calls from reach nobody, whatever the access list of the switch says',
  attacks: () =>
    (['shut', 'open'] as const).flatMap((caller) =>
      SPELLINGS.map((spelling, at) => ({
        name: `${caller}, spelling ${at}`,
        run: async (stage) => {
          const { a, b, dialled } = await stage.pair();
          const headers = [[ASSERTED, `<sip:${spelling(a)}@carrier.example>`] as const];
          const { status } = await stage.fares({ from: spelling(a), dialled, headers }, caller);
          if (stage.timesCalled(b) > 0) return 'B was called';
          const expected = caller === 'shut' ? 403 : 607;
          return status === expected ? null : `got ${status}`;
        },
      })),
    ),
};
