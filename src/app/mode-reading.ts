import { type BindingDetails, MAX_USER_DATA_BYTES } from '../domain/binding/binding-details.ts';
import {
  BINDING_MODES,
  type BindingMode,
  isBindingMode,
  isOpenMode,
} from '../domain/binding/binding-mode.ts';
import { isExtension, MAX_EXTENSION_DIGITS } from '../domain/binding/extension.ts';
import { parseDuration } from '../domain/duration.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { type CallPolicy, NO_POLICY } from '../domain/policy/call-policy.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import type { BindInput } from './operations.ts';
import { checkPolicyFits, readCallPolicy } from './policy-reading.ts';

/** A day, in which A of an `axe` or `axg` binding can call back unless something else is said. */
const DEFAULT_CALL_BACK_MS = 24 * 3600 * 1000;
const DEFAULT_EXTENSION_DIGITS = 4;
const GROUP_NAME = /^(?:[a-z0-9][a-z0-9-]{0,63}\/)?[a-z0-9][a-z0-9-]{0,63}$/;

/** @throws AxbridgeError `input-invalid` */
export function readMode(mode: string | undefined): BindingMode {
  if (mode === undefined) return 'two-way';
  if (isBindingMode(mode)) return mode;
  throw new AxbridgeError('input-invalid', `mode: one of ${BINDING_MODES.join(', ')}`);
}

/** The parts of a wish that only some modes have. A part that the mode has no use for is refused, never ignored. */
export interface ModeParts {
  readonly extension: string | number | null;
  readonly group: string | null;
  readonly details: BindingDetails;
}

/** @throws AxbridgeError `input-invalid` or `number-invalid` that names the field */
export function readModeParts(mode: BindingMode, input: BindInput, reader: NumberReader): ModeParts {
  refuseStrangers(mode, input);
  const isOpen = isOpenMode(mode);
  const callBackMs = isOpen ? readCallBack(mode, input.callBack) : null;
  const remembersCallers = input.rememberCallers ?? false;
  if (remembersCallers && callBackMs === null)
    throw invalid('rememberCallers: needs a callBack, the time for which callers are remembered');
  return {
    extension: mode === 'axe' ? readExtension(input) : null,
    group: mode === 'axg' ? readGroup(input.group ?? '') : null,
    details: {
      callBackMs,
      remembersCallers,
      userData: readUserData(input.userData),
      policy: readOwnPolicy(mode, input, reader),
    },
  };
}

function refuseStrangers(mode: BindingMode, input: BindInput): void {
  const allowed: readonly (readonly [keyof BindInput, boolean])[] = [
    ['y', mode === 'axyb'],
    ['extension', mode === 'axe'],
    ['extensionDigits', mode === 'axe'],
    ['rememberCallers', mode === 'axe'],
    ['group', mode === 'axg'],
    ['callBack', isOpenMode(mode)],
  ];
  for (const [field, isAllowed] of allowed)
    if (input[field] !== undefined && !isAllowed) throw invalid(`${field}: mode ${mode} has none`);
}

function readOwnPolicy(mode: BindingMode, { policy }: BindInput, reader: NumberReader): CallPolicy {
  if (policy === undefined) return NO_POLICY;
  const read = readCallPolicy(policy, reader, NO_POLICY);
  checkPolicyFits(mode, read);
  return read;
}

function readExtension({ extension, extensionDigits }: BindInput): string | number {
  if (extension !== undefined && extensionDigits !== undefined)
    throw invalid('extension and extensionDigits exclude each other');
  if (extension === undefined) return checkedDigits(extensionDigits ?? DEFAULT_EXTENSION_DIGITS);
  if (!isExtension(extension)) throw invalid(`extension: 1 to ${MAX_EXTENSION_DIGITS} digits`);
  return extension;
}

function checkedDigits(digits: number): number {
  if (Number.isInteger(digits) && digits >= 1 && digits <= MAX_EXTENSION_DIGITS) return digits;
  throw invalid(`extensionDigits: 1 to ${MAX_EXTENSION_DIGITS}`);
}

/** The name of a group as the store has it: `GROUP`, or `TENANT/GROUP`. @throws AxbridgeError `input-invalid` */
export function readGroup(group: string): string {
  if (GROUP_NAME.test(group)) return group;
  throw invalid('group: small letters, digits and hyphens, at most 64');
}

function readCallBack(mode: BindingMode, text: string | undefined): number | null {
  if (text === undefined) return mode === 'ax' ? null : DEFAULT_CALL_BACK_MS;
  const durationMs = parseDuration(text);
  if (durationMs === undefined) throw invalid('callBack: write a duration as 90s, 24h, 7d, 1d12h or none');
  return durationMs;
}

/** @throws AxbridgeError `input-invalid` */
export function readUserData(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (new TextEncoder().encode(text).length > MAX_USER_DATA_BYTES)
    throw invalid(`userData: at most ${MAX_USER_DATA_BYTES} bytes as JSON`);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    throw invalid('userData: must be JSON');
  }
}

function invalid(detail: string): AxbridgeError {
  return new AxbridgeError('input-invalid', detail);
}
