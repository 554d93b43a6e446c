import { expect } from 'vitest';
import type { CdrLegView, CdrView } from '../../../src/app/cdr-operations.ts';
import { instantUs } from '../../support/instant-us.ts';
import type { SeenLeg } from './seen-leg.ts';
import type { Carrier, Site } from './site.ts';
import { until } from './until.ts';

/** The switch's clock moves in steps, and lags when the machine is busy. */
const CLOCK_LAG_US = 1_000_000;

/** What the carriers saw of a call, each by itself. */
export interface SeenCall {
  readonly caller: readonly SeenLeg[];
  readonly called: readonly (readonly [carrier: Carrier, leg: SeenLeg])[];
  /** The carriers that were there to be called. */
  readonly present: readonly Carrier[];
}

/** Fails unless there is exactly one record of the caller's call, and each of its fields is what the wire says. */
export async function expectRecorded(site: Site, since: Date, seen: SeenCall): Promise<void> {
  const [caller] = seen.caller;
  if (caller === undefined) throw new Error('no INVITE was sent');
  expectOnWire(await recordOf(site, since, caller), caller, seen);
}

/** Fails unless each field of the record is what the wire says. */
export function expectOnWire(record: CdrView, caller: SeenLeg, seen: Omit<SeenCall, 'caller'>): void {
  const isSeen = ({ gateway }: CdrLegView): boolean => seen.present.some((carrier) => carrier === gateway);
  const unseen = record.legs.filter((leg) => leg.role === 'called' && !isSeen(leg));
  for (const leg of unseen) expect.soft(leg).toMatchObject({ ...NOBODY_THERE, party: expect.any(String) });
  const legs = record.legs.filter((leg) => !unseen.includes(leg)).map((leg) => named(leg, seen.called));
  const told = {
    ...onWire(caller, seen.called, record.x),
    ...(seen.called.length === 0 ? onlyUnseen(unseen) : {}),
  };
  expect.soft(onRecord({ ...record, legs }), 'the record').toEqual(told);
  expectInstants({ ...record, legs }, caller, seen.called);
}

/** Of a leg to a carrier that is not there. */
const NOBODY_THERE = { answeredAt: null, ringingAt: null, earlyMediaAt: null, sipStatus: 503 };

function onlyUnseen(unseen: readonly CdrLegView[]): Partial<Told> {
  const last = unseen.at(-1);
  return last === undefined
    ? {}
    : { gateway: last.gateway, hungUpBy: 'callee', callee: last.party?.slice(-11) ?? null };
}

/** The switch has no Call-ID of a leg that was answered by a 100 and nothing else: its gateway tells which one it is. */
function named(leg: CdrLegView, called: SeenCall['called']): CdrLegView {
  if (leg.sipCallId !== null) return leg;
  return { ...leg, sipCallId: called.find(([carrier]) => carrier === leg.gateway)?.[1].callId ?? null };
}

async function recordOf(site: Site, since: Date, caller: SeenLeg): Promise<CdrView> {
  let found: readonly CdrView[] = [];
  await until(`a record of ${caller.callId}`, async () => {
    const asked = { since: since.toISOString(), limit: 100, showNumbers: true };
    const { records } = await site.run((axbridge) => axbridge.cdrs(asked));
    found = records.filter(({ legs }) => legs.some(({ sipCallId }) => sipCallId === caller.callId));
    return found.length > 0;
  });
  const [record, ...others] = found;
  if (record === undefined || others.length > 0) throw new Error(`${found.length} records of a call`);
  return record;
}

/** Everything of a call that both the record and the wire can tell, but for instants. */
interface Told {
  readonly callerReceived: string | null;
  readonly dialledReceived: string | null;
  readonly callee: string | null;
  /** On the wire it can only be told whether it was the number of the record. */
  readonly shown: CdrView['shown'];
  readonly answered: boolean;
  readonly talked: boolean;
  readonly hungUpBy: string | null;
  readonly gateway: string | null;
  readonly legs: readonly ToldLeg[];
}

interface ToldLeg {
  readonly callId: string | null;
  readonly role: string;
  readonly gateway: string | null;
  readonly party: string | null;
  readonly rang: boolean;
  readonly hadEarlyMedia: boolean;
  readonly answered: boolean;
  readonly sipStatus: number | null;
  readonly endedByFarEnd: boolean;
}

function onRecord(record: CdrView): Told {
  return {
    callerReceived: record.callerReceived,
    dialledReceived: record.dialledReceived,
    callee: record.callee?.slice(-11) ?? null,
    shown: record.shown,
    answered: record.answeredAt !== null,
    talked: record.outcome === 'answered' || record.outcome === 'maximum-length',
    hungUpBy: record.hungUpBy,
    gateway: record.gateway,
    legs: record.legs.map(legOnRecord),
  };
}

function legOnRecord(leg: CdrLegView): ToldLeg {
  return {
    callId: leg.sipCallId,
    role: leg.role,
    gateway: leg.gateway,
    party: leg.party?.slice(-11) ?? null,
    rang: leg.ringingAt !== null,
    hadEarlyMedia: leg.earlyMediaAt !== null,
    answered: leg.answeredAt !== null,
    sipStatus: leg.sipStatus,
    endedByFarEnd: leg.endedByFarEnd,
  };
}

function onWire(caller: SeenLeg, called: SeenCall['called'], x: string | null): Told {
  const answered = called.find(([, leg]) => leg.answeredAt !== null) ?? null;
  const [gateway = null, last = null] = answered ?? called.at(-1) ?? [];
  return {
    callerReceived: caller.from,
    dialledReceived: caller.dialled,
    callee: last?.dialled.slice(-11) ?? null,
    shown: called.every(([, leg]) => leg.from.endsWith(x?.slice('+86'.length) ?? '-')) ? 'x' : 'other-number',
    answered: answered !== null,
    talked: answered !== null && caller.answeredAt !== null,
    hungUpBy: caller.endedBy === 'here' ? 'caller' : last?.endedBy === 'here' ? 'callee' : 'platform',
    gateway,
    legs: [
      legOnWire('first', null, caller, caller.from),
      ...called.map(([carrier, leg]) => legOnWire('called', carrier, leg, leg.dialled)),
    ],
  };
}

function legOnWire(role: string, gateway: string | null, leg: SeenLeg, party: string): ToldLeg {
  return {
    callId: leg.callId,
    role,
    gateway,
    party: party.slice(-11),
    rang: leg.ringingAt !== null,
    hadEarlyMedia: leg.earlyMediaAt !== null,
    answered: leg.answeredAt !== null,
    sipStatus: leg.status,
    endedByFarEnd: leg.endedBy === 'here',
  };
}

function expectInstants(record: CdrView, caller: SeenLeg, called: SeenCall['called']): void {
  const firstOf = (pick: (leg: SeenLeg) => number | null): number | null =>
    called.map(([, leg]) => pick(leg)).find((at) => at !== null) ?? null;
  const last = Math.max(...[caller, ...called.map(([, leg]) => leg)].map(({ endedAt }) => endedAt ?? 0));
  expectAt('created', record.createdAt, caller.invitedAt);
  if (called.length > 0)
    expectAt(
      'invited',
      record.invitedAt,
      firstOf(({ invitedAt }) => invitedAt),
    );
  expectAt(
    'ringing',
    record.ringingAt,
    firstOf(({ ringingAt }) => ringingAt),
  );
  expectAt(
    'early media',
    record.earlyMediaAt,
    firstOf(({ earlyMediaAt }) => earlyMediaAt),
  );
  expectAt(
    'answered',
    record.answeredAt,
    firstOf(({ answeredAt }) => answeredAt),
  );
  expectAt('ended', record.endedAt, last);
  for (const leg of record.legs) {
    const seen = [caller, ...called.map(([, one]) => one)].find(({ callId }) => callId === leg.sipCallId);
    if (seen === undefined) continue;
    expectAt('a leg created', leg.createdAt, seen.invitedAt);
    expectAt('a leg ended', leg.endedAt, seen.endedAt);
    const billable = leg.answeredAt === null ? 0 : instantUs(leg.endedAt) - instantUs(leg.answeredAt);
    expect.soft(leg.billableUs, 'billable').toBe(billable);
  }
}

/** The same instant by two clocks. */
function expectAt(what: string, recorded: string | null, seen: number | null): void {
  if (recorded === null || seen === null) {
    expect.soft({ [what]: recorded }).toEqual({ [what]: seen });
    return;
  }
  expect.soft(Math.abs(instantUs(recorded) - seen), `${what}: apart, in µs`).toBeLessThan(CLOCK_LAG_US);
}
