import type { BindingMode } from '../domain/binding/binding-mode.ts';
import type { CallFlow } from '../domain/call/call-mark.ts';
import type { CallDirection, HungUpBy } from '../domain/cdr/call-record.ts';
import type { CdrOutcome } from '../domain/cdr/cdr-outcome.ts';
import type { CdrPin, CdrRecording, CdrRole, LegQuality } from '../domain/cdr/leg-record.ts';

/** Which call records are asked for. */
export interface CdrInput {
  /** Calls that began at or after this: an instant, or a duration back from now such as `24h`. */
  readonly since?: string | undefined;
  /** Calls that began before this. */
  readonly until?: string | undefined;
  /** Caller or callee. */
  readonly number?: string | undefined;
  readonly x?: string | undefined;
  readonly binding?: number | undefined;
  readonly outcome?: string | undefined;
  readonly pool?: string | undefined;
  /** Where the page before this one ended. */
  readonly after?: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly showNumbers: boolean;
}

/** One leg of a call. Instants have microseconds; `…Us` are microseconds. */
export interface CdrLegView {
  readonly leg: string;
  readonly role: CdrRole;
  readonly sipCallId: string | null;
  readonly gateway: string | null;
  /** Masked unless real ones were asked for. */
  readonly party: string | null;
  readonly createdAt: string;
  readonly ringingAt: string | null;
  readonly earlyMediaAt: string | null;
  readonly answeredAt: string | null;
  readonly bridgedAt: string | null;
  readonly endedAt: string;
  readonly billableUs: number;
  readonly cause: string;
  readonly q850: number | null;
  readonly sipStatus: number | null;
  readonly endedByFarEnd: boolean;
  readonly readCodec: string | null;
  readonly writeCodec: string | null;
  readonly quality: LegQuality | null;
  readonly host: string;
}

/** One call. */
export interface CdrView {
  readonly call: string;
  /** More than 1: a leg came in after the record was made, and this one stands for it. */
  readonly revision: number;
  readonly node: string | null;
  readonly flow: CallFlow;
  readonly pool: string | null;
  readonly binding: number | null;
  readonly mode: BindingMode | null;
  readonly extension: string | null;
  readonly direction: CallDirection | null;
  readonly reference: string | null;
  readonly userData: string | null;
  readonly outcome: CdrOutcome;
  readonly hungUpBy: HungUpBy | null;
  readonly cause: string | null;
  readonly q850: number | null;
  readonly sipStatus: number | null;
  readonly x: string | null;
  /** Masked unless real ones were asked for; so is the callee. */
  readonly caller: string | null;
  readonly callee: string | null;
  /** As it came from the carrier; `null` unless real numbers were asked for. */
  readonly callerReceived: string | null;
  readonly dialledReceived: string | null;
  /** `Diversion` or `History-Info`: whom the call was meant for before it was forwarded to X. */
  readonly divertedReceived: string | null;
  /** What the callee saw: `x` above, or the other one of a binding with two numbers, or A. */
  readonly shown: 'x' | 'other-number' | 'real-a';
  readonly recording: CdrRecording | null;
  readonly survey: string | null;
  readonly calleeSurvey: string | null;
  readonly pin: CdrPin | null;
  readonly gateway: string | null;
  readonly createdAt: string;
  readonly routedAt: string | null;
  readonly invitedAt: string | null;
  readonly ringingAt: string | null;
  readonly earlyMediaAt: string | null;
  readonly answeredAt: string | null;
  readonly talkedAt: string | null;
  readonly endedAt: string | null;
  readonly postDialDelayUs: number | null;
  readonly ringUs: number;
  readonly talkUs: number;
  readonly legs: readonly CdrLegView[];
}

export interface CdrPage {
  readonly records: readonly CdrView[];
  /** For `after`; `null` when there are no more now. */
  readonly next: string | null;
}

/** What needs the store of call records only. */
export interface CdrOperations {
  /** In the order in which the calls began. */
  cdrs(input: CdrInput): Promise<CdrPage>;
}
