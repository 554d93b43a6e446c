import { describeModeCalls } from '../contract/modes.contract.ts';
import { SimulatedWorld } from './simulated-world.ts';

describeModeCalls('simulated', () => SimulatedWorld.start(), ['telephone-events']);
