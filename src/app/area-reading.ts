import { AxbridgeError } from '../domain/error-catalogue.ts';

const AREA_CODE = /^[0-9]{1,8}$/;
/** Most areas that one bind falls back on: each of them is looked at when the ones before are full. */
export const MAX_AREA_FALLBACK = 16;

/** @throws AxbridgeError `input-invalid` */
export function readAreaCode(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!AREA_CODE.test(text)) throw new AxbridgeError('input-invalid', 'area code: 1 to 8 digits');
  return text;
}

/** Area codes in the order in which they are wanted. @throws AxbridgeError `input-invalid` */
export function readAreaFallback(codes: readonly string[]): readonly string[] {
  if (codes.length > MAX_AREA_FALLBACK)
    throw new AxbridgeError('input-invalid', `area fallback: at most ${MAX_AREA_FALLBACK} areas`);
  if (!codes.every((code) => AREA_CODE.test(code)))
    throw new AxbridgeError('input-invalid', 'area fallback: area codes of 1 to 8 digits');
  if (new Set(codes).size !== codes.length)
    throw new AxbridgeError('input-invalid', 'area fallback: an area stands there twice');
  return [...codes];
}
