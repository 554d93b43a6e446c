import type { ListPlace } from '../app/tenancy/tenant-bindings.ts';
import type { BindingId } from '../domain/binding/binding.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { privacyNumber } from '../domain/number/privacy-number.ts';

/* Cursors are texts that only we read: what is in them may change. */

const PLACE = /^([a-z0-9-]{1,64})(?::([+0-9]{1,20}):([0-9]{1,15}))?$/;
const NUMBER = /^[0-9]{1,15}$/;

export function placeCursor(place: ListPlace | null): string | null {
  if (place === null) return null;
  const { pool, after } = place;
  return encode(after === null ? pool : `${pool}:${after.x}:${after.id}`);
}

/** @throws AxbridgeError `input-invalid` */
export function readPlace(cursor: string | undefined): ListPlace | null {
  if (cursor === undefined) return null;
  const [, pool, xText, idText] = PLACE.exec(decode(cursor)) ?? [];
  if (pool === undefined) throw wrong();
  if (xText === undefined) return { pool, after: null };
  const x = privacyNumber(xText);
  if (x === undefined) throw wrong();
  return { pool, after: { x, id: Number(idText) as BindingId } };
}

export function numberCursor(after: number | undefined): string | null {
  return after === undefined ? null : encode(String(after));
}

/** @throws AxbridgeError `input-invalid` */
export function readNumber(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const text = decode(cursor);
  if (!NUMBER.test(text)) throw wrong();
  return Number(text);
}

export function textCursor(after: string | undefined): string | null {
  return after === undefined ? null : encode(after);
}

export function readText(cursor: string | undefined): string {
  return cursor === undefined ? '' : decode(cursor);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decode(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}

function wrong(): AxbridgeError {
  return new AxbridgeError('input-invalid', 'cursor: not one of ours');
}
