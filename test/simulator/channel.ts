import type { CallerProfile, ChannelTimes } from './caller-profile.ts';
import { type ChannelState, channelHeaders } from './channel-headers.ts';
import type { Core } from './core.ts';
import type { FarEnd } from './far-end.ts';
import { concludeChannel } from './hangup.ts';
import type { Header } from './switch-event.ts';
import { Variables } from './variables.ts';
import { Wakeup } from './wakeup.ts';

export type CallState = 'DOWN' | 'RINGING' | 'EARLY' | 'ACTIVE' | 'HANGUP';

/** One application with its argument. */
export interface Step {
  readonly app: string;
  readonly data: string;
}

/** What a `sendmsg` asks of a channel. */
export interface PrivateEvent {
  readonly header: (name: string) => string | undefined;
  readonly all: (name: string) => readonly string[];
  readonly body: string | null;
}

export interface ChannelSetup {
  readonly uuid: string;
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  readonly profile: CallerProfile;
  readonly callUuid: string;
}

/** One leg: its state, and the few moves that change it. What it does is told by its applications, which run in `execution.ts`. */
export class Channel {
  readonly core: Core;
  readonly uuid: string;
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  readonly profile: CallerProfile;
  readonly variables = new Variables();
  readonly times: ChannelTimes;
  readonly wakeup = new Wakeup();
  readonly privateEvents: PrivateEvent[] = [];
  /** Digits that came in and that nothing has read yet, the oldest first. */
  readonly digits: string[] = [];
  callUuid: string;
  state: ChannelState;
  callState: CallState = 'DOWN';
  cause: string | null = null;
  /** The peer that events tell of as `Other-Leg`. */
  other: { readonly type: 'originator' | 'originatee'; readonly leg: Channel } | null = null;
  /** The list that `xferext` has given and that has not begun yet. */
  transfer: readonly Step[] | null = null;
  /** Set by `respond`: the status to refuse a caller with, whatever the cause says. */
  respondStatus: number | null = null;
  /** A caller's channel runs its applications itself; it ends when these have ended. */
  runsApplications = false;
  /** The application begun last, for `last_app`. */
  lastStep: Step | null = null;
  far: FarEnd | null = null;
  #concluded = false;
  readonly #life: number;

  constructor(core: Core, setup: ChannelSetup) {
    this.core = core;
    this.#life = core.deaths;
    this.uuid = setup.uuid;
    this.name = setup.name;
    this.direction = setup.direction;
    this.profile = setup.profile;
    this.callUuid = setup.callUuid;
    this.state = setup.direction === 'inbound' ? 'CS_NEW' : 'CS_NONE';
    const created = core.nowUs();
    this.times = { created, answered: 0, progress: 0, progressMedia: 0, hangup: 0, bridged: 0 };
    core.channels.set(this.uuid, this);
    core.sessions += 1;
  }

  /** The switch has not died since it began. */
  get isOfNow(): boolean {
    return this.#life === this.core.deaths;
  }

  get answered(): boolean {
    return this.times.answered !== 0;
  }

  get hasMedia(): boolean {
    return this.answered || this.times.progressMedia !== 0;
  }

  get hungUp(): boolean {
    return this.cause !== null;
  }

  get answerState(): 'ringing' | 'early' | 'answered' | 'hangup' {
    if (this.hungUp) return 'hangup';
    if (this.answered) return 'answered';
    return this.hasMedia ? 'early' : 'ringing';
  }

  /** Nothing hinders the next application. */
  get ready(): boolean {
    return !this.hungUp && this.transfer === null;
  }

  fire(name: string, extra: readonly Header[] = []): void {
    if (this.isOfNow) this.core.fireLazily(name, () => [...channelHeaders(this), ...extra]);
  }

  enter(state: ChannelState): void {
    this.state = state;
    this.fire('CHANNEL_STATE');
  }

  /** A leg towards a callee comes to be, and its INVITE goes out. */
  begin(): void {
    this.fire('CHANNEL_OUTGOING');
    this.enter('CS_INIT');
    this.fire('CHANNEL_CREATE');
    this.fire('CHANNEL_ORIGINATE');
    this.enter('CS_ROUTING');
    this.enter('CS_CONSUME_MEDIA');
  }

  /** A leg that could not be placed: seen to be told by its end only. */
  vanish(): void {
    this.fire('CHANNEL_DESTROY');
    this.enter('CS_DESTROY');
    this.core.channels.delete(this.uuid);
  }

  /** SIP 180: from the callee on an outbound leg, to the caller on an inbound one. */
  progress(): void {
    if (this.times.progress !== 0 || this.hasMedia || this.hungUp) return;
    this.times.progress = this.core.nowUs();
    if (this.direction === 'inbound') this.far?.toldRinging();
    this.fire('CHANNEL_PROGRESS');
    this.callState = 'RINGING';
    this.changed();
  }

  /** SIP 183 with sound. */
  progressMedia(): void {
    if (this.hasMedia || this.hungUp) return;
    this.times.progressMedia = this.core.nowUs();
    this.variables.set('endpoint_disposition', 'EARLY MEDIA');
    if (this.direction === 'inbound') this.far?.toldEarlyMedia();
    this.fire('CHANNEL_PROGRESS_MEDIA');
    this.callState = 'EARLY';
    this.changed();
  }

  /**
   * SIP 200, told; `answerChannel` does the rest. An inbound leg gets its sound first: seen as CHANNEL_PROGRESS_MEDIA in the same
   * moment, with no 183 sent.
   */
  answer(): void {
    if (this.answered || this.hungUp) return;
    if (this.direction === 'inbound') {
      if (!this.hasMedia) this.#mediaWithoutProgress();
      this.far?.toldAnswered();
    }
    this.times.answered = this.core.nowUs();
    this.variables.set('endpoint_disposition', 'ANSWER');
    this.fire('CHANNEL_ANSWER');
  }

  #mediaWithoutProgress(): void {
    this.times.progressMedia = this.core.nowUs();
    this.fire('CHANNEL_PROGRESS_MEDIA');
    this.callState = 'EARLY';
  }

  /** Ends the channel with the cause; the first cause counts. */
  hangup(cause: string): void {
    if (this.hungUp) return;
    this.cause = cause;
    this.times.hangup = this.core.nowUs();
    tellPartner(this, cause);
    this.fire('CHANNEL_HANGUP');
    if (!this.runsApplications) queueMicrotask(() => this.conclude());
    this.changed();
  }

  /** The applications are over: reports and leaves the table of channels. */
  conclude(): void {
    if (this.#concluded) return;
    this.#concluded = true;
    concludeChannel(this);
  }

  /** Wakes whoever waits for this channel: itself and the one that calls it. */
  changed(): void {
    this.wakeup.wake();
    this.other?.leg.wakeup.wake();
  }
}

/** The leg that this one is bound to, as long as it is up (`switch_channel_get_partner_uuid`). */
export function partnerOf(channel: Channel): Channel | undefined {
  const bond = channel.variables.get('signal_bond') ?? channel.variables.get('originate_signal_bond') ?? '';
  const partner = channel.core.channels.get(bond);
  return partner?.hungUp === true ? undefined : partner;
}

/** `switch_channel_perform_hangup`: the leg that ends first leaves its cause with its partner. */
function tellPartner(channel: Channel, cause: string): void {
  const partner = partnerOf(channel);
  if (partner === undefined) return;
  const role = channel.other?.type === 'originatee' ? 'originator' : 'originatee';
  if (channel.times.bridged !== 0) channel.variables.set('last_bridge_role', role);
  partner.variables.set('last_bridge_hangup_cause', cause);
  const specific = channel.variables.get('proto_specific_hangup_cause');
  if (specific !== undefined) partner.variables.set('last_bridge_proto_specific_hangup_cause', specific);
}
