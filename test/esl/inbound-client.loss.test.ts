import { describe, expect, it } from 'vitest';
import { api, sendMessage } from '../../src/esl/codec/command-encoder.ts';
import { HalfOpenProxy } from '../support/half-open-proxy.ts';
import { answerAll, linkBench, outcome, POLL } from './link-bench.ts';
import type { SwitchPeer } from './scripted-switch.ts';
import { apiResponse, commandReply, DISCONNECT_NOTICE, GREETING, plainEvent } from './wire.ts';

const PARK = plainEvent({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': 'u-1' });

describe('a link that is lost', () => {
  type Stage = readonly [name: string, script: (peer: SwitchPeer) => Promise<void>];
  const stages: readonly Stage[] = [
    ['before the greeting', async (peer) => peer.drop()],
    [
      'while authenticating',
      async (peer) => {
        peer.send(GREETING);
        await peer.command();
        peer.drop();
      },
    ],
    [
      'while subscribing',
      async (peer) => {
        peer.send(GREETING);
        await peer.command();
        peer.send(commandReply('+OK accepted'));
        await peer.command();
        peer.drop();
      },
    ],
    [
      'while reconciling',
      async (peer) => {
        await peer.logIn();
        await peer.command();
        peer.drop();
      },
    ],
    [
      'in the middle of a header',
      async (peer) => {
        peer.send('Content-Type: auth/requ');
        peer.socket.end();
      },
    ],
    [
      'by a disconnect notice',
      async (peer) => {
        await peer.logIn();
        await peer.command();
        peer.send(DISCONNECT_NOTICE);
      },
    ],
  ];

  it.each(stages)('%s comes back with a new generation, subscribes and reconciles again', async (_, drop) => {
    const reconciled: number[] = [];
    const bench = await linkBench(
      async (peer, number) => {
        if (number === 1) return drop(peer);
        await peer.logIn();
        await answerAll(peer);
      },
      {
        reconcile: async (link) => {
          await link.send(api('show channels as json'));
          reconciled.push(link.generation);
        },
      },
    );
    bench.client.start();
    const waiting = await bench.reach('waiting');
    expect(waiting).toMatchObject({ generation: 1, attempt: 1, delayMs: 125 });
    bench.timers.advance(waiting.delayMs - 1);
    expect(bench.scripted.peers).toHaveLength(1);
    bench.timers.advance(1);
    expect(await bench.reach('ready')).toMatchObject({ generation: 2 });
    expect(reconciled).toEqual([2]);
    expect(bench.scripted.peers[1]?.commands[1]).toBe('event plain HEARTBEAT CHANNEL_PARK');
  });

  it('when no switch listens says so, and tries again after longer and longer pauses', async () => {
    const bench = await linkBench(() => {});
    await bench.scripted.close();
    bench.client.start();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const waiting = await bench.reach('waiting');
      expect(waiting).toMatchObject({ because: 'connect-failed', detail: 'ECONNREFUSED' });
      pauses.push(waiting.delayMs);
      bench.timers.advance(waiting.delayMs);
    }
    expect(pauses).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('because the reconciliation failed is closed and tried again', async () => {
    const bench = await linkBench((peer) => peer.logIn(), {
      reconcile: () => {
        throw new Error('the list cannot be read');
      },
    });
    bench.client.start();
    expect(await bench.reach('waiting')).toMatchObject({
      because: 'reconcile-failed',
      detail: 'Error: the list cannot be read',
    });
    await bench.scripted.peers[0]?.closed();
  });

  it('settles what was written as unknown and what waited as not sent, and sends neither again', async () => {
    const bench = await linkBench(async (peer, number) => {
      await peer.logIn();
      if (number > 1) return answerAll(peer);
      await peer.command();
      peer.drop();
    });
    bench.client.start();
    await bench.reach('ready');
    const commands = ['originate DANGEROUS', 'uuid_kill u'].map((line) =>
      outcome(bench.client.send(api(line))),
    );
    expect(await Promise.all(commands)).toEqual([
      'unknown: connection-closed',
      'not sent: connection-closed',
    ]);
    const waiting = await bench.reach('waiting');
    bench.timers.advance(waiting.delayMs);
    await bench.reach('ready');
    expect(await outcome(bench.client.send(api('status')))).toBe('ok: api status');
    expect(bench.scripted.peers[1]?.commands.slice(2)).toEqual(['api status']);
  });

  it('sends nothing of a reconciliation that outlives its connection', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late: string[] = [];
    const bench = await linkBench(
      async (peer, number) => {
        await peer.logIn();
        if (number === 1) peer.drop();
      },
      {
        reconcile: async (link) => {
          if (link.generation > 1) return;
          await held;
          late.push(await outcome(link.send(api('uuid_kill u'))));
        },
      },
    );
    bench.client.start();
    const waiting = await bench.reach('waiting');
    bench.timers.advance(waiting.delayMs);
    await bench.reach('ready');
    release();
    await expect.poll(() => late, POLL).toEqual(['not sent: connection-closed']);
    expect(bench.client.state).toMatchObject({ tag: 'ready', generation: 2 });
    expect(bench.scripted.peers[1]?.commands).toHaveLength(2);
  });
});

describe('a stream that cannot be trusted', () => {
  const faults: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['rubbish', 'rubbish\n\n', 'malformed-header'],
    ['a reply to nothing', commandReply('+OK'), 'reply-without-command'],
    ['a second greeting', GREETING, 'unexpected-frame'],
  ];

  it.each(faults)('is left after %s, and what is behind it is not read', async (_, bytes, detail) => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      peer.send(Buffer.concat([PARK, Buffer.from(bytes), PARK]));
    });
    bench.client.start();
    expect(await bench.reach('waiting')).toMatchObject({ because: 'desync', detail });
    expect(bench.events).toHaveLength(1);
  });

  it('is left when events come before the greeting', async () => {
    const bench = await linkBench((peer) => peer.send(PARK));
    bench.client.start();
    expect(await bench.reach('waiting')).toMatchObject({ because: 'desync', detail: 'unexpected-frame' });
    expect(bench.events).toEqual([]);
  });

  it('still settles the reply that came before the fault', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await peer.command();
      peer.send(`${apiResponse('+OK done\n')}rubbish\n\n`);
    });
    bench.client.start();
    await bench.reach('ready');
    expect(await outcome(bench.client.send(api('originate x')))).toBe('ok: done');
    await bench.reach('waiting');
  });

  it('is left when the output of an api command answers another command', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await peer.command();
      peer.send(apiResponse('+OK\n'));
    });
    bench.client.start();
    await bench.reach('ready');
    expect(await outcome(bench.client.send(sendMessage('u-1', [['call-command', 'hangup']])))).toBe(
      'unknown: connection-closed',
    );
    expect(await bench.reach('waiting')).toMatchObject({ because: 'desync' });
  });

  it('is left when an api command is answered +OK without its output, and not when it is refused so', async () => {
    const answers = ['-ERR permission denied', '+OK'];
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      for (const answer of answers) {
        await peer.command();
        peer.send(commandReply(answer));
      }
    });
    bench.client.start();
    await bench.reach('ready');
    expect(await outcome(bench.client.send(api('a')))).toBe('refused: permission denied');
    expect(await outcome(bench.client.send(api('b')))).toBe('unknown: connection-closed');
  });

  it('is not left for an event that holds rubbish, or for a message that was never asked for', async () => {
    const json = '{"Event-Name":"HEARTBEAT"}';
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      peer.send(plainEvent({ 'Event-Name': 'SOMETHING_NEW', Bad: '%ED%A0%BD%' }, 'body'));
      peer.send(`Content-Length: ${json.length}\nContent-Type: text/event-json\n\n${json}`);
      peer.send('Content-Type: log/data\nContent-Length: 3\nLog-Level: 7\n\nlog');
      peer.send(PARK);
    });
    bench.client.start();
    await bench.sawEvents(2);
    expect(bench.events.map((event) => event.name)).toEqual(['SOMETHING_NEW', 'CHANNEL_PARK']);
    await bench.reach('ready');
  });
});

describe('deadlines', () => {
  it('close a connection whose written command is not answered; the late reply reaches nobody', async () => {
    const bench = await linkBench(
      async (peer, number) => {
        await peer.logIn();
        if (number > 1) return answerAll(peer);
        await peer.command();
      },
      { commandDeadlineMs: 1_000 },
    );
    bench.client.start();
    await bench.reach('ready');
    const slow = outcome(bench.client.send(api('slow')));
    await expect.poll(() => bench.scripted.peers[0]?.commands.length, POLL).toBe(3);
    bench.timers.advance(1_000);
    expect(await slow).toBe('unknown: reply-overdue');
    const waiting = await bench.reach('waiting');
    expect(waiting.because).toBe('reply-overdue');
    bench.scripted.peers[0]?.send(apiResponse('+OK slow\n'));
    bench.timers.advance(waiting.delayMs);
    await bench.reach('ready');
    expect(await outcome(bench.client.send(api('next')))).toBe('ok: api next');
  });

  it('can be given for one command', async () => {
    const bench = await linkBench((peer) => peer.logIn());
    bench.client.start();
    await bench.reach('ready');
    const promise = outcome(bench.client.send(api('quick'), 100));
    bench.timers.advance(100);
    expect(await promise).toBe('unknown: reply-overdue');
  });

  it('close a connection whose switch does not greet', async () => {
    const bench = await linkBench(() => {}, { connectDeadlineMs: 300 });
    bench.client.start();
    await expect.poll(() => bench.scripted.peers.length, POLL).toBe(1);
    bench.timers.advance(300);
    expect(await bench.reach('waiting')).toMatchObject({ because: 'greeting-overdue' });
  });

  it('close a connection that does not answer the password', async () => {
    const bench = await linkBench((peer) => peer.send(GREETING), { commandDeadlineMs: 300 });
    bench.client.start();
    await bench.reach('authenticating');
    bench.timers.advance(300);
    expect(await bench.reach('waiting')).toMatchObject({ because: 'reply-overdue' });
  });

  it('close a silent connection, and not one that beats', async () => {
    const bench = await linkBench((peer) => peer.logIn(), { heartbeatDeadlineMs: 1_000 });
    bench.client.start();
    await bench.reach('ready');
    for (let beat = 1; beat <= 3; beat += 1) {
      bench.timers.advance(900);
      bench.scripted.peers[0]?.send(plainEvent({ 'Event-Name': 'HEARTBEAT' }));
      await bench.sawEvents(beat);
    }
    bench.timers.advance(999);
    expect(bench.client.state.tag).toBe('ready');
    bench.timers.advance(1);
    expect(await bench.reach('waiting')).toMatchObject({ because: 'silent' });
  });
});

describe('a half-open connection', () => {
  it('is noticed by its silence and replaced, though neither side was told', async () => {
    const direct = await linkBench((peer) => peer.logIn());
    const proxy = await HalfOpenProxy.listen(direct.scripted.port);
    const bench = await linkBench(() => {}, { port: proxy.port, heartbeatDeadlineMs: 1_000 });
    bench.client.start();
    await bench.reach('ready');
    proxy.freeze();
    direct.scripted.peers[0]?.drop();
    bench.timers.advance(1_000);
    const waiting = await bench.reach('waiting');
    expect(waiting.because).toBe('silent');
    bench.timers.advance(waiting.delayMs);
    expect(await bench.reach('ready')).toMatchObject({ generation: 2 });
    expect(direct.scripted.peers).toHaveLength(2);
    await bench.client.stop();
    await proxy.close();
  });

  it('makes the outcome of a command unknown, and a stop still ends', async () => {
    const direct = await linkBench(async (peer) => {
      await peer.logIn();
      await answerAll(peer);
    });
    const proxy = await HalfOpenProxy.listen(direct.scripted.port);
    const bench = await linkBench(() => {}, { port: proxy.port, commandDeadlineMs: 1_000 });
    bench.client.start();
    await bench.reach('ready');
    proxy.freeze();
    const command = outcome(bench.client.send(api('originate x')));
    const stopped = bench.client.stop();
    expect(bench.client.state.tag).toBe('draining');
    bench.timers.advance(1_000);
    expect(await command).toBe('unknown: reply-overdue');
    await stopped;
    expect(bench.client.state).toEqual({ tag: 'closed', reason: 'stopped' });
    await proxy.close();
  });
});
