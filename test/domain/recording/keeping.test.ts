import { describe, expect, it } from 'vitest';
import { type FileFacts, keepingOf } from '../../../src/domain/recording/keeping.ts';

const [SECONDS, MINUTES] = [1000, 60_000];

describe('what becomes of a file in the spool', () => {
  it.each<readonly [string, FileFacts['wav'], number, boolean, ReturnType<typeof keepingOf>]>([
    ['a whole one of a call that is over', 'whole', SECONDS, true, 'keep'],
    ['one that was written to just now', 'whole', SECONDS - 1, true, 'wait'],
    ['one whose writer may be at it', 'cut', 5 * SECONDS - 1, true, 'wait'],
    ['one whose writer has died', 'cut', 5 * SECONDS, true, 'keep'],
    ['what is no sound', 'unknown', 5 * SECONDS, true, 'keep'],
    ['an empty one that may be filled', 'empty', 5 * SECONDS - 1, true, 'wait'],
    ['an empty one', 'empty', 5 * SECONDS, true, 'drop'],
    ['one of a call that may go on', 'whole', 10 * MINUTES - 1, false, 'wait'],
    ['one of no known call', 'whole', 10 * MINUTES, false, 'keep-as-orphan'],
    ['a cut one of no known call', 'cut', 10 * MINUTES, false, 'keep-as-orphan'],
    ['what is no sound, of no known call', 'unknown', 10 * MINUTES, false, 'keep-as-orphan'],
    ['an empty one of no known call', 'empty', 10 * MINUTES, false, 'drop'],
    ['one from the future, as after a change of the clock', 'whole', -1, true, 'wait'],
  ])('%s', (_what, wav, quietMs, isSettled, expected) => {
    expect(keepingOf({ wav, quietMs, isSettled })).toBe(expected);
  });
});
