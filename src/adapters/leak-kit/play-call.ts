import type { CalledLeg } from './called-leg.ts';
import { CallingLeg } from './calling-leg.ts';
import type { CastPair } from './cast.ts';
import type { PlannedCall } from './combination.ts';
import type { HostileLeg } from './hostile-leg.ts';
import { HostileSide } from './hostile-side.ts';
import { keyIn } from './key-in.ts';
import { openMedia, speakBoth } from './media-play.ts';
import { type OwnRequest, Telltale } from './place.ts';
import { PromptEar } from './prompt-ear.ts';
import { type Stage, StageError, soon, TELEPHONES } from './stage.ts';
import type { UserAgent } from './user-agent.ts';

/** A side of a call that was played, with all its legs: of a failover it has two. */
export interface PlayedSide {
  readonly side: HostileSide;
  readonly national: string;
  /** What it puts into the place: `national`, but on a switch that tells that one by itself. */
  readonly told: string;
  readonly legs: HostileLeg[];
  /** The carriers that it is at. */
  readonly agents: readonly UserAgent[];
}

export interface PlayedCall {
  readonly plan: PlannedCall;
  readonly caller: PlayedSide;
  readonly callee: PlayedSide;
  /** What did not go as planned, or `null`. */
  readonly odd: string | null;
}

/** Statuses by which telephones and networks refuse a call for good; other gateways are not tried after them. */
const REFUSALS = [486, 603, 480, 404, 403, 488, 600, 606, 484, 410] as const;

/** Sent inside a call so that a header, a dialog part or a description of the side is sent once more. */
const CARRIERS: readonly OwnRequest[] = [
  { method: 'UPDATE' },
  { method: 'INFO', contentType: 'text/plain', body: 'hello' },
  { method: 'INVITE', sdp: {} },
  { method: 'MESSAGE', contentType: 'text/plain', body: 'hello' },
  { method: 'OPTIONS' },
];

/** Plays one call from its first message to its last. Never rejects for what the switch does. */
export async function playCall(stage: Stage, plan: PlannedCall, lane: number): Promise<PlayedCall> {
  const { flow, ending } = plan;
  await stage.pace?.before(plan);
  const pair = await stage.cast.pair({ mode: flow.mode, short: ending === 'time is over', lane });
  const [caller, callee] = sidesOf(stage, plan, pair);
  const played = { plan, caller, callee };
  try {
    await new CallPlay(stage, plan, pair, caller, callee).run();
    return { ...played, odd: null };
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    return { ...played, odd: error.message };
  } finally {
    for (const side of [caller, callee]) for (const leg of side.legs) leg.leave();
    for (const { side } of [caller, callee]) side.voice?.close();
  }
}

function sidesOf(
  stage: Stage,
  { flow, place, spelling }: PlannedCall,
  { a, b }: CastPair,
): [PlayedSide, PlayedSide] {
  const [first, second] = flow.begins === 'b' ? [b, a] : [a, b];
  const side = (national: string, host: string, agents: readonly UserAgent[]): PlayedSide => {
    const told = place.plain === true ? national : (stage.unprotected?.told(national) ?? national);
    const telltale = new Telltale({ national: told, country: stage.country }, spelling, host);
    return { side: new HostileSide(telltale, place), national, told, legs: [], agents };
  };
  const callers = flow.begins === 'callback' ? stage.gateways : [stage.origin];
  return [side(first, TELEPHONES.caller, callers), side(second, TELEPHONES.callee, stage.gateways)];
}

class CallPlay {
  readonly #stage: Stage;
  readonly #plan: PlannedCall;
  readonly #pair: CastPair;
  readonly #caller: PlayedSide;
  readonly #callee: PlayedSide;

  constructor(stage: Stage, plan: PlannedCall, pair: CastPair, caller: PlayedSide, callee: PlayedSide) {
    this.#stage = stage;
    this.#plan = plan;
    this.#pair = pair;
    this.#caller = caller;
    this.#callee = callee;
  }

  async run(): Promise<void> {
    const { flow } = this.#plan;
    const { origin } = this.#stage;
    const { ip } = this.#gateway(0);
    if (flow.keys !== true)
      await openMedia([
        [this.#caller, flow.begins === 'callback' ? ip : origin.ip],
        [this.#callee, ip],
      ]);
    const second = this.#awaitCallee(0);
    try {
      const caller = flow.begins === 'callback' ? await this.#calledBack() : await this.#call();
      const callee = await this.#reach(caller, second.leg);
      this.#checkShown(callee);
      await this.#end(caller, await this.#ringing(callee, caller));
    } finally {
      second.cancel();
    }
  }

  /** The first party dials, and keys in what it is asked for. */
  async #call(): Promise<CallingLeg> {
    const { flow } = this.#plan;
    const { x, y, extension } = this.#pair;
    const { origin, switchPeer, from } = this.#stage;
    const { side, national, legs } = this.#caller;
    const dialled = flow.begins === 'b' ? y : x;
    const ear = flow.keys === true ? await PromptEar.open(origin.ip) : null;
    if (ear !== null) side.media = ear;
    side.telephoneEvents = ear === null;
    const leg = origin.call({ peer: switchPeer, from: from(national), dialled }, side);
    legs.push(leg);
    if (ear !== null) await this.#keyIn(leg, ear, extension ?? '');
    return leg;
  }

  async #keyIn(leg: CallingLeg, ear: PromptEar, digits: string): Promise<void> {
    try {
      if (!(await this.#soon('the caller is asked', leg.answered)))
        throw new StageError('the caller is not asked');
      await this.#soon('the prompt', ear.heard);
      await keyIn(leg, digits);
    } finally {
      ear.close();
    }
  }

  /** The first party is called and picks up. */
  async #calledBack(): Promise<CalledLeg> {
    const { side, national, legs } = this.#caller;
    const first = this.#gateway(0).expect(national, side);
    try {
      await this.#stage.cast.callBack(this.#pair);
      const leg = await this.#soon('the first party is called', first.leg);
      legs.push(leg);
      leg.ring();
      leg.pickUp();
      return leg;
    } finally {
      first.cancel();
    }
  }

  #awaitCallee(gateway: number): ReturnType<UserAgent['expect']> {
    return this.#gateway(gateway).expect(this.#callee.national, this.#callee.side);
  }

  #gateway(place: number): UserAgent {
    const agent = this.#stage.gateways[place];
    if (agent === undefined) throw new StageError('there is no such gateway');
    return agent;
  }

  /** Waits for the callee's leg, or for the refusal of the caller. */
  async #reach(caller: HostileLeg, arriving: Promise<CalledLeg>): Promise<CalledLeg> {
    const refused = caller.ended.then((end) => {
      throw new StageError(`the caller's leg ended before anybody was called: ${end}`);
    });
    const leg = await this.#soon('the callee is called', Promise.race([arriving, refused]));
    this.#callee.legs.push(leg);
    return leg;
  }

  /** The callee's telephone rings; where its gateway shall fail, that of the next one. */
  async #ringing(first: CalledLeg, caller: HostileLeg): Promise<CalledLeg> {
    let callee = first;
    if (this.#plan.ending === 'first gateway fails') {
      const second = this.#awaitCallee(1);
      first.refuse(503);
      try {
        callee = await this.#reach(caller, second.leg);
      } finally {
        second.cancel();
      }
    }
    callee.ring();
    if (caller instanceof CallingLeg && this.#plan.flow.keys !== true)
      await this.#soon('the caller hears ringing', Promise.race([caller.ringing, caller.ended]));
    return callee;
  }

  async #end(caller: HostileLeg, callee: CalledLeg): Promise<void> {
    const { ending, serial } = this.#plan;
    switch (ending) {
      case 'caller gives up':
        await this.#sendOwn(caller, callee, false);
        if (caller instanceof CallingLeg && this.#plan.flow.keys !== true) caller.cancel();
        else await caller.bye();
        break;
      case 'callee refuses':
        await this.#sendOwn(caller, callee, false);
        callee.refuse(REFUSALS[serial % REFUSALS.length] ?? 486);
        break;
      case 'callee refuses after a sound':
        callee.sound();
        await this.#sendOwn(caller, callee, false);
        callee.refuse(serial % 2 === 0 ? 603 : 486);
        break;
      case 'callee redirects':
        callee.refuse(serial % 2 === 0 ? 302 : 301, this.#goal(callee));
        break;
      case 'caller hangs up':
      case 'callee hangs up':
      case 'first gateway fails':
      case 'time is over':
        await this.#talk(caller, callee);
        break;
    }
    await this.#soon('the end of the caller', caller.ended);
    await this.#soon('the end of the callee', callee.ended);
  }

  async #talk(caller: HostileLeg, callee: CalledLeg): Promise<void> {
    callee.pickUp();
    if (!(await this.#soon('the answer', caller.answered)))
      throw new StageError('the caller was not answered');
    await this.#sendOwn(caller, callee, true);
    await speakBoth(
      [
        [this.#caller, caller],
        [this.#callee, callee],
      ],
      this.#stage,
    );
    const { ending } = this.#plan;
    if (ending === 'caller hangs up') await caller.bye();
    else if (ending !== 'time is over') await callee.bye();
  }

  /** What each side sends by itself while the call is there; the callee in turn after the caller, so that no two cross. */
  async #sendOwn(caller: HostileLeg, callee: HostileLeg, talking: boolean): Promise<void> {
    for (const leg of [caller, callee]) {
      const own = leg.side.requests();
      const carrier = CARRIERS[this.#plan.serial % CARRIERS.length];
      const sent = own.length > 0 || carrier === undefined || !talking ? own : [carrier];
      for (const request of sent) {
        // Before the answer there is no place for a second INVITE.
        if (request.method === 'INVITE' && !talking) continue;
        if (leg.end !== null) continue;
        if (own.length > 0) leg.side.placed += 1;
        await leg.request(request);
      }
    }
  }

  /** A redirect leads to the callee's own number elsewhere. */
  #goal(callee: CalledLeg): string {
    const { text, token } = callee.side.telltale;
    return `"${text}" <sip:${token}@${this.#gateway(0).ip}:${this.#gateway(0).port}>`;
  }

  #checkShown(callee: CalledLeg): void {
    const { flow } = this.#plan;
    const { x, y } = this.#pair;
    const expected = flow.begins === 'b' ? x : y;
    if (this.#stage.unprotected === undefined && !callee.shown.endsWith(expected.slice(-8)))
      throw new StageError(`the callee was shown ${callee.shown} instead of ${expected}`);
  }

  #soon<Result>(what: string, promise: Promise<Result>): Promise<Result> {
    return soon(what, promise, this.#stage);
  }
}
