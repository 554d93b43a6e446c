import type { BindingPlace } from '../app/tenancy/tenant-bindings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';

/* Cursors are texts that only we read: what is in them may change. */

const PLACE = /^([a-z0-9-]{1,64}):([0-9]{1,15})$/;
const NUMBER = /^[0-9]{1,15}$/;

export function placeCursor(place: BindingPlace | null): string | null {
  return place === null ? null : encode(`${place.pool}:${place.after}`);
}

/** @throws AxbridgeError `input-invalid` */
export function readPlace(cursor: string | undefined): BindingPlace | null {
  if (cursor === undefined) return null;
  const [, pool, after] = PLACE.exec(decode(cursor)) ?? [];
  if (pool === undefined || after === undefined) throw wrong();
  return { pool, after: Number(after) };
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
