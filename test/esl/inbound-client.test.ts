import { describe, expect, it } from 'vitest';
import { api } from '../../src/esl/codec/command-encoder.ts';
import { EslEncodingError } from '../../src/esl/codec/errors.ts';
import { InboundClient } from '../../src/esl/inbound-client.ts';
import { answerAll, linkBench, outcome, POLL } from './link-bench.ts';
import {
  apiResponse,
  commandReply,
  DISCONNECT_NOTICE,
  GREETING,
  plainEvent,
  REFUSED,
  RUDE_REJECTION,
} from './wire.ts';

const PARK = plainEvent({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': 'u-1' });

describe('a link that comes up', () => {
  it('greets, authenticates, subscribes with HEARTBEAT first, reconciles, and is then ready', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await answerAll(peer);
    });
    bench.client.start();
    await bench.reach('ready');
    expect(bench.states.map((state) => state.tag)).toEqual([
      'connecting',
      'authenticating',
      'subscribing',
      'reconciling',
      'ready',
    ]);
    expect(bench.scripted.peers[0]?.commands).toEqual([
      'auth example-secret',
      'event plain HEARTBEAT CHANNEL_PARK',
    ]);
    expect(await outcome(bench.client.send(api('status')))).toBe('ok: api status');
  });

  it('has the switch leave out what no filter lets through, but for HEARTBEAT, before it subscribes', async () => {
    const bench = await linkBench(
      async (peer) => {
        await peer.logIn();
        await answerAll(peer);
      },
      { filters: [['Call-Direction', 'outbound']] },
    );
    bench.client.start();
    await bench.reach('ready');
    expect(bench.scripted.peers[0]?.commands.slice(1)).toEqual([
      'filter Event-Name HEARTBEAT',
      'filter Call-Direction outbound',
      'event plain HEARTBEAT CHANNEL_PARK',
    ]);
  });

  it('hands out events from the subscription on, with their generation, before it is ready', async () => {
    let finish = (): void => {};
    const bench = await linkBench(
      async (peer) => {
        await peer.logIn();
        peer.send(PARK);
      },
      {
        reconcile: () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      },
    );
    bench.client.start();
    await bench.sawEvents(1);
    expect(bench.client.state.tag).toBe('reconciling');
    expect(bench.events).toEqual([{ name: 'CHANNEL_PARK', generation: 1 }]);
    finish();
    await bench.reach('ready');
  });

  it('takes commands of the reconciliation only until it is ready', async () => {
    const replies: string[] = [];
    const bench = await linkBench(
      async (peer) => {
        await peer.logIn();
        await answerAll(peer);
      },
      {
        reconcile: async (link) => {
          replies.push(`${link.generation} ${await outcome(link.send(api('show channels as json')))}`);
          replies.push(await outcome(bench.client.send(api('status'))));
        },
      },
    );
    expect(await outcome(bench.client.send(api('status')))).toBe('not sent: not-ready');
    bench.client.start();
    await bench.reach('ready');
    expect(replies).toEqual(['1 ok: api show channels as json', 'not sent: not-ready']);
  });

  it('refuses a password or an event name that cannot be encoded before anything is opened', () => {
    const options = {
      host: '127.0.0.1',
      port: 1,
      password: 'secret\napi shutdown',
      events: [],
      onEvent() {},
      onState() {},
      reconcile: async () => {},
    };
    expect(() => new InboundClient(options)).toThrow(EslEncodingError);
    expect(() => new InboundClient({ ...options, password: 'x', events: ['A\nB'] })).toThrow(
      EslEncodingError,
    );
  });

  it('reads replies and events that come in one packet in their order', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await peer.command();
      peer.send(Buffer.concat([PARK, Buffer.from(apiResponse('+OK done\n')), PARK]));
    });
    bench.client.start();
    await bench.reach('ready');
    expect(await outcome(bench.client.send(api('status')))).toBe('ok: done');
    expect(bench.events).toHaveLength(2);
  });
});

describe('a link that is refused', () => {
  it('ends for good when the password is wrong, though the notice comes in the same packet', async () => {
    const bench = await linkBench(async (peer) => {
      peer.send(GREETING);
      await peer.command();
      peer.send(REFUSED + DISCONNECT_NOTICE);
      peer.socket.end();
    });
    bench.client.start();
    expect((await bench.reach('closed')).reason).toBe('authentication-refused');
    bench.timers.advance(3_600_000);
    expect(bench.scripted.peers).toHaveLength(1);
    expect(bench.timers.pending).toBe(0);
    expect(await outcome(bench.client.send(api('status')))).toBe('not sent: not-ready');
  });

  it('ends for good when the switch rejects the address', async () => {
    const bench = await linkBench((peer) => {
      peer.send(RUDE_REJECTION + DISCONNECT_NOTICE);
      peer.socket.end();
    });
    bench.client.start();
    expect((await bench.reach('closed')).reason).toBe('rejected');
    expect(bench.timers.pending).toBe(0);
  });

  it('ends for good when a filter is refused', async () => {
    const bench = await linkBench(
      async (peer) => {
        peer.send(GREETING);
        await peer.command();
        peer.send(commandReply('+OK accepted'));
        await peer.command();
        peer.send(commandReply('-ERR invalid syntax'));
        await peer.closed();
      },
      { filters: [['Call-Direction', 'outbound']] },
    );
    bench.client.start();
    expect((await bench.reach('closed')).reason).toBe('subscription-refused');
  });

  it('ends for good when the subscription is refused', async () => {
    const bench = await linkBench(async (peer) => {
      peer.send(GREETING);
      await peer.command();
      peer.send(commandReply('+OK accepted'));
      await peer.command();
      peer.send(commandReply('-ERR no keywords supplied'));
    });
    bench.client.start();
    expect((await bench.reach('closed')).reason).toBe('subscription-refused');
  });
});

describe('a stop', () => {
  it('takes no more commands, lets those under way finish in order, and closes', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await answerAll(peer);
    });
    bench.client.start();
    await bench.reach('ready');
    const under = ['a', 'b', 'c'].map((line) => outcome(bench.client.send(api(line))));
    const stopped = bench.client.stop();
    const refused = outcome(bench.client.send(api('d')));
    expect(await refused).toBe('not sent: draining');
    expect(await Promise.all(under)).toEqual(['ok: api a', 'ok: api b', 'ok: api c']);
    await stopped;
    expect(bench.client.state).toEqual({ tag: 'closed', reason: 'stopped' });
    await bench.scripted.peers[0]?.closed();
    expect(bench.timers.pending).toBe(0);
  });

  it('can be asked for twice, and before the start', async () => {
    const bench = await linkBench(() => {});
    await Promise.all([bench.client.stop(), bench.client.stop()]);
    await bench.client.stop();
    bench.client.start();
    expect(bench.client.state).toEqual({ tag: 'closed', reason: 'stopped' });
    expect(bench.scripted.peers).toHaveLength(0);
  });

  it('ends a link that waits, and leaves no timer behind', async () => {
    const bench = await linkBench((peer) => peer.drop());
    bench.client.start();
    await bench.reach('waiting');
    await bench.client.stop();
    expect(bench.timers.pending).toBe(0);
    expect(bench.states.at(-1)).toEqual({ tag: 'closed', reason: 'stopped' });
  });

  it('from within a change of state comes after that change is done, and leaves nothing behind', async () => {
    const bench = await linkBench(() => {}, {
      onState: (state) => {
        if (state.tag === 'connecting') void bench.client.stop();
      },
    });
    bench.client.start();
    expect(bench.states.map((state) => state.tag)).toEqual(['connecting', 'closed']);
    expect(bench.timers.pending).toBe(0);
  });

  it.each(['connecting', 'authenticating', 'subscribing', 'reconciling'] as const)(
    'ends a link that is %s',
    async (tag) => {
      const bench = await linkBench(
        async (peer) => {
          if (tag === 'connecting') return;
          peer.send(GREETING);
          await peer.command();
          if (tag === 'authenticating') return;
          peer.send(commandReply('+OK accepted'));
          await peer.command();
          if (tag === 'subscribing') return;
          peer.send(commandReply('+OK event listener enabled plain'));
        },
        { reconcile: async (link) => void (await outcome(link.send(api('x')))) },
      );
      bench.client.start();
      await bench.reach(tag);
      await bench.client.stop();
      expect(bench.client.state).toEqual({ tag: 'closed', reason: 'stopped' });
      expect(bench.timers.pending).toBe(0);
    },
  );
});

describe('waking the switch', () => {
  it('writes one line feed that takes no place among the replies', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await answerAll(peer);
    });
    expect(bench.client.wake()).toBe(false);
    bench.client.start();
    await bench.reach('ready');
    expect(bench.client.wake()).toBe(true);
    expect(await outcome(bench.client.send(api('status')))).toBe('ok: api status');
    expect(bench.scripted.peers[0]?.lineFeeds).toBe(1);
    expect(bench.scripted.peers[0]?.commands.at(-1)).toBe('api status');
  });

  it('writes nothing while a command is in flight', async () => {
    const bench = await linkBench(async (peer) => {
      await peer.logIn();
      await peer.command();
    });
    bench.client.start();
    await bench.reach('ready');
    const command = outcome(bench.client.send(api('slow')));
    expect(bench.client.wake()).toBe(false);
    bench.timers.advance(10_000);
    expect(await command).toBe('unknown: reply-overdue');
    expect(bench.scripted.peers[0]?.lineFeeds).toBe(0);
  });
});

describe('a listener that throws', () => {
  it('is as loud as before, and stops neither the stream nor the link', async () => {
    const loud: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => loud.push(error));
    try {
      const bench = await linkBench(
        async (peer) => {
          await peer.logIn();
          peer.send(Buffer.concat([PARK, PARK]));
        },
        {
          onEvent: () => {
            throw new Error('listener fault');
          },
        },
      );
      bench.client.start();
      await bench.sawEvents(2);
      await expect.poll(() => loud, POLL).toHaveLength(2);
      await bench.reach('ready');
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const other of others) process.on('uncaughtException', other);
    }
  });
});
