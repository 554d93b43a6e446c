import type { BegunCall, CallRecord } from '../../domain/cdr/call-record.ts';
import type { LegRecord } from '../../domain/cdr/leg-record.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { Secret } from '../../domain/secret.ts';
import { StoreError } from '../../ports/store-error.ts';

/*
 * Records of calls as JSON with real numbers in the clear: to be sealed, and never anything else. The texts were sealed by us, so they
 * are what we wrote; fields that an earlier program did not know are missing.
 */

type InClear<Thing> = {
  readonly [Key in keyof Thing]: Thing[Key] extends RealNumber | Secret | null ? string | null : Thing[Key];
};
type LegForm = InClear<LegRecord>;
type RecordForm = Omit<InClear<CallRecord>, 'legs'> & { readonly legs: readonly LegForm[] };

/** What records of an earlier program do not say. */
const NOT_KNOWN_EARLIER_OF_LEGS = { recording: null, survey: null, pin: null } as const;
const NOT_KNOWN_EARLIER = { ...NOT_KNOWN_EARLIER_OF_LEGS, calleeSurvey: null } as const;

export function printLeg(leg: LegRecord): string {
  return JSON.stringify(legForm(leg));
}

export function readLeg(text: string): LegRecord {
  return legOf(parsed<LegForm>(text));
}

export function printBegun(call: BegunCall): string {
  const form: InClear<BegunCall> = { ...call, ...partiesForm(call) };
  return JSON.stringify(form);
}

export function readBegun(text: string): BegunCall {
  const form = parsed<InClear<BegunCall>>(text);
  return { ...form, caller: numberOf(form.caller), callee: numberOf(form.callee) };
}

export function printRecord(record: CallRecord): string {
  const form: RecordForm = {
    ...record,
    ...partiesForm(record),
    callerText: record.callerText?.reveal() ?? null,
    dialledText: record.dialledText?.reveal() ?? null,
    divertedText: record.divertedText?.reveal() ?? null,
    legs: record.legs.map(legForm),
  };
  return JSON.stringify(form);
}

export function readRecord(text: string): CallRecord {
  const form = parsed<RecordForm>(text);
  return {
    ...NOT_KNOWN_EARLIER,
    ...form,
    caller: numberOf(form.caller),
    callee: numberOf(form.callee),
    callerText: secretOf(form.callerText),
    dialledText: secretOf(form.dialledText),
    divertedText: secretOf(form.divertedText ?? null),
    legs: form.legs.map(legOf),
  };
}

function legForm(leg: LegRecord): LegForm {
  return {
    ...leg,
    party: leg.party?.reveal() ?? null,
    partyText: leg.partyText?.reveal() ?? null,
    dialledText: leg.dialledText?.reveal() ?? null,
    divertedText: leg.divertedText?.reveal() ?? null,
  };
}

function legOf(form: LegForm): LegRecord {
  return {
    ...NOT_KNOWN_EARLIER_OF_LEGS,
    ...form,
    party: numberOf(form.party),
    partyText: secretOf(form.partyText),
    dialledText: secretOf(form.dialledText),
    divertedText: secretOf(form.divertedText ?? null),
  };
}

function partiesForm({ caller, callee }: Pick<CallRecord, 'caller' | 'callee'>) {
  return { caller: caller?.reveal() ?? null, callee: callee?.reveal() ?? null };
}

function numberOf(digits: string | null): RealNumber | null {
  return digits === null ? null : RealNumber.of(digits);
}

function secretOf(text: string | null): Secret | null {
  return text === null ? null : new Secret(text);
}

function parsed<Form>(text: string): Form {
  try {
    return JSON.parse(text) as Form;
  } catch {
    throw new StoreError('store-corrupt', 'a call record cannot be read');
  }
}
