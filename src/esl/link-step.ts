import type { ClosedReason, LinkInput, LinkOutput, LinkState } from './link-state.ts';

/** Pause before the n-th attempt: a random part of `firstMs` doubled n-1 times, at most of `maxMs` ("full jitter"). */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface LinkStep {
  readonly state: LinkState;
  readonly outputs: readonly LinkOutput[];
}

type Lost = Extract<LinkInput, { tag: 'lost' }>;
type Connected = Exclude<LinkState, { tag: 'idle' | 'waiting' | 'closed' }>;

/** The link's whole behaviour: total over every state and input, without I/O, clock or randomness. */
export function stepLink(state: LinkState, input: LinkInput, backoff: Backoff): LinkStep {
  if (input.tag === 'start') return start(state);
  if (input.tag === 'stop') return stop(state);
  if (state.tag === 'idle' || state.tag === 'closed') return ignore(state, 'not-expected');
  if (input.generation !== state.generation) return ignore(state, 'stale-generation');
  if (state.tag === 'waiting') return input.tag === 'retry-due' ? open(state) : ignore(state, 'not-expected');
  if (input.tag === 'lost') return lost(state, input, backoff);
  return advance(state, input);
}

/** The way up, one step at a time, and the end of draining. */
function advance(state: Connected, input: Exclude<LinkInput, { tag: 'start' | 'stop' | 'lost' }>): LinkStep {
  switch (input.tag) {
    case 'greeted':
      if (state.tag !== 'connecting') break;
      return { state: { ...state, tag: 'authenticating' }, outputs: [{ tag: 'authenticate' }] };
    case 'authenticated':
      if (state.tag !== 'authenticating') break;
      return { state: { ...state, tag: 'subscribing' }, outputs: [{ tag: 'subscribe' }] };
    case 'authentication-refused':
      if (state.tag !== 'authenticating') break;
      return end('authentication-refused', [{ tag: 'close' }]);
    case 'subscribed':
      if (state.tag !== 'subscribing') break;
      return { state: { ...state, tag: 'reconciling' }, outputs: [{ tag: 'reconcile' }] };
    case 'subscription-refused':
      if (state.tag !== 'subscribing') break;
      return end('subscription-refused', [{ tag: 'close' }]);
    case 'reconciled':
      if (state.tag !== 'reconciling') break;
      return { state: { ...state, tag: 'ready', sinceMs: input.nowMs }, outputs: [] };
    case 'drained':
      if (state.tag !== 'draining') break;
      return end('stopped', [{ tag: 'close' }]);
    case 'retry-due':
      break;
  }
  return ignore(state, 'not-expected');
}

function start(state: LinkState): LinkStep {
  if (state.tag !== 'idle') return ignore(state, 'not-expected');
  return open({ generation: 0, attempt: 0 });
}

function stop(state: LinkState): LinkStep {
  switch (state.tag) {
    case 'ready':
      return { state: { tag: 'draining', generation: state.generation }, outputs: [{ tag: 'drain' }] };
    case 'connecting':
    case 'authenticating':
    case 'subscribing':
    case 'reconciling':
      return end('stopped', [{ tag: 'close' }]);
    case 'waiting':
      return end('stopped', [{ tag: 'stop-waiting' }]);
    case 'idle':
      return end('stopped', []);
    case 'draining':
    case 'closed':
      return ignore(state, 'not-expected');
  }
}

function lost(state: Connected, input: Lost, backoff: Backoff): LinkStep {
  if (state.tag === 'draining') return end('stopped', []);
  if (input.because.tag === 'rejected') return end('rejected', []);
  // A link that falls soon after it came up keeps its count: something may break it each time.
  const held = state.tag === 'ready' && input.nowMs - state.sinceMs >= backoff.maxMs;
  const attempt = held ? 0 : state.attempt;
  const delayMs = Math.floor(input.jitter * longestPause(attempt, backoff));
  const { generation } = state;
  const { tag: because, detail } = input.because;
  return {
    state: {
      tag: 'waiting',
      generation,
      attempt,
      retryAtMs: input.nowMs + delayMs,
      delayMs,
      because,
      detail,
    },
    outputs: [{ tag: 'wait', generation, delayMs }],
  };
}

function longestPause(attempt: number, backoff: Backoff): number {
  return Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30));
}

function open(from: { readonly generation: number; readonly attempt: number }): LinkStep {
  const generation = from.generation + 1;
  return {
    state: { tag: 'connecting', generation, attempt: from.attempt + 1 },
    outputs: [{ tag: 'open', generation }],
  };
}

function end(reason: ClosedReason, outputs: readonly LinkOutput[]): LinkStep {
  return { state: { tag: 'closed', reason }, outputs };
}

function ignore(state: LinkState, because: 'stale-generation' | 'not-expected'): LinkStep {
  return { state, outputs: [{ tag: 'ignored', because }] };
}
