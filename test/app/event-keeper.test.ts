import { beforeEach, describe, expect, it } from 'vitest';
import { EventKeeper } from '../../src/app/event/event-keeper.ts';
import type { EpochMs } from '../../src/domain/instant.ts';
import { HandClock, KeptLog } from './switchboard.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

describe('the keeper of events', () => {
  let clock: HandClock;
  let log: KeptLog;
  let keeper: EventKeeper;
  let due: number;
  let fails: boolean;
  let looks: (readonly [at: EpochMs, leadMs: number])[];
  let purges: EpochMs[];
  let stopped: boolean;

  beforeEach(() => {
    [clock, log] = [new HandClock(), new KeptLog()];
    [due, fails, looks, purges, stopped] = [0, false, [], [], false];
    keeper = new EventKeeper({
      clock,
      log,
      expiringMs: () => 5 * SECOND,
      historyMs: () => HOUR,
      calls: {
        stop: async () => {
          stopped = true;
        },
      },
      events: {
        tellDue: async (at, leadMs, limit) => {
          if (fails) throw new Error('no disk');
          looks.push([at, leadMs]);
          const told = Math.min(due, limit);
          due -= told;
          return told;
        },
        purge: async (before) => {
          purges.push(before);
          return 0;
        },
      },
    });
  });

  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('looks at once and then each second, and goes on while there is more to tell', async () => {
    due = 1200;
    keeper.start();
    await pass(0);
    expect(due).toBe(0);
    expect(looks).toEqual(Array(3).fill([clock.now(), 5 * SECOND]));
    await pass(SECOND - 1);
    expect(looks).toHaveLength(3);
    await pass(1);
    expect(looks).toHaveLength(4);
  });

  it('forgets what is older than it keeps, at once and then every ten minutes', async () => {
    keeper.start();
    await pass(0);
    expect(purges).toEqual([clock.now() - HOUR]);
    for (let second = 0; second < 599; second += 1) await pass(SECOND);
    expect(purges).toHaveLength(1);
    await pass(SECOND);
    expect(purges).toEqual([clock.now() - 600 * SECOND - HOUR, clock.now() - HOUR]);
  });

  it('tries again when the store did not answer', async () => {
    fails = true;
    keeper.start();
    await pass(0);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    fails = false;
    await pass(SECOND);
    expect(looks).toHaveLength(1);
  });

  it('looks no more when it was stopped, and has what was seen of calls written', async () => {
    keeper.start();
    await pass(0);
    await keeper.stop();
    await pass(SECOND);
    expect([looks.length, stopped]).toEqual([1, true]);
  });
});
