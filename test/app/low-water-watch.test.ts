import { beforeEach, describe, expect, it } from 'vitest';
import { LowWaterWatch } from '../../src/app/low-water-watch.ts';
import { Switchboard } from './switchboard.ts';

const MINUTE = 60_000;

describe('the watch over low water', () => {
  let board: Switchboard;
  let watch: LowWaterWatch;
  let surveys: number;
  let surveyMs: number;
  let fails: boolean;
  let levels: (readonly [pool: string, level: string, headroom: number])[];
  let takes: boolean;

  beforeEach(async () => {
    board = new Switchboard();
    [surveys, surveyMs, fails, levels, takes] = [0, 0, false, [], true];
    watch = new LowWaterWatch({
      clock: board.clock,
      log: board.log,
      levels: {
        poolLevel: async (pool, level, { headroom }) => {
          if (!takes) throw new Error('no disk');
          levels.push([pool, level, headroom]);
        },
      },
      usages: async () => {
        surveys += 1;
        board.clock.advance(surveyMs);
        if (fails) throw new Error('no disk');
        return board.bindings.pools();
      },
    });
    await board.bindings.addPool({ pool: 'cars', range: '95000001-95000010', coolDown: '1h' });
    await board.bindings.addPool({ pool: 'parcels', range: '95000101', lowWaterPercent: null });
    await board.bindings.addPool({ pool: 'empty' });
  });

  const bind = (from: number, to: number) =>
    Promise.all(
      Array.from({ length: to - from + 1 }, (_, place) =>
        board.bindings.bind({
          a: '13800138000',
          b: `138001381${String(from + place).padStart(2, '0')}`,
          pool: 'cars',
          expires: '2h',
          showNumbers: false,
        }),
      ),
    );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const look = async (afterMs = MINUTE): Promise<void> => {
    board.clock.advance(afterMs);
    await settled();
  };
  const told = () =>
    board.log.lines.map(({ level, fields, message }) => [level, message.split(':')[0], fields]);

  it('tells once that a pool is low and once that it has room again', async () => {
    watch.start();
    await look();
    await bind(1, 9);
    await look();
    expect(told()).toEqual([]);
    await bind(10, 10);
    for (let minute = 0; minute < 5; minute += 1) await look();
    const seen = { pool: 'cars', numbers: 10, lockedNumbers: 0, lowWaterPercent: 10 };
    const low = ['warn', 'a pool is low', { ...seen, headroom: 0, busiestPartyHolds: 10 }];
    expect(told()).toEqual([low]);
    await look(2 * 60 * MINUTE);
    expect(told()).toEqual([low]);
    await look(60 * MINUTE);
    const room = ['info', 'a pool has room again', { ...seen, headroom: 10, busiestPartyHolds: 0 }];
    expect(told()).toEqual([low, room]);
    await bind(1, 10);
    await look();
    expect(told()).toEqual([low, room, low]);
  });

  it('calls a pool low whose numbers are all locked, and forgets one that is removed', async () => {
    await board.bindings.lockPool({ pool: 'cars', locked: true });
    watch.start();
    await look();
    expect(told()).toMatchObject([['warn', 'a pool is low', { pool: 'cars', headroom: 0 }]]);
    await board.bindings.removePool({ pool: 'cars' });
    await look();
    await board.bindings.addPool({ pool: 'cars', range: '95000001' });
    await look();
    expect(told()).toHaveLength(1);
  });

  it('looks less often the longer a look takes', async () => {
    watch.start();
    await look();
    surveyMs = 2_000;
    await look();
    expect(surveys).toBe(2);
    await look(99_000);
    expect(surveys).toBe(2);
    await look(1_000);
    expect(surveys).toBe(3);
  });

  it('goes on after a survey that failed, and ends when it is told to', async () => {
    fails = true;
    watch.start();
    await look();
    expect(told()).toMatchObject([['warn', 'the pools could not be surveyed', {}]]);
    fails = false;
    await bind(1, 10);
    await look();
    expect(told()).toHaveLength(2);
    watch.stop();
    await look(60 * MINUTE);
    expect(surveys).toBe(2);
  });

  it('has the level of each pool kept when it changes, and tries again what was not kept', async () => {
    watch.start();
    await look();
    const [empty, parcels] = [
      ['empty', 'roomy', 0],
      ['parcels', 'roomy', 1],
    ];
    expect(levels.splice(0)).toEqual([['cars', 'roomy', 10], empty, parcels]);
    await bind(1, 10);
    takes = false;
    await look();
    expect(levels).toEqual([]);
    takes = true;
    await look();
    await look();
    expect(levels).toEqual([['cars', 'exhausted', 0]]);
  });
});
