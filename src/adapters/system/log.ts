import { type DestinationStream, pino } from 'pino';
import { printable } from '../../domain/printable.ts';
import type { Log } from '../../ports/log.ts';
import { gatheredLines } from './gathered-lines.ts';

/** A log whose level can be changed while it runs. */
export interface AdjustableLog extends Log {
  level: string;
}

/** On standard output, one JSON object a line, or one line for people. Real numbers mask themselves (`RealNumber`). */
export function createLog({
  level,
  pretty,
}: {
  readonly level: string;
  readonly pretty: boolean;
}): AdjustableLog {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, pretty ? FOR_PEOPLE : gatheredLines(pino.destination({ sync: true })));
}

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'ERROR' };

const FOR_PEOPLE: DestinationStream = {
  write: (line) => void process.stdout.write(lineForPeople(line)),
};

/** `18:00:01.123 info  call call=… from=new to=connecting`: one line, and nothing in it steers a terminal. */
export function lineForPeople(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${wordOf(value)}`);
  const clock = String(time).slice(11, 23);
  return `${printable([clock, LEVELS[Number(level)] ?? level, msg, ...pairs].join(' '))}\n`;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[^\s"\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
}
