import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../domain/duration.ts';

const SHARE = /^(?:[0-9]{1,3}(?:\.[0-9]{1,9})?%|[01](?:\.[0-9]{1,9})?)$/;

/** Reads `0.01` or `1%`. @returns a share from 0 to 1 @throws InvalidArgumentError */
export function readShare(text: string): number {
  const share = Number.parseFloat(text) / (text.endsWith('%') ? 100 : 1);
  if (SHARE.test(text) && share <= 1) return share;
  throw new InvalidArgumentError('It must be a share from 0 to 1, or from 0% to 100%.');
}

/** @returns milliseconds; `none` is 0 @throws InvalidArgumentError */
export function readCoolDown(text: string): number {
  const coolDownMs = parseDuration(text);
  if (coolDownMs !== undefined) return coolDownMs ?? 0;
  throw new InvalidArgumentError('It must be a duration such as 90s, 12h or 7d, or none.');
}
