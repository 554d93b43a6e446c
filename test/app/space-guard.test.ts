import { beforeEach, describe, expect, it } from 'vitest';
import { SpaceGuard } from '../../src/app/recordings/space-guard.ts';
import { HandClock, KeptLog } from './switchboard.ts';

describe('the guard of the room for recordings', () => {
  let free: Record<string, number> | null;
  let clock: HandClock;
  let log: KeptLog;
  let guard: SpaceGuard;

  beforeEach(() => {
    [free, clock, log] = [{ spool: 2000, directory: 2000 }, new HandClock(), new KeptLog()];
    guard = new SpaceGuard({
      look: async () => {
        if (free === null) throw new Error('EIO');
        return Object.entries(free).map(([place, freeBytes]) => ({ place, freeBytes }));
      },
      leastBytes: () => 1000,
      clock,
      log,
    });
  });

  async function see(bytes: Record<string, number> | null): Promise<boolean> {
    free = bytes;
    await guard.look();
    return guard.mayRecord();
  }

  it('lets calls be recorded before it has looked, and while there is room in both places', async () => {
    expect(guard.mayRecord()).toBe(true);
    expect(await see({ spool: 1000, directory: 1000 })).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('stops when either is short, says so once, and begins again only with some room more', async () => {
    expect(await see({ spool: 5000, directory: 999 })).toBe(false);
    expect(await see({ spool: 5000, directory: 998 })).toBe(false);
    expect(await see({ spool: 5000, directory: 1249 })).toBe(false);
    expect(await see({ spool: 5000, directory: 1250 })).toBe(true);
    expect(await see({ spool: 999, directory: 5000 })).toBe(false);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info', 'warn']);
  });

  it('stops while nobody can tell', async () => {
    expect(await see(null)).toBe(false);
    expect(log.lines[0]?.fields).toMatchObject({ because: 'EIO' });
    expect(await see({ spool: 2000, directory: 2000 })).toBe(true);
  });

  it('looks every few seconds until it is stopped', async () => {
    await guard.start();
    free = { spool: 0, directory: 0 };
    clock.advance(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(guard.mayRecord()).toBe(false);
    expect(guard.space).toEqual([
      { place: 'spool', freeBytes: 0 },
      { place: 'directory', freeBytes: 0 },
    ]);
    guard.stop();
    free = { spool: 5000, directory: 5000 };
    clock.advance(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(guard.mayRecord()).toBe(false);
  });
});
