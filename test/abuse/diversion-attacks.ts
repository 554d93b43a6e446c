import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import { soon } from '../sipp/support/until.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import type { SipCall } from '../support/sip-call.ts';
import type { AbuseStage } from './abuse-stage.ts';
import { type Attack, type AttackFamily, nobody } from './attack.ts';

/** Where a party would have the call go. `THIRD` is a telephone, `X` the privacy number, `SWITCH` our address, `CARRIER` that of the carrier. */
const GOALS: readonly string[] = [
  'sip:THIRD@CARRIER',
  'sip:THIRD@SWITCH',
  'sip:X@SWITCH',
  'sip:+37128001234@CARRIER',
  'sip:THIRD@192.0.2.1',
  'tel:+86THIRD',
  'sip:THIRD@CARRIER?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3',
  'sip:SWITCH',
  'sip:THIRD@CARRIER;transport=tcp',
  'sips:THIRD@CARRIER',
];

/** A callee sends the call elsewhere. */
export const REDIRECTS: AttackFamily = {
  name: 'redirect',
  promise: 'a redirect by the callee is not followed',
  attacks: () =>
    GOALS.flatMap((goal) =>
      [300, 301, 302, 305, 380].flatMap((status) => [
        redirected(`${status} to ${goal}`, goal, (call, contact) =>
          call.reject(status, { headers: contact }),
        ),
        redirected(`${status} to ${goal} after the ringing`, goal, (call, contact) => {
          call.ring();
          call.reject(status, { headers: contact });
        }),
      ]),
    ),
};

function redirected(
  name: string,
  goal: string,
  redirect: (call: IncomingCall, contact: readonly SipHeader[]) => void,
): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const third = nobody();
    const pair = await stage.pair((call) =>
      redirect(call, [['Contact', `<${goalFor(stage, goal, third, call.shown)}>`]]),
    );
    const { status } = await stage.fares({ from: pair.a, dialled: pair.dialled });
    if (stage.timesCalled(third) > 0) return 'the redirect was followed';
    if (stage.timesCalled(pair.b) !== 1) return `B was called ${stage.timesCalled(pair.b)} times`;
    return status >= 400 ? null : `the caller got ${status}`;
  };
  return { name, run };
}

/** A party asks to have the other one put through elsewhere. */
export const TRANSFERS: AttackFamily = {
  name: 'transfer',
  promise: 'a transfer that either party asks for is refused, and the two talk on',
  attacks: () =>
    GOALS.flatMap((goal) => [
      transferred(`the caller, to ${goal}`, goal, (caller) => caller),
      transferred(`the callee, to ${goal}`, goal, (_caller, callee) => callee),
    ]),
};

function transferred(
  name: string,
  goal: string,
  who: (caller: OutgoingCall, callee: IncomingCall) => SipCall,
): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    const third = nobody();
    const callee = Promise.withResolvers<IncomingCall>();
    const pair = await stage.pair((call) => {
      call.pickUp();
      callee.resolve(call);
    });
    const { a: from, dialled } = pair;
    const caller = await stage.phone('origin').call({ to: stage.site.switchAddress, from, dialled });
    if (!(await soon('the answer', caller.answered))) return 'the call was not answered';
    const called = await callee.promise;
    const to = goalFor(stage, goal, third, called.shown);
    const statuses: number[] = [];
    for (const headers of referrals(to)) {
      const answer = who(caller, called).sendRequest('REFER', { headers, body: null });
      statuses.push((await soon('an answer to REFER', answer)).status);
    }
    if (caller.end !== null || called.end !== null) return `the call was ended by it (${statuses.join()})`;
    await caller.hangUp();
    await soon('the callee is hung up', called.ended);
    if (stage.timesCalled(third) > 0) return 'the transfer was carried out';
    if (stage.timesCalled(pair.b) !== 1) return `B was called ${stage.timesCalled(pair.b)} times`;
    return statuses.every((status) => status >= 300) ? null : `REFER got ${statuses.join()}`;
  };
  return { name, run };
}

function referrals(to: string): readonly (readonly SipHeader[])[] {
  return [
    [['Refer-To', `<${to}>`]],
    [
      ['Refer-To', `<${to}>`],
      ['Referred-By', `<${to}>`],
      ['Refer-Sub', 'false'],
    ],
  ];
}

function goalFor(stage: AbuseStage, goal: string, third: string, x: string): string {
  const { switchAddress, ports } = stage.site;
  return goal
    .replace('THIRD', third)
    .replace('X@', `${x}@`)
    .replace('SWITCH', `${switchAddress.ip}:${switchAddress.port}`)
    .replace('CARRIER', `127.0.0.2:${ports.east}`);
}
