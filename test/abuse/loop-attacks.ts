import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { AbuseStage } from './abuse-stage.ts';
import { type Attack, type AttackFamily, SPELLINGS } from './attack.ts';

const LOOPED = 483;

/** Where the number that sent a call on is written. */
const DIVERSIONS: readonly ((uri: string) => readonly SipHeader[])[] = [
  (uri) => [['Diversion', `<${uri}>;reason=unconditional;counter=1`]],
  (uri) => [['diversion', `"x" <sip:13700137000@h>;reason=no-answer, <${uri}>;reason=user-busy`]],
  (uri) => [['History-Info', `<${uri}>;index=1`]],
  (uri) => [
    ['History-Info', '<sip:13700137000@h>;index=1'],
    ['History-Info', `<${uri}?Reason=SIP%3Bcause%3D302>;index=1.1`],
  ],
];

/** Calls that come from, are sent on by, or lead to a privacy number. */
export const LOOPS: AttackFamily = {
  name: 'loop',
  promise: 'a call that comes from one of our numbers, or was sent on by one, goes nowhere',
  attacks: () => [
    ...SPELLINGS.flatMap((spelling, at) => [
      looped(`X calls itself, spelling ${at}`, ({ dialled }) => ({ from: spelling(dialled) })),
      looped(`another X calls, spelling ${at}`, () => ({ from: spelling('17000009999') })),
      looped(`A with X as identity, spelling ${at}`, ({ a, dialled }) => ({
        from: a,
        headers: [['P-Asserted-Identity', `<sip:${spelling(dialled)}@h>`]],
      })),
      ...DIVERSIONS.map((place, where) =>
        looped(`sent on by X, place ${where}, spelling ${at}`, ({ a, dialled }) => ({
          from: a,
          headers: place(`sip:${spelling(dialled)}@carrier.example`),
        })),
      ),
      ...DIVERSIONS.map((place, where) =>
        looped(`sent on by another X, place ${where}, spelling ${at}`, ({ a }) => ({
          from: a,
          headers: place(`tel:${spelling('17000009998')}`),
        })),
      ),
    ]),
    { name: 'the callee sends all calls on to X, and its network says who calls', run: forwardedWithX },
    { name: 'both parties send all calls on to X, and their networks hide that', run: pingPong },
    { name: 'a pool is made of numbers that are bound already', run: becomesOurs },
  ],
};

interface Dialling {
  readonly from: string;
  readonly headers?: readonly SipHeader[];
}

function looped(
  name: string,
  of: (pair: { readonly a: string; readonly dialled: string }) => Dialling,
): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const pair = await stage.pair();
    const { status } = await stage.fares({ dialled: pair.dialled, ...of(pair) });
    if (stage.timesCalled(pair.b) > 0) return 'B was called';
    return status === LOOPED ? null : `got ${status}`;
  };
  return { name, run };
}

/** A calls X, B's network sends the call to X again: it comes in from X. */
async function forwardedWithX(stage: AbuseStage): Promise<string | null> {
  const statuses: number[] = [];
  const { a, b, dialled } = await stage.pair((call) => {
    void stage.fares({ from: call.shown, dialled: call.shown }).then(({ status }) => {
      statuses.push(status);
      call.reject(status);
    });
  });
  const { status } = await stage.fares({ from: a, dialled });
  if (stage.timesCalled(b) !== 1 || stage.timesCalled(a) !== 0) return `called ${stage.called.join()}`;
  return status >= 400 && statuses.join() === String(LOOPED) ? null : `got ${status}, ${statuses.join()}`;
}

/** Only the number of calls at once ends this: each call looks like one of A or B. */
async function pingPong(stage: AbuseStage): Promise<string | null> {
  const sendOn = (call: IncomingCall): void => {
    const back = { from: call.dialled, dialled: call.shown };
    void stage.fares(back).then(({ status }) => call.reject(status === 200 ? 480 : status));
  };
  const { a, b, dialled } = await stage.pair(sendOn);
  stage.habits.set(`86${a}`, sendOn);
  const { status } = await stage.fares({ from: a, dialled });
  const times = stage.timesCalled(a) + stage.timesCalled(b);
  return status >= 400 && times <= MOST_ROUNDS ? null : `got ${status} after ${times} legs`;
}

/** Four calls of each of the two at once (`limits.callsAtOnce`). */
const MOST_ROUNDS = 8;

async function becomesOurs(stage: AbuseStage): Promise<string | null> {
  const { a, b, dialled } = await stage.pair();
  const range = `+86${b}`;
  await stage.site.run((axbridge) => axbridge.addPool({ pool: `late-${b}`, range, language: 'en' }));
  const [there, back] = [await stage.fares({ from: a, dialled }), await stage.fares({ from: b, dialled })];
  await stage.site.run((axbridge) => axbridge.removePool({ pool: `late-${b}`, range }));
  if (stage.timesCalled(a) + stage.timesCalled(b) > 0) return 'somebody was called';
  return there.status === LOOPED && back.status === LOOPED ? null : `got ${there.status}, ${back.status}`;
}
