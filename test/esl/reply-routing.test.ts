import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { api } from '../../src/esl/codec/command-encoder.ts';
import { InboundClient } from '../../src/esl/inbound-client.ts';
import { outcome } from './link-bench.ts';
import { ScriptedSwitch } from './scripted-switch.ts';
import { apiResponse, plainEvent } from './wire.ts';

const EVENT = plainEvent({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': 'u-1' });

/** What a connection does: answers so many commands and is then dropped, before or after reading the next. */
interface Life {
  readonly answers: number;
  readonly readsOneMore: boolean;
}

/** Runs `count` commands over connections with these lives; the one after them holds. */
async function run(lives: readonly Life[], count: number): Promise<{ results: string[]; read: string[] }> {
  const read: string[] = [];
  const scripted = await ScriptedSwitch.listen(async (peer, number) => {
    await peer.logIn();
    const life = lives[number - 1];
    for (let answered = 0; life === undefined || answered < life.answers; answered += 1) {
      const command = await peer.command();
      read.push(command);
      peer.send(Buffer.concat([EVENT, Buffer.from(apiResponse(`+OK ${command}\n`)), EVENT]));
    }
    if (life.readsOneMore) read.push(await peer.command());
    peer.socket.end();
  });
  const results: string[] = [];
  const finished = Promise.withResolvers<void>();
  let given = 0;
  /** Keeps commands under way: each that has an outcome is followed by the next. */
  const giveNext = async (): Promise<void> => {
    if (client.state.tag !== 'ready') return;
    given += 1;
    const line = `command-${given}`;
    const result = await outcome(client.send(api(line)));
    if (!result.startsWith('not sent')) results.push(`${line} -> ${result}`);
    if (results.length >= count) finished.resolve();
    else await giveNext();
  };
  const client: InboundClient = new InboundClient({
    host: '127.0.0.1',
    port: scripted.port,
    password: 'example-secret',
    events: ['CHANNEL_PARK'],
    random: () => 0,
    reconcile: async () => {},
    onEvent() {},
    onState: (state) => {
      if (state.tag === 'ready') for (let under = 0; under < 3; under += 1) void giveNext();
    },
  });
  client.start();
  await finished.promise;
  await client.stop();
  await scripted.close().catch(() => {});
  return { results, read };
}

describe('over connections that are dropped at any command', () => {
  it('every reply reaches the command that it answers, and no command is read twice', {
    timeout: 60_000,
  }, async () => {
    const life = fc.record({ answers: fc.nat({ max: 6 }), readsOneMore: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 5 }), async (lives) => {
        const { results, read } = await run(lives, 20);
        for (const result of results) {
          const [line, became] = result.split(' -> ');
          expect([`ok: api ${line}`, 'unknown: connection-closed']).toContain(became);
        }
        expect(new Set(read).size).toBe(read.length);
      }),
      { numRuns: 40 },
    );
  });
});
