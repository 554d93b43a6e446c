import { type CallRecord, postDialDelayUs, ringUs, talkUs } from '../cdr/call-record.ts';
import type { EpochUs } from '../cdr/leg-record.ts';
import type { EpochMs } from '../instant.ts';
import { nameInTenant, tenantOfPool } from '../pool/tenant-of-pool.ts';
import type { NewEvent } from './event.ts';
import type { EndedCall } from './event-data.ts';

/** What is told when a call gets its record. None of a call to a number that is nobody's. */
export function callEndEvents(record: CallRecord): readonly NewEvent[] {
  const { pool, call, binding, reference, userData, createdAt, endedAt } = record;
  if (pool === null || pool === '') return [];
  const ended = endedCall(record, nameInTenant(pool));
  const at = msOf(endedAt ?? createdAt);
  const head = { tenant: tenantOfPool(pool), at, call, binding, reference, userData };
  const { node, mode, extension, gateway, showedReal, legs } = record;
  const { recording, survey, calleeSurvey, pin } = record;
  const made = {
    ...ended,
    node,
    mode,
    extension,
    gateway,
    routedAt: msOrNull(record.routedAt),
    invitedAt: msOrNull(record.invitedAt),
    talkedAt: msOrNull(record.talkedAt),
    showedReal,
    recording,
    survey,
    calleeSurvey,
    pin,
    legs: legs.length,
  };
  return [
    { ...head, type: 'call.ended', data: ended },
    { ...head, type: 'cdr.created', data: made },
  ];
}

function endedCall(record: CallRecord, pool: string): EndedCall {
  const { x, flow, direction, caller, callee, outcome, hungUpBy, cause, q850, sipStatus } = record;
  return {
    x,
    pool,
    flow,
    direction,
    caller,
    callee,
    outcome,
    hungUpBy,
    cause,
    q850,
    sipStatus,
    beganAt: msOf(record.createdAt),
    ringingAt: msOrNull(record.ringingAt),
    answeredAt: msOrNull(record.answeredAt),
    endedAt: msOrNull(record.endedAt),
    postDialDelayUs: postDialDelayUs(record),
    ringUs: ringUs(record),
    talkUs: talkUs(record),
  };
}

function msOf(at: EpochUs): EpochMs {
  return Math.floor(at / 1000);
}

function msOrNull(at: EpochUs | null): EpochMs | null {
  return at === null ? null : msOf(at);
}
