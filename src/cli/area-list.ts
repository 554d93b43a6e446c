import { InvalidArgumentError } from 'commander';

const CODES = /^[0-9]{1,8}(?:,[0-9]{1,8})*$/;

/** Reads area codes with commas between them, or `none`. @throws InvalidArgumentError */
export function areaList(text: string): readonly string[] {
  if (text === 'none') return [];
  if (CODES.test(text)) return text.split(',');
  throw new InvalidArgumentError('Write area codes with commas between them, such as 21,755, or none.');
}
