import type { Channel } from '../channel.ts';
import { waitInChannel } from '../waiting.ts';
import { play } from './playing.ts';

const LEAST_TIMEOUT_MS = 1_000;

/** What `read` is asked for: `MIN MAX FILE VARIABLE TIMEOUT TERMINATORS DIGIT_TIMEOUT` (`mod_dptools.c`, `read_function`). */
interface Reading {
  readonly min: number;
  readonly max: number;
  readonly file: string;
  readonly variable: string;
  readonly firstMs: number;
  readonly terminators: string;
  readonly betweenMs: number;
}

/** How it ended, as `read_result` says. */
type Result = 'success' | 'timeout';

/** Plays a prompt, which a digit ends and counts, and collects digits (`switch_ivr_play_say.c`, `switch_ivr_read`). */
export async function read(channel: Channel, data: string): Promise<void> {
  const reading = readingOf(data);
  const { variables } = channel;
  variables.unset('read_result');
  variables.unset(reading.variable);
  const silent = reading.file === 'silence';
  const heard = silent || (await play(channel, reading.file, () => channel.digits.length > 0));
  // Without its prompt the question is over, and nothing is set.
  if (!heard) return;
  const keyed: string[] = [];
  const result = await collect(channel, reading, keyed);
  if (result === null) return;
  variables.set('read_result', keyed.length < reading.min ? 'failure' : result);
  variables.set(reading.variable, keyed.join(''));
}

export function flushDigits(channel: Channel): void {
  channel.digits.length = 0;
}

/** @returns `null` when the channel has something else to do. */
async function collect(channel: Channel, reading: Reading, keyed: string[]): Promise<Result | null> {
  const { clock } = channel.core;
  let untilMs = clock.now() + reading.firstMs;
  for (;;) {
    await waitInChannel(channel, untilMs, () => channel.digits.length > 0);
    if (!channel.ready) return null;
    const digit = channel.digits.shift();
    if (digit === undefined) return 'timeout';
    if (reading.terminators.includes(digit)) {
      channel.variables.set('read_terminator_used', digit);
      return 'success';
    }
    keyed.push(digit);
    if (keyed.length >= reading.max) return 'success';
    untilMs = clock.now() + reading.betweenMs;
  }
}

function readingOf(data: string): Reading {
  const [min, max, file = '', variable = '', timeout, terminators, digitTimeout] = data.split(' ');
  const least = Math.max(1, Number(min));
  const firstMs = Math.max(LEAST_TIMEOUT_MS, Number(timeout ?? 0));
  return {
    min: least,
    max: Math.max(least, Number(max ?? 0)),
    file,
    variable,
    firstMs,
    terminators: terminators === undefined || terminators === '' ? '#' : terminators,
    betweenMs: Number(digitTimeout ?? 0) || firstMs,
  };
}
