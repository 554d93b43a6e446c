import { describeCallAdmission } from '../contract/call-admission.contract.ts';
import { describeCallPins } from '../contract/call-pins.contract.ts';
import { describeCallPolicy } from '../contract/call-policy.contract.ts';
import { SimulatedWorld } from './simulated-world.ts';

describeCallPolicy('simulated', () => SimulatedWorld.start());
describeCallAdmission('simulated', () => SimulatedWorld.start());
describeCallPins('simulated', () => SimulatedWorld.start());
