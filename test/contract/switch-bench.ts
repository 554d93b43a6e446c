import { randomUUID } from 'node:crypto';
import type { FreeswitchSwitch } from '../../src/adapters/freeswitch/freeswitch-switch.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { CallMark } from '../../src/domain/call/call-mark.ts';
import type { Attempt, DialPolicy } from '../../src/domain/call/dialling.ts';
import type { CallId, LegId } from '../../src/domain/call/leg.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { ConnectOrder } from '../../src/ports/switch-port.ts';
import { PLAIN_TERMS } from '../support/plain-order.ts';
import { SwitchEar } from '../support/switch-ear.ts';
import type { CallingPhone, CarrierName, SwitchWorld } from '../support/switch-world.ts';
import { moment } from './desk-bench.ts';
import { portTo } from './port-to.ts';

const B = RealNumber.of('8613800138001');
export const X = '+8617000000001' as PrivacyNumber;
export const POLICY: DialPolicy = {
  ringTimeoutMs: 20_000,
  firstResponseTimeoutMs: 5_000,
  maxCallMs: 3_600_000,
  ringback: 'carrier',
};

/** An order with nothing that a binding's policy adds. */
export const PLAIN = {
  policy: POLICY,
  ...PLAIN_TERMS,
} as const;

export interface Attached {
  readonly port: FreeswitchSwitch;
  readonly ear: SwitchEar;
}

/** A world with a port attached to its switch, for one test. */
export class SwitchBench implements AsyncDisposable, Attached {
  readonly world: SwitchWorld;
  readonly port: FreeswitchSwitch;
  readonly ear: SwitchEar;

  private constructor(world: SwitchWorld) {
    this.world = world;
    ({ port: this.port, ear: this.ear } = this.attach());
  }

  static async open(start: () => Promise<SwitchWorld>): Promise<SwitchBench> {
    const bench = new SwitchBench(await start());
    await bench.ear.link('ready');
    return bench;
  }

  /** One port more. */
  attach(password = this.world.eventSocket.password): Attached {
    const port = portTo(this.world, password);
    const ear = new SwitchEar();
    port.start(ear);
    return { port, ear };
  }

  /** A caller waits for an order. */
  async arrive(): Promise<{ readonly phone: CallingPhone; readonly leg: LegId }> {
    const phone = await this.world.callIn('east', '13800138000', '17000000001');
    const { leg } = await this.ear.fact('call-arrived');
    return { phone, leg };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.port.stop();
    await this.world[Symbol.asyncDispose]();
  }
}

export function attempts(...carriers: readonly CarrierName[]): readonly Attempt[] {
  return carriers.map((gateway) => ({ gateway, leg: randomUUID() as LegId }));
}

/** Connects the caller to the other party, who sees X. */
export function connectOrder(leg: LegId, changes: Partial<ConnectOrder> = {}): ConnectOrder {
  const mark: CallMark = {
    call: leg as string as CallId,
    binding: 7 as BindingId,
    firstSide: 'a',
    x: X,
    flow: 'masked',
  };
  return { leg, mark, callee: B, shown: X, attempts: attempts('east'), ...PLAIN, ...changes };
}

/** Resolves when the leg collects digits for the question: `extension.2` is the second time that the extension is asked for. */
export async function reading(port: FreeswitchSwitch, leg: LegId, named: string): Promise<void> {
  for (;;) {
    const doing = await port.query(`uuid_getvar ${leg} current_application`);
    if (doing.startsWith('-ERR')) throw new Error(`not asked for ${named}: ${doing}`);
    const which = await port.query(`uuid_getvar ${leg} axbridge_question`);
    if (doing.trim() === 'read' && which.trim() === named) return;
    await moment();
  }
}
