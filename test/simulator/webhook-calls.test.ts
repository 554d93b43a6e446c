import { describeWebhookCalls } from '../contract/webhook-calls.contract.ts';
import { SimulatedWorld } from './simulated-world.ts';

describeWebhookCalls('simulated', () => SimulatedWorld.start());
