import { statusOfCause } from '../../src/adapters/freeswitch/refusal-status.ts';
import { answerChannel } from './answer-channel.ts';
import { type Channel, partnerOf } from './channel.ts';
import type { FarEnd } from './far-end.ts';
import { causeOfNumber, q850Of } from './hangup-cause.ts';
import { ringChannel, soundChannel } from './ring-channel.ts';
import { causeOfStatus, phraseOfStatus } from './sip-status.ts';

/** How the call of a telephone ended. */
export interface PhoneEnd {
  /** `far`: the switch (or who is behind it); `self`: this telephone; `lost`: the switch vanished and nobody told it. */
  readonly by: 'far' | 'self' | 'lost';
  /** The final SIP status: of a caller 200 after an answer, else the refusal or 487; of a callee what it answered, or 487 when cancelled. */
  readonly status: number | null;
  /** The switch's cause, for messages only: it is not sent with `disable_q850_reason`. */
  readonly cause: string;
}

export type PhoneStage = 'new' | 'ringing' | 'early' | 'answered' | 'ended';

/** One thing that a telephone saw or did, for ladders and assertions. */
export interface PhoneMoment {
  readonly atMs: number;
  readonly what: PhoneStage | 'heard';
  readonly detail: string;
}

/** What both kinds of telephone calls have in common: what this side saw. Nothing of the other side is known here. */
abstract class PhoneCall implements FarEnd {
  /** Sound files played to this side, in their order. */
  readonly heard: string[] = [];
  readonly moments: PhoneMoment[] = [];
  stage: PhoneStage = 'new';
  end: PhoneEnd | null = null;
  readonly channel: Channel;
  readonly #reached = new Map<PhoneStage, PromiseWithResolvers<void>>();

  constructor(channel: Channel) {
    this.channel = channel;
    channel.far = this;
  }

  /** Resolves when the call is, or has been, at the stage. */
  reached(stage: PhoneStage): Promise<void> {
    return this.#waiter(stage).promise;
  }

  /** Resolves with how the call ended. */
  async ended(): Promise<PhoneEnd> {
    await this.reached('ended');
    return this.end ?? { by: 'lost', status: null, cause: 'NONE' };
  }

  toldRinging(): void {
    this.at('ringing', '180');
  }

  toldEarlyMedia(): void {
    this.at('early', '183');
  }

  toldAnswered(): void {
    this.at('answered', '200');
  }

  hears(path: string): void {
    this.heard.push(path);
    this.#note('heard', path);
  }

  abstract toldEnd(status: number | null, cause: string): void;

  lost(): void {
    this.finish({ by: 'lost', status: null, cause: 'NONE' });
  }

  protected finish(end: PhoneEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.at('ended', `${end.by} ${end.status ?? ''} ${end.cause}`);
  }

  protected at(stage: PhoneStage, detail: string): void {
    this.stage = stage;
    this.#note(stage, detail);
    this.#waiter(stage).resolve();
  }

  #note(what: PhoneMoment['what'], detail: string): void {
    this.moments.push({ atMs: this.channel.core.clock.now(), what, detail });
  }

  #waiter(stage: PhoneStage): PromiseWithResolvers<void> {
    const known = this.#reached.get(stage);
    if (known !== undefined) return known;
    const waiter = Promise.withResolvers<void>();
    this.#reached.set(stage, waiter);
    return waiter;
  }
}

/** A telephone that calls in. */
export class PlacedCall extends PhoneCall {
  get from(): string {
    return this.channel.profile.originalCallerIdNumber;
  }

  /** Before the answer CANCEL, after it BYE. */
  hangUp(): void {
    if (this.end !== null) return;
    if (this.stage === 'answered') this.#bye();
    else this.#cancel();
  }

  /** Digits, all at once. Before there is sound both ways they are lost, as on the real switch, which negotiates media late. */
  key(digits: string): void {
    if (this.end !== null || !this.channel.hasMedia) return;
    this.channel.digits.push(...digits.split(''));
    this.channel.changed();
  }

  toldEnd(status: number | null, cause: string): void {
    this.finish({ by: 'far', status: status ?? 200, cause });
  }

  #bye(): void {
    receivedBye(this.channel);
    this.finish({ by: 'self', status: 200, cause: 'NORMAL_CLEARING' });
    this.channel.hangup('NORMAL_CLEARING');
  }

  #cancel(): void {
    const { variables } = this.channel;
    variables.set('sip_hangup_disposition', 'recv_cancel');
    variables.set('sip_invite_failure_status', '487');
    variables.set('sip_invite_failure_phrase', 'CANCEL');
    variables.set('sip_term_status', '487');
    variables.set('proto_specific_hangup_cause', 'sip:487');
    variables.set('sip_term_cause', '487');
    partnerOf(this.channel)?.variables.set('sip_hangup_phrase', 'Request Terminated');
    this.finish({ by: 'self', status: 487, cause: 'ORIGINATOR_CANCEL' });
    this.channel.hangup('ORIGINATOR_CANCEL');
  }
}

/** Where a telephone that is called sends the call instead. */
export type Redirect = (channel: Channel, to: string) => void;

/** A telephone that is called. Its methods are what a person or a network does there. */
export class ReceivedCall extends PhoneCall {
  /** The number that was dialled to reach it, as the gateway got it. */
  readonly called: string;
  /** What its display shows: taken when the call came. */
  readonly shownNumber: string;
  readonly shownName: string;
  readonly gateway: string;
  readonly #redirect: Redirect;

  constructor(channel: Channel, gateway: string, called: string, redirect: Redirect) {
    super(channel);
    this.gateway = gateway;
    this.called = called;
    this.shownNumber = channel.profile.callerIdNumber;
    this.shownName = channel.profile.callerIdName;
    this.#redirect = redirect;
  }

  /** SIP 180. */
  ring(): void {
    if (this.#over) return;
    this.at('ringing', '180');
    ringChannel(this.channel);
  }

  /** SIP 183 with sound: an announcement, or the ringing tone of its own network. */
  earlyMedia(): void {
    if (this.#over) return;
    this.at('early', '183');
    soundChannel(this.channel);
  }

  /** SIP 200. */
  answer(): void {
    if (this.#over) return;
    this.at('answered', '200');
    answerChannel(this.channel);
  }

  /** A final refusal. A `Reason: Q.850;cause=n` header beats the status when the switch looks for the cause. */
  reject(status: number, options: { q850?: number; phrase?: string } = {}): void {
    if (this.#over) return;
    const ignored = this.channel.variables.isTrue('ignore_q850_reason');
    const named = options.q850 === undefined || ignored ? undefined : causeOfNumber(options.q850);
    const cause = named ?? causeOfStatus(status);
    receivedRefusal(this.channel, status, options.phrase ?? phraseOfStatus(status), cause);
    this.finish({ by: 'self', status, cause });
    this.channel.hangup(cause);
  }

  /** SIP 302. With `outbound_redirect_fatal` the switch gives up, else it calls whoever is named. */
  redirect(to: string): void {
    if (this.#over) return;
    const { channel } = this;
    this.finish({ by: 'self', status: 302, cause: 'REDIRECTION_TO_NEW_DESTINATION' });
    if (!channel.variables.isTrue('outbound_redirect_fatal')) {
      this.#redirect(channel, to);
      return;
    }
    channel.variables.set('proto_specific_hangup_cause', 'sip:302');
    channel.hangup('REQUESTED_CHAN_UNAVAIL');
  }

  /** BYE of an answered call; before the answer a refusal with 603. */
  hangUp(): void {
    if (this.#over) return;
    if (this.stage !== 'answered') {
      this.reject(603);
      return;
    }
    receivedBye(this.channel);
    this.finish({ by: 'self', status: 200, cause: 'NORMAL_CLEARING' });
    this.channel.hangup('NORMAL_CLEARING');
  }

  toldEnd(_status: number | null, cause: string): void {
    const status = this.stage === 'answered' ? 200 : statusOfCause('ORIGINATOR_CANCEL');
    this.finish({ by: 'far', status, cause });
  }

  get #over(): boolean {
    return this.end !== null || this.channel.hungUp;
  }
}

/** What the switch notes when BYE comes: seen on both directions. */
function receivedBye(channel: Channel): void {
  const { variables } = channel;
  variables.set('sip_term_status', '200');
  variables.set('proto_specific_hangup_cause', 'sip:200');
  variables.set('sip_term_cause', '16');
  variables.set('sip_hangup_disposition', 'recv_bye');
  partnerOf(channel)?.variables.set('sip_hangup_phrase', 'OK');
}

function receivedRefusal(channel: Channel, status: number, phrase: string, cause: string): void {
  const { variables } = channel;
  variables.set('sip_hangup_disposition', 'recv_refuse');
  variables.set('sip_invite_failure_status', String(status));
  variables.set('sip_invite_failure_phrase', phrase);
  variables.set('sip_term_status', String(status));
  variables.set('proto_specific_hangup_cause', `sip:${status}`);
  variables.set('sip_term_cause', String(q850Of(cause)));
  const caller = partnerOf(channel)?.variables;
  caller?.set('sip_invite_failure_status', String(status));
  caller?.set('sip_invite_failure_phrase', phrase);
  caller?.set('sip_hangup_phrase', phrase);
}
