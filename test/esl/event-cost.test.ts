import { describe, expect, it } from 'vitest';
import { eventMoulds } from '../../scripts/bench/switch-events.ts';
import { eventToFact } from '../../src/adapters/freeswitch/event-to-fact.ts';
import { EventView } from '../../src/esl/codec/event-view.ts';
import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { parseHeaderLine } from '../../src/esl/codec/header-line.ts';

const ROUNDS = 5;
const EVENTS = 1500;

function cpuUsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

/** The least of several rounds, in turns: what else the machine does only ever adds, and befalls both. */
function ratioOf(one: () => void, other: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => [cpuUsOf(one), cpuUsOf(other)] as const);
  return Math.min(...rounds.map(([used]) => used)) / Math.min(...rounds.map(([, used]) => used));
}

/** What reading an event cost when a table of all its headers was made. */
function takeApart(body: Uint8Array): number {
  const table = new Map<string, { name: string; raw: string }>();
  for (const line of Buffer.from(body).toString('utf8').split('\n')) {
    const header = parseHeaderLine(line);
    const key = header?.name.toLowerCase();
    if (header !== undefined && key !== undefined && !table.has(key))
      table.set(key, { name: header.name, raw: header.value });
  }
  return table.size;
}

describe('what an event costs', () => {
  it('is about that of taking its headers apart once, however many are asked for', () => {
    const [mould] = eventMoulds();
    const [frame] = new FrameDecoder().push(mould?.frame ?? Buffer.alloc(0));
    const body = frame?.body ?? new Uint8Array(0);
    const bodies = Array.from({ length: EVENTS }, () => body);
    let understood = 0;
    const read = (): void => {
      for (const one of bodies) {
        const event = EventView.fromPlain(one);
        if (eventToFact(event.name, event) !== null) understood += 1;
      }
    };
    const apart = (): void => {
      for (const one of bodies) if (takeApart(one) < 150) throw new Error('too few headers');
    };
    expect(ratioOf(read, apart)).toBeLessThan(3);
    expect(understood).toBe(EVENTS * ROUNDS);
  });
});
