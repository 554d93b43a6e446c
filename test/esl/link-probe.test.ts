import { describe, expect, it } from 'vitest';
import { api } from '../../src/esl/codec/command-encoder.ts';
import { LinkProbe } from '../../src/esl/link-probe.ts';
import { HalfOpenProxy } from '../support/half-open-proxy.ts';
import { FakeTimers } from './fake-timers.ts';
import { answerAll, linkBench } from './link-bench.ts';

function bench() {
  const timers = new FakeTimers();
  const asked: number[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const ask = (): Promise<void> => {
    asked.push(timers.now());
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  };
  const probe = new LinkProbe({ timers, silentMs: 2_000, ask });
  const answer = async (): Promise<void> => {
    answers.at(-1)?.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { timers, asked, answers, answer, probe };
}

describe('the probe of a link', () => {
  it('asks when nothing was heard for a while, and again a while after the answer', async () => {
    const { timers, asked, answer, probe } = bench();
    probe.start();
    timers.advance(1_999);
    expect(asked).toEqual([]);
    timers.advance(1);
    expect(asked).toEqual([2_000]);
    timers.advance(500);
    await answer();
    timers.advance(10_000);
    expect(asked).toEqual([2_000, 4_500]);
  });

  it('asks nothing while there is traffic', () => {
    const { timers, asked, probe } = bench();
    probe.start();
    for (let beat = 0; beat < 20; beat += 1) {
      timers.advance(1_500);
      probe.noteHeard();
    }
    expect(asked).toEqual([]);
    timers.advance(2_000);
    expect(asked).toHaveLength(1);
  });

  it('has one question open at a time, and none nor a timer after it was stopped', async () => {
    const { timers, asked, answers, answer, probe } = bench();
    probe.start();
    timers.advance(60_000);
    expect(asked).toHaveLength(1);
    probe.stop();
    answers[0]?.reject(new Error('the connection ended'));
    await answer();
    timers.advance(60_000);
    expect(asked).toHaveLength(1);
    expect(timers.pending).toBe(0);
    probe.start();
    timers.advance(2_000);
    expect(asked).toHaveLength(2);
  });

  it('ends a half-open connection after its silence and the deadline of a command', async () => {
    const direct = await linkBench(async (peer) => {
      await peer.logIn();
      await answerAll(peer);
    });
    const proxy = await HalfOpenProxy.listen(direct.scripted.port);
    const link = await linkBench(() => {}, { port: proxy.port, commandDeadlineMs: 1_000 });
    link.client.start();
    await link.reach('ready');
    const probe = new LinkProbe({
      timers: link.timers,
      silentMs: 500,
      ask: () => link.client.send(api('hostname')),
    });
    probe.start();
    proxy.freeze();
    link.timers.advance(500);
    link.timers.advance(1_000);
    expect(await link.reach('waiting')).toMatchObject({ because: 'reply-overdue' });
    probe.stop();
    await link.client.stop();
    await proxy.close();
  });
});
