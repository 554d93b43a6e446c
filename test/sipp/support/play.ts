import { expect } from 'vitest';
import {
  addressSecret,
  findLeaks,
  leaksInWords,
  numberSecret,
  type Secret,
} from '../../../src/adapters/leak-kit/leak-search.ts';
import {
  headerOf,
  parseSip,
  type SipRequest,
  type SipResponse,
  uriOf,
  userOf,
} from '../../../src/adapters/leak-kit/sip-message.ts';
import type { SipCall } from '../../support/sip-call.ts';
import type { SipPhone } from '../../support/sip-phone.ts';
import { expectRecorded } from './record-on-wire.ts';
import { runSipp, type SippResult, startSipp } from './run-sipp.ts';
import { type SippStep, scenario } from './scenario.ts';
import { type SeenLeg, seenLegs } from './seen-leg.ts';
import { CARRIERS, type Pair, type Site } from './site.ts';

type Steps = readonly (SippStep | readonly SippStep[])[];

/** What each carrier does. SIPp plays them all; who has no steps is not there, and its port is closed. */
export interface Play {
  readonly caller: Steps;
  /** Of the carrier that calls, where it is not `origin`. */
  readonly callerIp?: string;
  readonly east?: Steps;
  readonly west?: Steps;
  /** Carriers that must not be called at all. */
  readonly notCalled?: readonly ('east' | 'west')[];
  /** The call is none of ours. */
  readonly unrecorded?: true;
  /** What happens while the calls go on. */
  readonly meanwhile?: () => Promise<void>;
}

export interface Played {
  readonly caller: Heard;
  readonly east: Heard | null;
  readonly west: Heard | null;
}

/** What one side received. */
export class Heard {
  readonly requests: readonly SipRequest[];
  readonly responses: readonly SipResponse[];
  readonly raw: readonly Buffer[];

  constructor(raw: readonly Buffer[]) {
    this.raw = raw;
    const messages = raw.map(parseSip);
    this.requests = messages.filter((message) => message?.kind === 'request');
    this.responses = messages.filter((message) => message?.kind === 'response');
  }

  /** The first INVITE: who was dialled, and who seems to call. */
  get invite(): { readonly called: string; readonly shown: string; readonly request: SipRequest } {
    const request = this.requests.find(({ method }) => method === 'INVITE');
    if (request === undefined) throw new Error('no INVITE came');
    return { called: userOf(request.uri), shown: userOf(uriOf(headerOf(request, 'from'))), request };
  }

  get methods(): readonly string[] {
    return this.requests.map(({ method }) => method);
  }

  get statuses(): readonly number[] {
    return this.responses.map(({ status }) => status);
  }

  response(status: number): SipResponse | undefined {
    return this.responses.find((response) => response.status === status);
  }
}

/** Fails the test when one side's bytes hold what belongs to the other. Every play ends with it. */
export function expectNoLeak(raw: readonly Uint8Array[], secrets: readonly Secret[]): void {
  expect(leaksInWords(findLeaks(raw, secrets))).toBe('');
}

/** What the called side must not learn of the caller, and the caller of the called side. */
export function secretsOf(
  caller: string,
  callee: string,
): { readonly caller: Secret[]; readonly callee: Secret[] } {
  return {
    caller: [
      numberSecret("the caller's number", caller),
      addressSecret("the caller's carrier", CARRIERS.origin),
    ],
    callee: [
      numberSecret("the callee's number", callee),
      addressSecret("the callee's carrier", CARRIERS.east),
      addressSecret("the callee's second carrier", CARRIERS.west),
    ],
  };
}

/**
 * One call with SIPp at each end, as `name` says it ends. Fails unless every side's call went exactly as its steps say, unless no side
 * received the other's number or address in any spelling, and unless the call's record says in each field what the wire said.
 */
export async function play(
  site: Site,
  name: string,
  parties: Pick<Pair, 'a' | 'b'>,
  wanted: Play,
): Promise<Played> {
  const since = new Date();
  const called = (['east', 'west'] as const).flatMap((carrier) => {
    const steps = wanted[carrier];
    return steps === undefined ? [] : [{ carrier, steps }];
  });
  const callees = await Promise.all(
    called.map(async ({ carrier, steps }) => ({
      carrier,
      sipp: await startSipp({
        scenario: scenario(`${name}-${carrier}`, ...steps),
        ip: CARRIERS[carrier],
        port: site.ports[carrier],
      }),
    })),
  );
  const caller = runSipp({
    scenario: scenario(`${name}-caller`, ...wanted.caller),
    ip: wanted.callerIp ?? CARRIERS.origin,
    remote: site.switchAddress,
  });
  const [callerResult] = await Promise.all([caller, wanted.meanwhile?.()]);
  const heard = new Map<'east' | 'west', Heard>();
  const legs: (readonly ['east' | 'west', SeenLeg])[] = [];
  const silent = wanted.notCalled ?? [];
  expect.soft(wentAsSaid(callerResult), 'caller').toBe('');
  for (const { carrier, sipp } of callees) {
    const result = await (silent.includes(carrier) ? sipp.stop() : sipp.finished);
    if (!silent.includes(carrier)) expect.soft(wentAsSaid(result), carrier).toBe('');
    heard.set(carrier, new Heard(result.received));
    for (const leg of seenLegs(result.messages)) legs.push([carrier, leg]);
  }
  const secrets = secretsOf(parties.a, parties.b);
  expectNoLeak(callerResult.received, secrets.callee);
  for (const { raw } of heard.values()) expectNoLeak(raw, secrets.caller);
  for (const carrier of silent) expect(heard.get(carrier)?.methods ?? []).toEqual([]);
  const inOrder = legs.toSorted(([, one], [, other]) => one.invitedAt - other.invitedAt);
  const seen = {
    caller: seenLegs(callerResult.messages),
    called: inOrder,
    present: called.map(({ carrier }) => carrier),
  };
  if (wanted.unrecorded !== true) await expectRecorded(site, since, seen);
  return {
    caller: new Heard(callerResult.received),
    east: heard.get('east') ?? null,
    west: heard.get('west') ?? null,
  };
}

function wentAsSaid(result: SippResult): string {
  if (result.exitCode === 0) return '';
  return `exit code ${result.exitCode}${result.timedOut ? ', timed out' : ''}\n${result.errors.slice(0, 3_000)}`;
}

/** What a phone received for one of its calls, byte for byte. */
export function bytesOf(phone: SipPhone, call: SipCall): readonly Buffer[] {
  return phone.packets
    .filter(({ direction, message }) => direction === 'received' && message !== null)
    .filter(({ message }) => message !== null && headerOf(message, 'call-id') === call.dialog.callId)
    .map(({ bytes }) => bytes);
}

/** Both ends of a call between phones: neither received the other's number, nor its carrier's address. */
export function expectPhonesNoLeak(
  parties: Pick<Pair, 'a' | 'b'>,
  caller: readonly [SipPhone, SipCall],
  callee: readonly [SipPhone, SipCall],
): void {
  const apart = caller[0].ip !== callee[0].ip;
  const secrets = (label: string, number: string, { ip }: SipPhone): readonly Secret[] => [
    numberSecret(`${label}'s number`, number),
    ...(apart ? [addressSecret(`${label}'s carrier`, ip)] : []),
  ];
  expect(bytesOf(...caller).length).toBeGreaterThan(0);
  expect(bytesOf(...callee).length).toBeGreaterThan(0);
  expectNoLeak(bytesOf(...caller), secrets('callee', parties.b, callee[0]));
  expectNoLeak(bytesOf(...callee), secrets('caller', parties.a, caller[0]));
}
