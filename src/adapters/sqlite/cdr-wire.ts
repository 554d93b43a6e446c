import type { BegunCall, CallRecord } from '../../domain/cdr/call-record.ts';
import type { EpochUs, LegRecord } from '../../domain/cdr/leg-record.ts';
import { callEndEvents } from '../../domain/event/call-end-events.ts';
import type { Settlement } from '../../ports/cdr-store.ts';
import { type EventForm, eventForm } from '../sealing/event-text.ts';
import { printBegun, printLeg, printRecord } from '../sealing/record-text.ts';

/*
 * Call records as they cross to the writer thread: objects with private fields would arrive empty, so numbers and texts are in the
 * clear until that thread seals them. Names are UUIDs.
 */

export interface WireBegun {
  readonly call: string;
  readonly at: EpochUs;
  readonly text: string;
}

export interface WireLeg extends WireBegun {
  readonly leg: string;
}

export interface WireRecord {
  readonly at: EpochUs;
  readonly pool: string | null;
  readonly x: string | null;
  readonly binding: number | null;
  readonly outcome: string;
  /** Digits. */
  readonly parties: readonly string[];
  readonly text: string;
  /** What is told when this is the first record of the call. */
  readonly events: readonly EventForm[];
}

export interface WireSettlement {
  readonly call: string;
  readonly record: WireRecord | null;
  readonly legs: readonly string[];
}

/** What the writer thread is asked for. */
export type CdrOrder =
  | { readonly kind: 'cdr-begin'; readonly begun: WireBegun }
  | { readonly kind: 'cdr-legs'; readonly legs: readonly WireLeg[] }
  | { readonly kind: 'cdr-settle'; readonly settlements: readonly WireSettlement[] }
  | { readonly kind: 'cdr-purge'; readonly before: EpochUs; readonly limit: number };

/** The answers, by the kind of the order. */
export interface CdrAnswers {
  readonly 'cdr-begin': null;
  readonly 'cdr-legs': null;
  readonly 'cdr-settle': null;
  readonly 'cdr-purge': number;
}

export function wireBegun(call: BegunCall): WireBegun {
  return { call: call.call, at: call.beganAt, text: printBegun(call) };
}

export function wireLeg(leg: LegRecord): WireLeg {
  return { call: leg.call, leg: leg.leg, at: leg.createdAt, text: printLeg(leg) };
}

export function wireSettlement({ call, record, legs }: Settlement): WireSettlement {
  return { call, record: record === null ? null : wireRecord(record), legs };
}

function wireRecord(record: CallRecord): WireRecord {
  const { createdAt, pool, x, binding, outcome, caller, callee } = record;
  const parties = [caller, callee].flatMap((party) => (party === null ? [] : [party.reveal()]));
  const text = printRecord(record);
  const events = callEndEvents(record).map(eventForm);
  return { at: createdAt, pool, x, binding, outcome, parties: [...new Set(parties)], text, events };
}
