import { join } from 'node:path';
import type { Gateway } from '../../src/domain/gateway/gateway.ts';
import { type FreeswitchOptions, type FreeswitchProcess, startFreeswitch } from './freeswitch.ts';
import { gatewayAt } from './gateways.ts';
import type { IncomingCall } from './incoming-call.ts';
import { dtmf, dtmfRelay } from './info-keys.ts';
import type { OutgoingCall } from './outgoing-call.ts';
import { promptsHeardIn } from './prompts-heard.ts';
import type { CallEnd, SipCall } from './sip-call.ts';
import { SipPhone } from './sip-phone.ts';
import type {
  CalledPhone,
  CallingPhone,
  CarrierName,
  KeyingWay,
  PhoneEnding,
  SwitchWorld,
} from './switch-world.ts';

const CARRIER_IPS = { east: '127.0.0.2', west: '127.0.0.3' } as const;

/** A real FreeSWITCH between two carriers that speak SIP over loopback UDP. */
export class RealWorld implements SwitchWorld {
  readonly kind = 'FreeSWITCH';
  readonly freeswitch: FreeswitchProcess;
  readonly carriers: Readonly<Record<CarrierName, SipPhone>>;
  readonly gateways: readonly Gateway[];
  readonly #down = new Set<CarrierName>();

  private constructor(
    freeswitch: FreeswitchProcess,
    carriers: Readonly<Record<CarrierName, SipPhone>>,
    gateways: readonly Gateway[],
  ) {
    this.freeswitch = freeswitch;
    this.carriers = carriers;
    this.gateways = gateways;
  }

  static async start(options: Omit<FreeswitchOptions, 'gateways'> = {}): Promise<RealWorld> {
    const east = await SipPhone.open({ ip: CARRIER_IPS.east, media: true });
    const west = await SipPhone.open({ ip: CARRIER_IPS.west, media: true });
    const gateways = [gatewayAt('east', east.ip, east.port), gatewayAt('west', west.ip, west.port)];
    const freeswitch = await startFreeswitch({ ...options, gateways });
    return new RealWorld(freeswitch, { east, west }, gateways);
  }

  get recordings(): string {
    return join(this.freeswitch.directory, 'recordings');
  }

  get eventSocket(): SwitchWorld['eventSocket'] {
    return { host: '127.0.0.1', port: this.freeswitch.eslPort, password: this.freeswitch.password };
  }

  async callIn(
    carrier: CarrierName,
    from: string,
    dialled: string,
    keying: KeyingWay = 'telephone-events',
  ): Promise<CallingPhone> {
    const to = { ip: this.freeswitch.sipIp, port: this.freeswitch.sipPort };
    const telephoneEvents = keying === 'telephone-events';
    const call = await this.carriers[carrier].call({ to, from, dialled, media: true, telephoneEvents });
    return callingPhone(call, keying);
  }

  async nextCall(carrier: CarrierName): Promise<CalledPhone> {
    return calledPhone(await this.carriers[carrier].nextCall());
  }

  async takeDown(carrier: CarrierName): Promise<void> {
    this.#down.add(carrier);
    await this.carriers[carrier].close();
  }

  async restart(): Promise<void> {
    await this.freeswitch.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = (['east', 'west'] as const).filter((carrier) => !this.#down.has(carrier));
    await Promise.all(open.map((carrier) => this.carriers[carrier].close()));
    await this.freeswitch.stop();
  }
}

function callingPhone(call: OutgoingCall, keying: KeyingWay): CallingPhone {
  return {
    heard: () => heardIn(call),
    ringing: call.ringing,
    answered: call.answered,
    ended: call.ended.then(ending),
    key: (digits) => key(call, digits, keying),
    hangUp: () => {
      if (call.wasAnswered) void call.hangUp();
      else call.cancel();
    },
  };
}

function calledPhone(call: IncomingCall): CalledPhone {
  return {
    called: call.dialled,
    shown: call.shown,
    heard: () => heardIn(call),
    answered: call.answered,
    ended: call.ended.then(ending),
    ring: () => call.ring(),
    ringWithSound: () => call.ring({ early: true }),
    pickUp: () => call.pickUp(),
    reject: (status) => call.reject(status),
    redirect: (number) => call.redirect(`<sip:${number}@${CARRIER_IPS.west}>`),
    hangUp: () => void call.hangUp(),
  };
}

async function key(call: OutgoingCall, digits: string, keying: KeyingWay): Promise<void> {
  if (keying === 'telephone-events') return call.media?.key(digits);
  const bodyOf = keying === 'info-dtmf' ? dtmf : dtmfRelay;
  for (const digit of digits) await call.sendRequest('INFO', bodyOf(digit));
}

function heardIn({ media }: SipCall): readonly string[] {
  return media === null ? [] : promptsHeardIn(media.sound);
}

/** A refusal is ours where we were called and theirs where we called; a phone's own `ended` is only read by its own side. */
function ending(end: CallEnd): PhoneEnding {
  switch (end.by) {
    case 'remote':
      return { by: 'there', status: null };
    case 'local':
      return { by: 'here', status: null };
    case 'cancel':
      return { by: 'there', status: 487 };
    case 'refusal':
      return { by: 'there', status: end.status };
  }
}
