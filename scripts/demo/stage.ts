import { SimulatedWorld } from '../../test/simulator/simulated-world.ts';
import { findFreeswitch } from '../../test/support/find-program.ts';
import { RealWorld } from '../../test/support/real-world.ts';
import type { SwitchWorld } from '../../test/support/switch-world.ts';
import type { FlowRecord, Side } from './flow-record.ts';
import { recordSimulated } from './simulated-record.ts';
import { recordSip } from './sip-record.ts';

/** The carrier that all telephones of the demo belong to. */
export const CARRIER = 'east';

/** Ends a recording. `first` is the side whose leg came first. */
export type EndRecording = (first: Side) => FlowRecord;

/** A switch with telephones around it that record what they send and get. */
export interface Stage extends AsyncDisposable {
  readonly world: SwitchWorld;
  /** Which switch it is, as the last line of the demo says it. */
  readonly inWords: string;
  beginRecording(): EndRecording;
}

/** The real switch where there is one, else the simulated one. */
export async function openStage(): Promise<Stage> {
  const program = findFreeswitch();
  return program === null ? simulatedStage() : realStage(program);
}

async function realStage(program: string): Promise<Stage> {
  const world = await RealWorld.start();
  const version = /FreeSWITCH Version ([0-9.]+)/.exec(await world.freeswitch.apiCommand('version'))?.[1];
  const { packets } = world.carriers[CARRIER];
  return {
    world,
    inWords: `the real FreeSWITCH ${version ?? ''} (${program})`,
    beginRecording: () => {
      const begin = packets.length;
      return (first) => recordSip(packets, begin, first);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

async function simulatedStage(): Promise<Stage> {
  const world = await SimulatedWorld.start();
  const { placed, received } = world.simulated.carrier(CARRIER);
  return {
    world,
    inWords: 'the simulated FreeSWITCH, since no real one was found (FREESWITCH=its binary)',
    beginRecording: () => {
      const [placedBefore, receivedBefore] = [placed.length, received.length];
      return (first) =>
        recordSimulated([...placed.slice(placedBefore), ...received.slice(receivedBefore)], first);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
