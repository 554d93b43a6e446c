import type { CallOrigin } from '../call/call-origin.ts';

/**
 * Which header of a carrier's calls names the caller:
 * - `asserted`: P-Asserted-Identity where there is one, else From
 * - `from-header`: From, whatever else is said
 * - `remote-party`: Remote-Party-ID where there is one, else From
 * - `preferred`: P-Preferred-Identity where there is one, else From; telephones write it themselves
 * - `nobody`: the carrier is not believed, and all its callers count as withheld
 */
export const CALLER_HEADERS = ['asserted', 'from-header', 'remote-party', 'preferred', 'nobody'] as const;

export type CallerHeader = (typeof CALLER_HEADERS)[number];

/** What becomes of a caller whose number the carrier says it could not verify (STIR, `TN-Validation-Failed`). */
export const FAILED_VERIFICATIONS = ['refuse', 'withhold', 'accept'] as const;

export type FailedVerification = (typeof FAILED_VERIFICATIONS)[number];

/** How far a carrier is believed. */
export interface CallerTrust {
  readonly callerHeader: CallerHeader;
  readonly failedVerification: FailedVerification;
}

export type Verification = 'passed' | 'failed' | 'none';

/** A user part that stands for no number, for the reader of callers. */
export const WITHHELD_TEXT = 'anonymous';

/** The text to read the caller's number from. */
export function callerTextOf(origin: CallOrigin, header: CallerHeader): string {
  switch (header) {
    case 'asserted':
      return userOf(origin.asserted ?? origin.from);
    case 'from-header':
      return userOf(origin.from);
    case 'remote-party':
      return userOf(origin.remoteParty ?? origin.from);
    case 'preferred':
      return userOf(origin.preferred ?? origin.from);
    case 'nobody':
      return WITHHELD_TEXT;
  }
}

/** One word that says "failed" counts, whatever else is said. */
export function verificationOf({ verdicts }: CallOrigin): Verification {
  const said = verdicts.map((text) => text.toLowerCase());
  if (said.some((text) => text.includes('tn-validation-failed'))) return 'failed';
  return said.some((text) => text.includes('tn-validation-passed')) ? 'passed' : 'none';
}

const QUOTED_NAME = /^\s*"(?:[^"\\]|\\.)*"/;
const IN_BRACKETS = /<([^<>]*)>/;
const SCHEME = /^(?:sips?|tel):/i;
const HOST = /@.*$/s;
const MAX_LENGTH = 512;

/** Of `"Name" <sip:+8613800138000;phone-context=x@carrier.example>;tag=1` what stands before the host, whatever the name says. */
function userOf(text: string): string {
  const address = text.slice(0, MAX_LENGTH).replace(QUOTED_NAME, '');
  const uri = IN_BRACKETS.exec(address)?.[1] ?? address;
  return unescaped(uri.trim().replace(SCHEME, '').replace(HOST, ''));
}

/** What would be read as something else once it is plain stays as it is, and is no number. */
function unescaped(text: string): string {
  try {
    const plain = decodeURIComponent(text);
    return /[@;:<>"]/.test(plain) && plain !== text ? text : plain;
  } catch {
    return text;
  }
}

const URI = /(?:sips?|tel):([^@;<>?,\s]{1,64})/gi;
/** Nobody is sent on more often by honest networks. */
const MAX_DIVERSIONS = 16;

/** The numbers that a call was sent on by, as written. */
export function divertedBy({ diversions }: CallOrigin): readonly string[] {
  return diversions
    .flatMap((text) =>
      [...text.slice(0, 4 * MAX_LENGTH).matchAll(URI)].map((match) => unescaped(match[1] ?? '')),
    )
    .slice(0, MAX_DIVERSIONS);
}
