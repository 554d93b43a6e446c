import { SimulatedWorld } from '../simulator/simulated-world.ts';
import { findFreeswitch } from './find-program.ts';
import { RealWorld } from './real-world.ts';
import type { SwitchWorld } from './switch-world.ts';

/** The real switch where there is one, else the simulated one. */
export function anyWorld(): Promise<SwitchWorld> {
  return findFreeswitch() === null ? SimulatedWorld.start() : RealWorld.start();
}
