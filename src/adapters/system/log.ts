import { pino } from 'pino';
import type { Log } from '../../ports/log.ts';

/** A log whose level can be changed while it runs. */
export interface AdjustableLog extends Log {
  level: string;
}

/** One JSON object a line on standard output. Real numbers mask themselves (`RealNumber`); nothing else may hold one. */
export function createLog(level: string): AdjustableLog {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
