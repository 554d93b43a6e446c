import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { api, sendMessage } from '../../src/esl/codec/command-encoder.ts';
import { EslNotSentError, EslUnknownOutcomeError } from '../../src/esl/codec/errors.ts';
import { CommandQueue } from '../../src/esl/command-queue.ts';
import type { EslReply } from '../../src/esl/reply.ts';
import { FakeTimers } from './fake-timers.ts';

interface Bench {
  readonly timers: FakeTimers;
  readonly queue: CommandQueue;
  readonly written: string[];
  overdue: number;
}

function bench(queueLimit = 100): Bench {
  const timers = new FakeTimers();
  const written: string[] = [];
  const queue: CommandQueue = new CommandQueue({
    timers,
    queueLimit,
    write: (bytes) => written.push(Buffer.from(bytes).toString('utf8').trimEnd()),
    onOverdue: () => {
      result.overdue += 1;
      queue.close('reply-overdue');
    },
  });
  const result: Bench = { timers, queue, written, overdue: 0 };
  return result;
}

/** What became of each command, in the words of the errors. */
function outcomes(promises: readonly Promise<EslReply>[]): Promise<string[]> {
  return Promise.all(
    promises.map((promise) =>
      promise.then(
        (reply) => reply.text,
        (error: unknown) => {
          if (error instanceof EslNotSentError) return `not sent: ${error.reason}`;
          if (error instanceof EslUnknownOutcomeError) return `unknown: ${error.reason}`;
          throw error;
        },
      ),
    ),
  );
}

function done(text: string): EslReply {
  return { ok: true, mark: '+OK', text };
}

describe('the command queue', () => {
  it('writes one command at a time, in order, each after the reply to the one before', async () => {
    const { queue, written } = bench();
    const promises = ['a', 'b', 'c'].map((line) => queue.send(api(line), 1_000));
    expect(written).toEqual(['api a']);
    queue.settle(done('A'));
    expect(written).toEqual(['api a', 'api b']);
    queue.settle(done('B'));
    queue.settle(done('C'));
    expect(written).toEqual(['api a', 'api b', 'api c']);
    expect(await outcomes(promises)).toEqual(['A', 'B', 'C']);
  });

  it('refuses what is over its limit, and counts the one in flight apart', async () => {
    const { queue, written } = bench(2);
    const promises = ['a', 'b', 'c', 'd'].map((line) => queue.send(api(line), 1_000));
    queue.settle(done('A'));
    queue.settle(done('B'));
    queue.settle(done('C'));
    expect(await outcomes(promises)).toEqual(['A', 'B', 'C', 'not sent: queue-full']);
    expect(written).not.toContain('api d');
  });

  it('writes what must not wait before all that waits, also when there is no room for more', async () => {
    const { queue, written } = bench(2);
    const promises = ['a', 'b', 'c'].map((line) => queue.send(api(line), 1_000));
    promises.push(queue.send(api('now'), 1_000, 'first'));
    for (const reply of ['A', 'NOW', 'B', 'C']) queue.settle(done(reply));
    expect(written).toEqual(['api a', 'api now', 'api b', 'api c']);
    expect(await outcomes(promises)).toEqual(['A', 'B', 'C', 'NOW']);
  });

  it('takes a command with no room to wait when nothing is in flight', async () => {
    const { queue } = bench(0);
    const promises = [queue.send(api('a'), 1_000), queue.send(api('b'), 1_000)];
    queue.settle(done('A'));
    expect(await outcomes(promises)).toEqual(['A', 'not sent: queue-full']);
  });

  it('ends the connection when a written command is not answered at its deadline', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('originate'), 1_000), rig.queue.send(api('b'), 60_000)];
    rig.timers.advance(999);
    expect(rig.overdue).toBe(0);
    rig.timers.advance(1);
    expect(rig.overdue).toBe(1);
    expect(await outcomes(promises)).toEqual(['unknown: reply-overdue', 'not sent: connection-closed']);
    expect(rig.written).toEqual(['api originate']);
    expect(rig.timers.pending).toBe(0);
  });

  it('drops a command that waited too long before it is written, and never writes it later', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('slow'), 60_000), rig.queue.send(api('originate'), 1_000)];
    rig.timers.advance(1_000);
    rig.queue.settle(done('slow'));
    expect(rig.written).toEqual(['api slow']);
    expect(await outcomes(promises)).toEqual(['slow', 'not sent: expired-in-queue']);
    expect(rig.overdue).toBe(0);
  });

  it('does not write what waits to be said to a channel that has ended, and writes all else', async () => {
    const rig = bench();
    const hangUp = (channel: string) =>
      rig.queue.send(sendMessage(channel, [['call-command', 'hangup']]), 1_000);
    const promises = [hangUp('one'), hangUp('two'), rig.queue.send(api('two'), 1_000), hangUp('three')];
    for (const channel of ['one', 'two', 'four']) rig.queue.withdraw(channel);
    for (const reply of ['1', '2', '3']) rig.queue.settle(done(reply));
    expect(await outcomes(promises)).toEqual(['1', 'not sent: channel-gone', '2', '3']);
    expect(rig.written).toHaveLength(3);
    expect(rig.timers.pending).toBe(0);
  });

  it('does not write a command whose reply could hardly be in time', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('slow'), 60_000), rig.queue.send(api('late'), 1_000)];
    rig.timers.advance(750);
    rig.queue.settle(done('slow'));
    expect(rig.written).toEqual(['api slow']);
    expect(await outcomes(promises)).toEqual(['slow', 'not sent: expired-in-queue']);
  });

  it('counts the deadline of a command that waited from when it was given', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('slow'), 60_000), rig.queue.send(api('b'), 1_000)];
    rig.timers.advance(700);
    rig.queue.settle(done('slow'));
    rig.timers.advance(299);
    expect(rig.overdue).toBe(0);
    rig.timers.advance(1);
    expect(await outcomes(promises)).toEqual(['slow', 'unknown: reply-overdue']);
  });

  it('lets a process that was stopped read the reply before it calls it overdue', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('a'), 1_000)];
    rig.timers.stall(30_000);
    expect(rig.overdue).toBe(0);
    rig.queue.settle(done('A'));
    rig.timers.advance(60_000);
    expect(await outcomes(promises)).toEqual(['A']);
    expect(rig.overdue).toBe(0);
  });

  it('waits no more than once for a process that was stopped', async () => {
    const rig = bench();
    const promises = [rig.queue.send(api('a'), 1_000)];
    rig.timers.stall(30_000);
    rig.timers.advance(50);
    expect(await outcomes(promises)).toEqual(['unknown: reply-overdue']);
  });

  it('settles everything when the connection closes, and takes nothing after it', async () => {
    const rig = bench();
    const promises = ['a', 'b', 'c'].map((line) => rig.queue.send(api(line), 1_000));
    rig.queue.close('connection-closed');
    promises.push(rig.queue.send(api('d'), 1_000));
    expect(await outcomes(promises)).toEqual([
      'unknown: connection-closed',
      'not sent: connection-closed',
      'not sent: connection-closed',
      'not sent: connection-closed',
    ]);
    expect(rig.timers.pending).toBe(0);
  });

  it('is idle when nothing waits or is in flight any more', async () => {
    const rig = bench();
    const seen: string[] = [];
    const promise = rig.queue.send(api('a'), 1_000);
    const idle = rig.queue.idle().then(() => seen.push('idle'));
    await Promise.resolve();
    expect(seen).toEqual([]);
    rig.queue.settle(done('A'));
    await Promise.all([promise, idle]);
    expect(seen).toEqual(['idle']);
    await rig.queue.idle();
  });

  it('names the command in its errors, not its text', async () => {
    const rig = bench();
    const promise = rig.queue.send(api('originate loopback/+8613800138001'), 1_000);
    rig.queue.close('connection-closed');
    await expect(promise).rejects.toThrow('api was sent and its outcome is unknown: connection closed');
  });
});

describe('any sequence of commands, replies, waits and an end', () => {
  type Move = { send: number } | 'reply' | { wait: number } | 'close';
  const move = fc.oneof(
    { weight: 5, arbitrary: fc.record({ send: fc.integer({ min: 1, max: 400 }) }) },
    { weight: 5, arbitrary: fc.constant('reply' as const) },
    { weight: 3, arbitrary: fc.record({ wait: fc.integer({ min: 0, max: 200 }) }) },
    { weight: 1, arbitrary: fc.constant('close' as const) },
  );

  it('settles every command exactly once: with its own reply if it was answered, as not sent if it was not written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves: readonly Move[]) => {
        const rig = bench(5);
        const promises: Promise<EslReply>[] = [];
        let answered = 0;
        for (const next of moves) {
          if (next === 'close') rig.queue.close('connection-closed');
          else if (next === 'reply') {
            if (rig.queue.inFlight === undefined) continue;
            // Replies carry no id: the switch answers what it read, in that order.
            rig.queue.settle(done(rig.written[answered] ?? 'nothing was written'));
            answered += 1;
          } else if ('send' in next) promises.push(rig.queue.send(api(`c${promises.length}`), next.send));
          else rig.timers.advance(next.wait);
        }
        rig.queue.close('connection-closed');
        const results = await outcomes(promises);
        for (const [index, result] of results.entries()) {
          const line = `api c${index}`;
          if (rig.written.includes(line)) expect([line, `unknown: ${result.slice(9)}`]).toContain(result);
          else expect(result).toMatch(/^not sent: /);
        }
        expect(new Set(rig.written).size).toBe(rig.written.length);
        expect(results.filter((result) => result.startsWith('api '))).toHaveLength(answered);
        expect(rig.timers.pending).toBe(0);
      }),
    );
  });
});
