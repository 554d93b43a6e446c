import type { BoundView, CallbackView } from '../../src/app/operations.ts';
import type { DaemonUnderTest } from '../../test/support/daemon.ts';
import type { CalledPhone } from '../../test/support/switch-world.ts';
import { within } from '../../test/support/within.ts';
import type { FlowRecord, Side } from './flow-record.ts';
import { CARRIER, type Stage } from './stage.ts';
import type { Parties } from './verdict.ts';

const PATIENCE_MS = 10_000;

export interface Scene {
  readonly stage: Stage;
  readonly daemon: DaemonUnderTest;
}

/** A flow as it was played. */
export interface PlayedFlow {
  readonly title: string;
  /** What was typed for it, if anything. */
  readonly command: string | null;
  readonly parties: Parties;
  readonly x: string;
  readonly record: FlowRecord;
  /** The states that the daemon logged for the call. */
  readonly states: readonly string[];
}

/** Patent S0, steps 101 to 105, then 301 to 304: A dials X, and later B dials X. */
export async function playDialledFlows(scene: Scene, parties: Parties): Promise<readonly PlayedFlow[]> {
  const { x } = await scene.daemon.ask<BoundView>('bind', parties.A, parties.B);
  const direct = await playDialled(scene, parties, x, 'A');
  const back = await playDialled(scene, parties, x, 'B');
  return [
    { ...direct, title: 'Direct dial: A dials X and reaches B', command: bindCommand(parties) },
    { ...back, title: 'Return call: B dials X and reaches A', command: null },
  ];
}

/** Steps 201 to 204: A is called, and when A has answered, B. Nothing is bound for A to B, so A's X serves A's other calls too. */
export async function playCallback(scene: Scene, parties: Parties): Promise<PlayedFlow> {
  const { stage, daemon } = scene;
  const from = daemon.log.length;
  const endRecording = stage.beginRecording();
  const { binding } = await daemon.ask<CallbackView>('call', parties.A, parties.B);
  const a = await nextCall(scene, parties.A);
  a.ring();
  a.pickUp();
  const b = await nextCall(scene, parties.B);
  b.ring();
  b.pickUp();
  await within(PATIENCE_MS, 'the callback is answered', b.answered);
  await daemonLine(daemon, from, 'talking');
  b.hangUp();
  await within(PATIENCE_MS, 'A is hung up', a.ended);
  const states = await statesOf(daemon, from);
  return {
    title: 'Callback: axbridge calls A, then B',
    command: `axbridge call ${parties.A} ${parties.B}`,
    parties,
    x: binding.x,
    record: endRecording('A'),
    states,
  };
}

type Untitled = Omit<PlayedFlow, 'title' | 'command'>;

async function playDialled(scene: Scene, parties: Parties, x: string, calls: Side): Promise<Untitled> {
  const { stage, daemon } = scene;
  const from = daemon.log.length;
  const endRecording = stage.beginRecording();
  const [caller, callee] = calls === 'A' ? [parties.A, parties.B] : [parties.B, parties.A];
  const phone = await stage.world.callIn(CARRIER, caller, x.replace(/^\+86/, ''));
  const other = await nextCall(scene, callee);
  other.ring();
  await within(PATIENCE_MS, 'the caller hears ringing', phone.ringing);
  other.pickUp();
  if (!(await within(PATIENCE_MS, 'the call is answered', phone.answered)))
    throw new Error('the call ended without an answer');
  await daemonLine(daemon, from, 'talking');
  phone.hangUp();
  await within(PATIENCE_MS, 'the other side is hung up', other.ended);
  const states = await statesOf(daemon, from);
  return { parties, x, record: endRecording(calls), states };
}

/** @throws Error when somebody else than this party is called: the one thing that must never happen */
async function nextCall({ stage }: Scene, party: string): Promise<CalledPhone> {
  const call = await within(PATIENCE_MS, 'the telephone is called', stage.world.nextCall(CARRIER));
  if (!call.called.endsWith(party)) throw new Error(`${call.called} was called instead of ${party}`);
  return call;
}

async function daemonLine(daemon: DaemonUnderTest, from: number, state: string): Promise<void> {
  const line = daemon.line(({ msg, ['to']: to }) => msg === 'call' && to === state, from);
  await within(PATIENCE_MS, `the daemon knows that the call is ${state}`, line);
}

async function statesOf(daemon: DaemonUnderTest, from: number): Promise<readonly string[]> {
  await daemonLine(daemon, from, 'ended');
  const changes = daemon.log.slice(from).filter((line) => line.msg === 'call');
  return [...changes.slice(0, 1).map((line) => line['from']), ...changes.map((line) => line['to'])].map(
    String,
  );
}

function bindCommand({ A, B }: Parties): string {
  return `axbridge bind ${A} ${B}`;
}
