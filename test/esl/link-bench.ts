import { onTestFinished } from 'vitest';
import { EslNotSentError, EslUnknownOutcomeError } from '../../src/esl/codec/errors.ts';
import type { EventView } from '../../src/esl/codec/event-view.ts';
import { InboundClient, type InboundClientOptions } from '../../src/esl/inbound-client.ts';
import type { LinkState } from '../../src/esl/link-state.ts';
import type { EslReply } from '../../src/esl/reply.ts';
import { FakeTimers } from './fake-timers.ts';
import { type Script, ScriptedSwitch, type SwitchPeer } from './scripted-switch.ts';
import { apiResponse } from './wire.ts';

/** A client, the switch that it talks to over a real socket, and the time that both see. */
export interface LinkBench {
  readonly client: InboundClient;
  readonly timers: FakeTimers;
  readonly scripted: ScriptedSwitch;
  readonly states: readonly LinkState[];
  readonly events: readonly { readonly name: string; readonly generation: number }[];
  /** Waits for the next state of this kind that has not been waited for. */
  reach<Tag extends LinkState['tag']>(tag: Tag): Promise<Extract<LinkState, { tag: Tag }>>;
  /** Waits until so many events have come. */
  sawEvents(count: number): Promise<void>;
}

export async function linkBench(
  script: Script,
  options: Partial<InboundClientOptions> = {},
): Promise<LinkBench> {
  const scripted = await ScriptedSwitch.listen(script);
  const timers = new FakeTimers();
  const states: LinkState[] = [];
  const events: { name: string; generation: number }[] = [];
  let wake = (): void => {};
  let seen = 0;
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const client = new InboundClient({
    host: '127.0.0.1',
    port: scripted.port,
    password: 'example-secret',
    events: ['CHANNEL_PARK'],
    random: () => 0.5,
    timers,
    reconcile: async () => {},
    ...options,
    onEvent: (event: EventView, generation) => {
      events.push({ name: event.name, generation });
      wake();
      options.onEvent?.(event, generation);
    },
    onState: (state) => {
      states.push(state);
      wake();
      options.onState?.(state);
    },
  });
  onTestFinished(async () => {
    // Scripts end with an error when their client goes; that is the way of every test's end.
    void client.stop();
    await scripted.close().catch(() => {});
  });
  const isTag = <Tag extends LinkState['tag']>(
    state: LinkState,
    tag: Tag,
  ): state is Extract<LinkState, { tag: Tag }> => state.tag === tag;
  return {
    client,
    timers,
    scripted,
    states,
    events,
    async reach(tag) {
      for (;;) {
        for (; seen < states.length; seen += 1) {
          const state = states[seen];
          if (state !== undefined && isTag(state, tag)) {
            seen += 1;
            return state;
          }
        }
        await changed();
      }
    },
    async sawEvents(count) {
      while (events.length < count) await changed();
    },
  };
}

/** What became of a command, in one line. */
export function outcome(promise: Promise<EslReply>): Promise<string> {
  return promise.then(
    (reply) => `${reply.ok ? 'ok' : 'refused'}: ${reply.text}`,
    (error: unknown) => {
      if (error instanceof EslNotSentError) return `not sent: ${error.reason}`;
      if (error instanceof EslUnknownOutcomeError) return `unknown: ${error.reason}`;
      throw error;
    },
  );
}

/** Answers every command with its own text, until the client goes. */
export async function answerAll(peer: SwitchPeer): Promise<void> {
  for (;;) peer.send(apiResponse(`+OK ${await peer.command()}\n`));
}

/** For what a test can only look at again and again. */
export const POLL = { interval: 5, timeout: 10_000 };
