import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkInput, LinkState } from '../../src/esl/link-state.ts';
import { type Backoff, stepLink } from '../../src/esl/link-step.ts';

const BACKOFF: Backoff = { firstMs: 100, maxMs: 1_000 };

type StateTag = LinkState['tag'];
type InputTag = LinkInput['tag'];

const STATES: Readonly<Record<StateTag, LinkState>> = {
  idle: { tag: 'idle' },
  connecting: { tag: 'connecting', generation: 7, attempt: 1 },
  authenticating: { tag: 'authenticating', generation: 7, attempt: 1 },
  subscribing: { tag: 'subscribing', generation: 7, attempt: 1 },
  reconciling: { tag: 'reconciling', generation: 7, attempt: 1 },
  ready: { tag: 'ready', generation: 7, attempt: 1, sinceMs: 5_000 },
  draining: { tag: 'draining', generation: 7 },
  waiting: {
    tag: 'waiting',
    generation: 7,
    attempt: 1,
    retryAtMs: 5_050,
    delayMs: 50,
    because: 'silent',
    detail: undefined,
  },
  closed: { tag: 'closed', reason: 'authentication-refused' },
};

const INPUTS: Readonly<Record<InputTag, LinkInput>> = {
  start: { tag: 'start' },
  stop: { tag: 'stop' },
  greeted: { tag: 'greeted', generation: 7 },
  authenticated: { tag: 'authenticated', generation: 7 },
  'authentication-refused': { tag: 'authentication-refused', generation: 7 },
  subscribed: { tag: 'subscribed', generation: 7 },
  'subscription-refused': { tag: 'subscription-refused', generation: 7 },
  reconciled: { tag: 'reconciled', generation: 7, nowMs: 6_000 },
  lost: { tag: 'lost', generation: 7, because: { tag: 'ended-by-switch' }, nowMs: 5_500, jitter: 0.5 },
  'retry-due': { tag: 'retry-due', generation: 7 },
  drained: { tag: 'drained', generation: 7 },
};

/** The next state and the outputs, of every pair that is not ignored. */
const MOVES: Readonly<Record<StateTag, Partial<Record<InputTag, string>>>> = {
  idle: { start: 'connecting: open', stop: 'closed stopped:' },
  connecting: {
    greeted: 'authenticating: authenticate',
    lost: 'waiting: wait',
    stop: 'closed stopped: close',
  },
  authenticating: {
    authenticated: 'subscribing: subscribe',
    'authentication-refused': 'closed authentication-refused: close',
    lost: 'waiting: wait',
    stop: 'closed stopped: close',
  },
  subscribing: {
    subscribed: 'reconciling: reconcile',
    'subscription-refused': 'closed subscription-refused: close',
    lost: 'waiting: wait',
    stop: 'closed stopped: close',
  },
  reconciling: { reconciled: 'ready:', lost: 'waiting: wait', stop: 'closed stopped: close' },
  ready: { lost: 'waiting: wait', stop: 'draining: drain' },
  draining: { drained: 'closed stopped: close', lost: 'closed stopped:' },
  waiting: { 'retry-due': 'connecting: open', stop: 'closed stopped: stop-waiting' },
  closed: {},
};

const PAIRS = (Object.keys(STATES) as StateTag[]).flatMap((state) =>
  (Object.keys(INPUTS) as InputTag[]).map((input) => ({ state, input })),
);

function describeStep(state: LinkState, input: LinkInput): string {
  const next = stepLink(state, input, BACKOFF);
  const reason = next.state.tag === 'closed' ? ` ${next.state.reason}` : '';
  const outputs = next.outputs.map((output) => output.tag).join(' ');
  return `${next.state.tag}${reason}: ${outputs}`.trimEnd();
}

describe('the link', () => {
  it.each(PAIRS)('in $state, told $input, does what the table says', ({ state, input }) => {
    const expected = MOVES[state][input];
    if (expected !== undefined) {
      expect(describeStep(STATES[state], INPUTS[input])).toBe(expected);
      return;
    }
    const { state: next, outputs } = stepLink(STATES[state], INPUTS[input], BACKOFF);
    expect(next).toBe(STATES[state]);
    expect(outputs).toEqual([{ tag: 'ignored', because: 'not-expected' }]);
  });

  const numbered = PAIRS.filter(
    ({ state, input }) => 'generation' in STATES[state] && 'generation' in INPUTS[input],
  );

  it.each(numbered)('in $state, told $input of an earlier connection, stays as it is', ({ state, input }) => {
    const current = STATES[state];
    const told = INPUTS[input];
    const earlier = 'generation' in told ? { ...told, generation: 6 } : told;
    const { state: next, outputs } = stepLink(current, earlier, BACKOFF);
    expect(next).toBe(current);
    expect(outputs).toEqual([{ tag: 'ignored', because: 'stale-generation' }]);
  });

  it('counts a new generation with every connection', () => {
    const first = stepLink({ tag: 'idle' }, { tag: 'start' }, BACKOFF);
    expect(first.state).toEqual({ tag: 'connecting', generation: 1, attempt: 1 });
    expect(stepLink(STATES.waiting, INPUTS['retry-due'], BACKOFF)).toEqual({
      state: { tag: 'connecting', generation: 8, attempt: 2 },
      outputs: [{ tag: 'open', generation: 8 }],
    });
  });

  it.each(['connecting', 'authenticating', 'subscribing', 'reconciling', 'ready'] as const)(
    'never comes back from %s when the switch rejects this address',
    (tag) => {
      const rejected: LinkInput = {
        tag: 'lost',
        generation: 7,
        because: { tag: 'rejected' },
        nowMs: 0,
        jitter: 0,
      };
      expect(stepLink(STATES[tag], rejected, BACKOFF).state).toEqual({ tag: 'closed', reason: 'rejected' });
    },
  );

  it('says why it waits, and until when', () => {
    const because = { tag: 'connect-failed', detail: 'ECONNREFUSED' } as const;
    expect(
      stepLink(STATES.connecting, { tag: 'lost', generation: 7, because, nowMs: 1_000, jitter: 0.5 }, BACKOFF)
        .state,
    ).toEqual({
      tag: 'waiting',
      generation: 7,
      attempt: 1,
      retryAtMs: 1_050,
      delayMs: 50,
      because: 'connect-failed',
      detail: 'ECONNREFUSED',
    });
  });
});

describe('the pause before the next connection', () => {
  function pause(attempt: number, jitter: number): number {
    const state: LinkState = { tag: 'connecting', generation: 1, attempt };
    const lost: LinkInput = { tag: 'lost', generation: 1, because: { tag: 'silent' }, nowMs: 0, jitter };
    const next = stepLink(state, lost, BACKOFF).state;
    return next.tag === 'waiting' ? next.delayMs : -1;
  }

  it('doubles at its longest from the first to the greatest', () => {
    expect([1, 2, 3, 4, 5, 6, 500].map((attempt) => pause(attempt, 0.999_999))).toEqual([
      99, 199, 399, 799, 999, 999, 999,
    ]);
  });

  it('is anything from nothing to that', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, jitter) => {
          const longest = Math.min(BACKOFF.maxMs, BACKOFF.firstMs * 2 ** (attempt - 1));
          expect(pause(attempt, jitter)).toBe(Math.floor(jitter * longest));
        },
      ),
    );
  });

  function attemptAfterReady(lastedMs: number): number {
    const ready: LinkState = { tag: 'ready', generation: 1, attempt: 4, sinceMs: 0 };
    const lost: LinkInput = {
      tag: 'lost',
      generation: 1,
      because: { tag: 'desync' },
      nowMs: lastedMs,
      jitter: 0,
    };
    const next = stepLink(ready, lost, BACKOFF).state;
    return next.tag === 'waiting' ? next.attempt : -1;
  }

  it('begins again only after a link that held for as long as the longest pause', () => {
    expect(attemptAfterReady(999)).toBe(4);
    expect(attemptAfterReady(1_000)).toBe(0);
  });
});
