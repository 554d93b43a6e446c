import { describeSwitchPort } from '../contract/switch-port.contract.ts';
import { SimulatedWorld } from './simulated-world.ts';

describeSwitchPort('simulated FreeSWITCH', () => SimulatedWorld.start());
