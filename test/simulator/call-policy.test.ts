import { describeCallPolicy } from '../contract/call-policy.contract.ts';
import { SimulatedWorld } from './simulated-world.ts';

describeCallPolicy('simulated', () => SimulatedWorld.start());
