import { beforeEach, describe, expect, it } from 'vitest';
import { PrometheusMeter } from '../../src/adapters/metrics/prometheus-meter.ts';
import { CallFleet } from '../../src/app/call-fleet.ts';
import { CallMetrics } from '../../src/app/metrics/call-metrics.ts';
import { LinkMetrics } from '../../src/app/metrics/link-metrics.ts';
import { LoopWatch } from '../../src/app/metrics/loop-watch.ts';
import { PoolMetrics } from '../../src/app/metrics/pool-metrics.ts';
import { StoreMetrics } from '../../src/app/metrics/store-metrics.ts';
import type { BoundView } from '../../src/app/operations.ts';
import type { LegId } from '../../src/domain/call/leg.ts';
import { readExposition } from '../support/exposition.ts';
import { HandClock, Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';

/** The samples of a metric by their names and labels. */
function samples(meter: PrometheusMeter, metric: string): Record<string, number> {
  const found = readExposition(meter.text()).get(metric)?.samples ?? [];
  return Object.fromEntries(
    found.map(({ name, labels, value }) => {
      const key = [name.slice(metric.length), ...Object.values(labels)].filter((part) => part !== '');
      return [key.join(' '), value];
    }),
  );
}

describe('the measurements of calls', () => {
  let meter: PrometheusMeter;
  let board: Switchboard;
  let bound: BoundView;

  beforeEach(async () => {
    meter = new PrometheusMeter();
    const metrics = new CallMetrics(meter);
    board = new Switchboard(undefined, metrics);
    metrics.watch(() => board.desk.calls);
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009' });
    bound = await board.bindings.bind({ a: A, b: B, showNumbers: false });
  });

  function ring(leg: LegId, afterMs: number): void {
    board.clock.advance(afterMs);
    const [attempt] = board.node.connects.at(-1)?.attempts ?? [];
    const called = attempt?.leg ?? board.leg();
    board.tell({ kind: 'ringing', leg: called, at: board.clock.now(), call: callOf(leg), earlyMedia: false });
  }

  function callOf(leg: LegId) {
    const [call] = board.desk.calls.filter(({ id }) => String(id) === String(leg));
    return call?.id ?? null;
  }

  it('count a call where it stands, then by how it ended, and time its way to the first ringing and the talk', () => {
    const leg = board.arrive(A, bound.x);
    expect(samples(meter, 'axbridge_calls_live')).toMatchObject({ connecting: 1, ringing: 0, talking: 0 });
    ring(leg, 2_000);
    ring(leg, 1_000);
    const call = callOf(leg);
    board.clock.advance(5_000);
    board.tell({ kind: 'answered', leg: board.leg(), at: board.clock.now(), call });
    expect(samples(meter, 'axbridge_calls_live')).toMatchObject({ ringing: 0, talking: 1 });
    board.clock.advance(60_000);
    const at = board.clock.now();
    board.tell({ kind: 'leg-ended', leg, at, call, cause: 'NORMAL_CLEARING', byFarEnd: true });
    board.tell({ kind: 'leg-ended', leg, at, call, cause: 'NORMAL_CLEARING', byFarEnd: true });
    expect(samples(meter, 'axbridge_calls_live')).toMatchObject({ ringing: 0, talking: 0 });
    expect(samples(meter, 'axbridge_calls_ended_total')).toEqual({ answered: 1 });
    const postDial = samples(meter, 'axbridge_call_post_dial_delay_seconds');
    expect(postDial).toMatchObject({ _sum: 2, _count: 1, '_bucket 1.5': 0, '_bucket 2': 1 });
    expect(samples(meter, 'axbridge_call_setup_seconds')).toMatchObject({ _sum: 8, _count: 1 });
  });

  it('count route decisions, and why they refuse', () => {
    board.arrive(A, bound.x);
    board.arrive('13900139000', bound.x);
    board.arrive('anonymous', bound.x);
    board.arrive('anonymous', bound.x);
    const decisions = samples(meter, 'axbridge_route_decision_seconds');
    expect(decisions).toMatchObject({ '_count connect': 1, '_count refuse': 3 });
    expect(decisions['_sum connect']).toBeGreaterThan(0);
    expect(samples(meter, 'axbridge_route_refusals_total')).toEqual({
      'no-binding': 1,
      'caller-withheld': 2,
    });
  });

  it('say nothing that a caller said', () => {
    for (const said of [A, '13900139000', 'x"1}[a=b]', 'anonymous']) board.arrive(said, bound.x);
    board.arrive(A, '17099999999');
    const shown = [...readExposition(meter.text()).values()].flatMap((family) => family.samples);
    expect(shown.length).toBeGreaterThan(20);
    expect(JSON.stringify(shown.map(({ labels }) => labels))).not.toMatch(/\d{7}|a=b|anonymous/);
  });
});

describe('the measurements of links', () => {
  it('show the state of each, its changes, and how late events come', () => {
    const meter = new PrometheusMeter();
    const board = new Switchboard();
    const { node, desk, log, clock } = board;
    const metrics = new LinkMetrics(meter, clock);
    const fleet = new CallFleet({ nodes: [node], desk, log, metrics, onRefused: () => undefined });
    metrics.watch(() => fleet.links());
    fleet.start();
    node.listener?.onLink({ state: 'ready' });
    node.listener?.onLink({ state: 'ready' });
    const link = samples(meter, 'axbridge_switch_link');
    expect(Object.entries(link).filter(([, value]) => value === 1)).toEqual([[`${node.name} ready`, 1]]);
    node.listener?.onLink({ state: 'waiting', retryInMs: 1, because: 'lost' });
    expect(samples(meter, 'axbridge_switch_link')).toMatchObject({
      [`${node.name} ready`]: 0,
      [`${node.name} waiting`]: 1,
    });
    expect(samples(meter, 'axbridge_switch_link_changes_total')).toEqual({
      [`${node.name} ready`]: 1,
      [`${node.name} waiting`]: 1,
    });
    const fact = { kind: 'call-arrived', leg: board.leg(), callerText: A, dialledText: '' } as const;
    node.listener?.onFact({ ...fact, at: clock.now() - 250 });
    node.listener?.onFact({ ...fact, at: clock.now() + 9_000 });
    expect(samples(meter, 'axbridge_switch_lag_seconds')).toMatchObject({
      [`_sum ${node.name}`]: 0.25,
      [`_count ${node.name}`]: 2,
    });
  });
});

describe('the other measurements', () => {
  it('count what became of operations on bindings, and what the store did not carry out', () => {
    const meter = new PrometheusMeter();
    const store = new StoreMetrics(meter);
    for (let orders = 0; orders < 4; orders += 1) store.ordered();
    store.settled('bind', ['done', 'renewed', 'pool-exhausted', 'done'], 0.004);
    store.settled('call-routed', ['done'], 0.004);
    store.settled('release', ['store-full'], 0.004);
    store.committed(0.003);
    expect(samples(meter, 'axbridge_binding_operations_total')).toEqual({
      'bind done': 2,
      'bind renewed': 1,
      'bind pool-exhausted': 1,
      'release store-full': 1,
    });
    expect(samples(meter, 'axbridge_store_failures_total')).toEqual({ 'release store-full': 1 });
    expect(samples(meter, 'axbridge_store_waiting_orders')).toEqual({ '': 1 });
    expect(samples(meter, 'axbridge_store_commit_seconds')).toMatchObject({ _count: 1, _sum: 0.003 });
  });

  it('show the pools as they were surveyed, and when', async () => {
    const meter = new PrometheusMeter();
    const board = new Switchboard();
    const pools = new PoolMetrics(meter, board.clock);
    expect(samples(meter, 'axbridge_pool_survey_timestamp_seconds')).toEqual({});
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000009' });
    await board.bindings.bind({ a: A, b: B, showNumbers: false });
    pools.surveyed(await board.bindings.pools());
    expect(samples(meter, 'axbridge_pool_numbers')).toEqual({ main: 9 });
    expect(samples(meter, 'axbridge_pool_headroom_numbers')).toEqual({ main: 8 });
    expect(samples(meter, 'axbridge_pool_live_bindings')).toEqual({ main: 1 });
    expect(samples(meter, 'axbridge_pool_low')).toEqual({ main: 0 });
    expect(samples(meter, 'axbridge_pool_survey_timestamp_seconds')).toEqual({
      '': board.clock.now() / 1000,
    });
  });

  it('show how late the main thread is, until they are stopped', () => {
    const meter = new PrometheusMeter();
    const clock = new HandClock();
    const monotone = { at: 0 };
    meter.now = () => monotone.at;
    const watch = new LoopWatch(meter, clock);
    watch.start();
    monotone.at = 0.1;
    clock.advance(100);
    monotone.at = 0.5;
    clock.advance(100);
    expect(samples(meter, 'axbridge_event_loop_lag_seconds')).toMatchObject({
      _count: 2,
      '_bucket 0.001': 1,
      '_bucket 0.25': 1,
      '_bucket 0.5': 2,
    });
    watch.stop();
    clock.advance(10_000);
    expect(samples(meter, 'axbridge_event_loop_lag_seconds')).toMatchObject({ _count: 2 });
  });
});
