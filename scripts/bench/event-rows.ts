import { z } from 'zod';
import { atLeast, atMost, type Measured, measured } from './measured.ts';

const events = z.object({
  headers: z.number(),
  bytesEach: z.number(),
  steady: z.object({
    perSecond: z.number(),
    lost: z.number(),
    lagP50Ms: z.number(),
    lagP99Ms: z.number(),
    lagLastMs: z.number(),
    cpuUsEach: z.number(),
  }),
  burst: z.object({ events: z.number(), lost: z.number(), perSecond: z.number(), cpuUsEach: z.number() }),
});

/** The switch itself looks for events so often while nobody wakes it, in milliseconds. */
const SWITCH_POLL_MS = 20;

/** The figures of bench-events.ts. */
export function eventRows(printed: unknown): readonly Measured[] {
  const { headers, steady, burst } = events.parse(printed);
  const at = `at ${steady.perSecond.toLocaleString('en')} a second`;
  const of = `of a burst of ${burst.events.toLocaleString('en')}`;
  return [
    measured(`events of ${headers} headers read, ${of}`, burst.perSecond, 'a second', atLeast(10_000)),
    measured(`events lost, ${of}`, burst.lost, 'events', atMost(0)),
    measured(`lag, p50, ${at}`, steady.lagP50Ms, 'ms'),
    measured(`lag, p99, ${at}`, steady.lagP99Ms, 'ms', atMost(SWITCH_POLL_MS)),
    measured(`lag in the last second, p50, ${at}`, steady.lagLastMs, 'ms'),
    measured(`events lost, ${at}`, steady.lost, 'events', atMost(0)),
    measured(`processor time of an event, ${at}`, steady.cpuUsEach, 'us'),
  ];
}
