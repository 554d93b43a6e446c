import type {
  CalledPhone,
  CallingPhone,
  CarrierName,
  PhoneEnding,
  SwitchWorld,
} from '../support/switch-world.ts';
import type { PlacedCall, ReceivedCall } from './phone.ts';
import { SimulatedSwitch, type SimulatorSettings } from './simulated-switch.ts';

const SOUNDS = '/sounds';

/** The simulated switch between two carriers: the same world as the real one's, for the suites that run on both. */
export class SimulatedWorld implements SwitchWorld {
  readonly kind = 'simulated FreeSWITCH';
  readonly recordings = '/recordings';
  readonly simulated: SimulatedSwitch;
  readonly #untaken: Record<CarrierName, ReceivedCall[]> = { east: [], west: [] };
  readonly #waiting: Record<CarrierName, ((call: ReceivedCall) => void)[]> = { east: [], west: [] };

  private constructor(simulated: SimulatedSwitch) {
    this.simulated = simulated;
    for (const name of ['east', 'west'] as const)
      simulated.carrier(name).onCall((call) => this.#arrived(name, call));
  }

  /** Telephones here do nothing by themselves: the test moves them. */
  static async start(settings: Omit<SimulatorSettings, 'gateways'> = {}): Promise<SimulatedWorld> {
    const simulated = await SimulatedSwitch.start({
      log: () => {},
      ...settings,
      gateways: ['east', 'west'],
    });
    simulated.core.globals.set('axbridge_sounds', SOUNDS);
    return new SimulatedWorld(simulated);
  }

  get eventSocket(): SwitchWorld['eventSocket'] {
    return { host: '127.0.0.1', port: this.simulated.port, password: this.simulated.password };
  }

  async callIn(carrier: CarrierName, from: string, dialled: string): Promise<CallingPhone> {
    return callingPhone(this.simulated.carrier(carrier).call({ from, to: dialled }));
  }

  async nextCall(carrier: CarrierName): Promise<CalledPhone> {
    const untaken = this.#untaken[carrier].shift();
    if (untaken !== undefined) return calledPhone(untaken);
    const { promise, resolve } = Promise.withResolvers<ReceivedCall>();
    this.#waiting[carrier].push(resolve);
    return calledPhone(await promise);
  }

  async takeDown(carrier: CarrierName): Promise<void> {
    this.simulated.carrier(carrier).setUnreachable(true);
  }

  async restart(): Promise<void> {
    await this.simulated.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulated.stop();
  }

  #arrived(carrier: CarrierName, call: ReceivedCall): void {
    const taker = this.#waiting[carrier].shift();
    if (taker === undefined) this.#untaken[carrier].push(call);
    else taker(call);
  }
}

function callingPhone(call: PlacedCall): CallingPhone {
  return {
    heard: () => promptsOf(call),
    ringing: Promise.race([call.reached('ringing'), call.reached('early'), call.reached('ended')]),
    answered: wasAnswered(call),
    ended: endingOf(call),
    key: async (digits) => call.key(digits),
    hangUp: () => call.hangUp(),
  };
}

function calledPhone(call: ReceivedCall): CalledPhone {
  return {
    called: call.called,
    shown: call.shownNumber,
    heard: () => promptsOf(call),
    answered: wasAnswered(call),
    ended: endingOf(call),
    ring: () => call.ring(),
    ringWithSound: () => call.earlyMedia(),
    pickUp: () => call.answer(),
    reject: (status) => call.reject(status),
    redirect: (number) => call.redirect(number),
    hangUp: () => call.hangUp(),
  };
}

/** `/sounds/en/please-hold.wav` is `en/please-hold`. */
function promptsOf(call: PlacedCall | ReceivedCall): readonly string[] {
  return call.heard.map((path) => path.slice(SOUNDS.length + 1, -'.wav'.length));
}

function wasAnswered(call: PlacedCall | ReceivedCall): Promise<boolean> {
  return Promise.race([
    call.reached('answered').then(() => true),
    call.ended().then(() => call.channel.answered),
  ]);
}

async function endingOf(call: PlacedCall | ReceivedCall): Promise<PhoneEnding> {
  const { by, status } = await call.ended();
  if (status === 200) return { by: by === 'self' ? 'here' : 'there', status: null };
  return { by: 'there', status };
}
