import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLegFile } from '../../src/adapters/cdr-spool/read-leg-file.ts';
import type { SipHeader } from '../../src/adapters/leak-kit/sip-message.ts';
import type { Binding } from '../../src/domain/binding/binding.ts';
import type { CallTag } from '../../src/domain/call/call-state.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { CallContext, CallRecord } from '../../src/domain/cdr/call-record.ts';
import { composeCall } from '../../src/domain/cdr/compose-call.ts';
import type { LegRecord } from '../../src/domain/cdr/leg-record.ts';
import { Trunks } from '../../src/domain/gateway/trunks.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { OutgoingCall } from '../support/outgoing-call.ts';
import type { RealWorld } from '../support/real-world.ts';
import type { SipCall } from '../support/sip-call.ts';
import { type Channel, channelsOf } from '../support/sound.ts';
import { expectCallsApart } from './calls-apart.ts';
import { DeskBench, moment } from './desk-bench.ts';

const NO_CONTEXT: CallContext = {
  x: null,
  pool: null,
  mode: null,
  extension: null,
  reference: null,
  userData: null,
};

/** Calls on one real switch side by side: each has parties and a privacy number of its own. */
export class RecordingBench {
  readonly desk: DeskBench;
  readonly #world: RealWorld;
  readonly #ringing: IncomingCall[] = [];
  readonly #parties: RealNumber[] = [];
  #pairs = 0;

  private constructor(world: RealWorld, desk: DeskBench) {
    this.#world = world;
    this.desk = desk;
  }

  static async open(world: RealWorld): Promise<RecordingBench> {
    const bench = new RecordingBench(world, await DeskBench.open(world));
    void bench.#takeCalls();
    return bench;
  }

  async bound(policy: CallPolicy): Promise<Binding> {
    this.#pairs += 1;
    const place = String(this.#pairs).padStart(3, '0');
    const x = `+8617000001${place}` as PrivacyNumber;
    const range = { first: x, last: x };
    await this.desk.store.addNumbers({ pool: 'main', range, areaCode: null, policy: { language: 'en' } });
    const [a, b] = [RealNumber.of(`8613800101${place}`), RealNumber.of(`8613800102${place}`)];
    this.#parties.push(a, b);
    return this.desk.bind(policy, { a, b, x });
  }

  async callIn(
    from: RealNumber | null,
    { x }: Binding,
    headers: readonly SipHeader[] = [],
  ): Promise<OutgoingCall> {
    const { sipIp, sipPort } = this.#world.freeswitch;
    const national = from?.reveal().slice(2) ?? '';
    const to = { ip: sipIp, port: sipPort };
    const dialled = x.slice(3);
    return this.#world.carriers.west.call({ to, from: national, dialled, headers, media: true });
  }

  /** Resolves when the telephone of this number is called. */
  async ringsAt(number: RealNumber | null): Promise<IncomingCall> {
    const wanted = number?.reveal() ?? 'nobody';
    for (;;) {
      const at = this.#ringing.findIndex(({ dialled }) => dialled.endsWith(wanted));
      const [call] = at < 0 ? [] : this.#ringing.splice(at, 1);
      if (call !== undefined) return call;
      await moment();
    }
  }

  /** Whoever waits for a call would take another one's otherwise. */
  async #takeCalls(): Promise<never> {
    for (;;) this.#ringing.push(await this.#world.carriers.east.nextCall());
  }

  stateOf({ x }: Binding): CallTag | undefined {
    return this.desk.desk.calls.find((call) => call.x === x)?.state.tag;
  }

  /** Resolves with the binding's call when both talk. */
  async talking(binding: Binding): Promise<CallId> {
    for (;;) {
      const call = this.desk.desk.calls.find(({ x }) => x === binding.x);
      if (call?.state.tag === 'talking') return call.id;
      await moment();
    }
  }

  /** Resolves with what the switch left for the legs of the call, when there are as many. */
  async legsOf(call: CallId, count = 2): Promise<readonly LegRecord[]> {
    const spool = this.#world.freeswitch.cdrSpool;
    for (;;) {
      const names = existsSync(spool) ? readdirSync(spool) : [];
      const legs = names.flatMap((name) => {
        const text = readFileSync(join(spool, name), 'utf8');
        const file = readLegFile(text, { plan: chinaPlan(), gateways: new Map(), trunks: new Trunks([]) });
        return file.kind === 'leg' && file.leg.call === call ? [file.leg] : [];
      });
      if (legs.length === count) return legs;
      await moment();
    }
  }

  /** What the call's record says when it is made of what the switch left. */
  async recordOf(call: CallId): Promise<CallRecord> {
    const legs = await this.legsOf(call);
    return composeCall({ call, begun: null, legs, seen: null, context: NO_CONTEXT, revision: 1 });
  }

  /** Nobody got a number of somebody else, in any byte of any call. */
  expectNoLeak(): void {
    const { west, east } = this.#world.carriers;
    const national = this.#parties.map((party) => party.reveal().slice('86'.length));
    expectCallsApart([west, east], national);
  }

  /** `null` where there is none. */
  recordingOf(call: CallId): readonly Channel[] | null {
    const file = join(this.#world.recordings, `${call}.wav`);
    return existsSync(file) ? channelsOf(readFileSync(file)) : null;
  }
}

/** From now on this side says this, in hertz; `null`: nothing. */
export function say({ media }: SipCall, tone: number | null): void {
  if (media !== null) media.tone = tone;
}

/** Resolves when a second of sound has come from the other side. */
export async function heardSound({ media }: SipCall): Promise<void> {
  const before = media?.packetsWithSound ?? 0;
  while (media !== null && media.packetsWithSound < before + 50) await moment();
}

/** Resolves when 0.2 s of silence have come from the other side, and no sound meanwhile. */
export async function heardSilence({ media }: SipCall): Promise<void> {
  for (let sound = -1; media !== null && media.packetsWithSound !== sound; ) {
    const before = media.packetsReceived;
    sound = media.packetsWithSound;
    while (media.packetsReceived < before + 10) await moment();
  }
}

export function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000));
}
