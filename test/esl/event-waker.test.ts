import { describe, expect, it } from 'vitest';
import { EventWaker, type EventWakerOptions } from '../../src/esl/event-waker.ts';
import { FakeTimers } from './fake-timers.ts';

function bench(options: Omit<EventWakerOptions, 'timers'> = {}) {
  const timers = new FakeTimers();
  const wakes: number[] = [];
  const link = {
    wake(): boolean {
      wakes.push(timers.now());
      return true;
    },
  };
  return { timers, wakes, waker: new EventWaker(link, { timers, ...options }) };
}

describe('the event waker', () => {
  it('wakes the switch every 2 ms after traffic', () => {
    const { timers, wakes, waker } = bench();
    waker.start();
    waker.noteTraffic();
    timers.advance(10);
    expect(wakes).toEqual([2, 4, 6, 8, 10]);
  });

  it('sets no timer before there is traffic', () => {
    const { timers, waker } = bench();
    waker.start();
    expect(timers.pending).toBe(0);
  });

  it('ends some time after the last traffic, and begins again with the next', () => {
    const { timers, wakes, waker } = bench({ intervalMs: 10, activeForMs: 50 });
    waker.start();
    waker.noteTraffic();
    timers.advance(25);
    waker.noteTraffic();
    timers.advance(1_000);
    expect(wakes).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(timers.pending).toBe(0);
    waker.noteTraffic();
    timers.advance(10);
    expect(wakes.at(-1)).toBe(1_035);
  });

  it('keeps one timer, however much traffic there is', () => {
    const { timers, wakes, waker } = bench();
    waker.start();
    for (let event = 0; event < 100; event += 1) waker.noteTraffic();
    expect(timers.pending).toBe(1);
    timers.advance(2);
    expect(wakes).toHaveLength(1);
  });

  it('can be told to go on for ever', () => {
    const { timers, wakes, waker } = bench({ intervalMs: 1_000, activeForMs: Number.POSITIVE_INFINITY });
    waker.start();
    timers.advance(3_600_000);
    expect(wakes).toHaveLength(3_600);
  });

  it('does nothing before it is started and after it is stopped', () => {
    const { timers, wakes, waker } = bench();
    waker.noteTraffic();
    timers.advance(100);
    waker.start();
    waker.noteTraffic();
    waker.stop();
    waker.noteTraffic();
    timers.advance(100);
    expect(wakes).toEqual([]);
    expect(timers.pending).toBe(0);
  });
});
