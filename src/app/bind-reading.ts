import { type BindingMode, isOpenMode } from '../domain/binding/binding-mode.ts';
import { parseDuration } from '../domain/duration.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { EpochMs } from '../domain/instant.ts';
import { parseInstant } from '../domain/instant-text.ts';
import type { PrivacyNumber } from '../domain/number/privacy-number.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import type { Amendment, BindRequest } from '../ports/binding-store.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import { readAreaFallback } from './area-reading.ts';
import { readMode, readModeParts, readUserData } from './mode-reading.ts';
import type { AmendInput, BindInput } from './operations.ts';
import { readPolicyChange } from './policy-reading.ts';

const MAX_REFERENCE_LENGTH = 128;
const CONTROL = /\p{Cc}/u;

/** What a binding gets where the wish says nothing. */
export interface BindDefaults {
  readonly expiresMs: number | null;
  /** The only pool, when there is just one. */
  readonly pool: string | null;
}

/** Turns a wish as it is written into one for the store. @throws AxbridgeError that names the field. */
export function readBind(
  input: BindInput,
  reader: NumberReader,
  at: EpochMs,
  defaults: BindDefaults,
): BindRequest {
  const x = input.x === undefined ? null : readPrivacyNumber(reader, 'x', input.x);
  const mode = readMode(input.mode);
  return {
    mode,
    a: readCallee(reader, 'a', input.a),
    b: readB(reader, mode, input.b),
    x,
    y: input.y === undefined ? null : readPrivacyNumber(reader, 'y', input.y),
    ...readModeParts(mode, input, reader),
    pool: readPool(input.pool ?? defaults.pool),
    areaCode: input.areaCode ?? null,
    areaFallback: readOwnFallback(input),
    expiresAt:
      input.expires === undefined
        ? defaultEnd(at, defaults.expiresMs)
        : readExpiry('expires', input.expires, at),
    afterCallMs: input.afterCall === undefined ? null : readDuration('after-call', input.afterCall),
    slidingMs: input.sliding === undefined ? null : readDuration('sliding', input.sliding),
    reference: readReference(input.reference),
    at,
  };
}

/** Turns a wish for a change into one for the store. @throws AxbridgeError that names the field. */
export function readAmendment(input: AmendInput, reader: NumberReader, at: EpochMs): Amendment {
  const { a, b, mode, expires, afterCall, sliding, reference, userData, policy } = input;
  return {
    ...(a === undefined ? {} : { a: readCallee(reader, 'a', a) }),
    ...(b === undefined ? {} : { b: b === null ? null : readCallee(reader, 'b', b) }),
    ...(mode === undefined ? {} : { mode: readMode(mode) }),
    ...(expires === undefined ? {} : { expiresAt: readExpiry('expires', expires, at) }),
    ...(afterCall === undefined ? {} : { afterCallMs: readDuration('after-call', afterCall) }),
    ...(sliding === undefined ? {} : { slidingMs: readDuration('sliding', sliding) }),
    ...(reference === undefined ? {} : { reference: readReference(reference) }),
    ...(userData === undefined ? {} : { details: { userData: readUserData(userData) } }),
    ...(policy === undefined ? {} : { policy: readPolicyChange(policy, reader) }),
  };
}

/** Without an area any number of the pool will do, so there is nothing to fall back from. @throws AxbridgeError `input-invalid` */
function readOwnFallback({ areaCode, areaFallback }: BindInput): readonly string[] | null {
  if (areaFallback === undefined) return null;
  if (areaCode === undefined) throw new AxbridgeError('input-invalid', 'area fallback: needs the area code');
  return readAreaFallback(areaFallback);
}

/** @throws AxbridgeError `number-invalid` that names the field and the problem, not the number. */
export function readParty(reader: NumberReader, field: string, text: string): RealNumber {
  const reading = reader.party(text);
  if (!reading.ok) throw new AxbridgeError('number-invalid', `${field}: ${reading.problem}`);
  return reading.number;
}

/** A number that somebody may be put through to. @throws AxbridgeError as `readParty`, and `number-barred` */
export function readCallee(reader: NumberReader, field: string, text: string): RealNumber {
  const number = readParty(reader, field, text);
  const problem = reader.barred(number);
  if (problem !== null) throw new AxbridgeError('number-barred', `${field}: ${problem}`);
  return number;
}

/** @throws AxbridgeError `privacy-number-invalid` */
export function readPrivacyNumber(reader: NumberReader, field: string, text: string): PrivacyNumber {
  const reading = reader.privacyNumber(text);
  if (!reading.ok) throw new AxbridgeError('privacy-number-invalid', `${field}: ${reading.problem}`);
  return reading.number;
}

/** @throws AxbridgeError `input-invalid` */
export function readDuration(field: string, text: string): number | null {
  const durationMs = parseDuration(text);
  if (durationMs === undefined)
    throw new AxbridgeError('input-invalid', `${field}: write a duration as 90s, 24h, 7d, 1d12h or none`);
  return durationMs;
}

/** A duration from now, an instant to come, or `none`. @throws AxbridgeError `input-invalid` */
export function readExpiry(field: string, text: string, at: EpochMs): EpochMs | null {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs === null ? null : at + durationMs;
  const instant = parseInstant(text);
  if (instant === undefined)
    throw new AxbridgeError(
      'input-invalid',
      `${field}: write a duration (24h), an instant (2026-01-31T18:00:00Z) or none`,
    );
  if (instant <= at) throw new AxbridgeError('input-invalid', `${field}: the instant is in the past`);
  return instant;
}

function defaultEnd(at: EpochMs, defaultMs: number | null): EpochMs | null {
  return defaultMs === null ? null : at + defaultMs;
}

function readB(reader: NumberReader, mode: BindingMode, text: string | undefined): RealNumber | null {
  if (text !== undefined && text !== '') return readCallee(reader, 'b', text);
  if (isOpenMode(mode)) return null;
  throw new AxbridgeError('input-invalid', `b: mode ${mode} needs it`);
}

function readPool(pool: string | null): string {
  if (pool === null) throw new AxbridgeError('pool-unclear');
  return pool;
}

function readReference(reference: string | undefined): string | null {
  if (reference === undefined || reference === '') return null;
  if (reference.length > MAX_REFERENCE_LENGTH)
    throw new AxbridgeError('input-invalid', `reference: at most ${MAX_REFERENCE_LENGTH} characters`);
  if (CONTROL.test(reference))
    throw new AxbridgeError('input-invalid', 'reference: control characters are not allowed');
  return reference;
}
