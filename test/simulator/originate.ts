import type { Channel } from './channel.ts';
import type { Core } from './core.ts';
import type { DialPlan, DialTarget } from './dial-string.ts';
import { drainPrivateEvents, execute } from './execution.ts';
import { createOutboundChannel, legVariables } from './outbound-channel.ts';
import { isTrue } from './variables.ts';
import { wholeSecondsFrom } from './waiting.ts';

export type OriginateResult =
  | { readonly ok: true; readonly leg: Channel }
  /** `cause` is the whole attempt's, `disposition` what the caller's variables say of it. */
  | { readonly ok: false; readonly cause: string };

/** How one way ended. `rejected`: by the far end; `timeout`: nobody answered in time; `silent`: nobody said anything at all. */
type AttemptEnd =
  | { readonly end: 'reached'; readonly leg: Channel }
  | {
      readonly end: 'rejected' | 'timeout' | 'silent' | 'cancelled';
      readonly leg: Channel;
      readonly cause: string;
    }
  | { readonly end: 'not-placed'; readonly cause: string };
type Failure = Exclude<AttemptEnd, { end: 'reached' }>;

const DEFAULT_TIMEOUT_S = 60;

/**
 * Calls one way after the other until one is reached (`switch_ivr_originate`). What the caller's variables say afterwards was compared
 * with the real switch; see the README. A cause that FreeSWITCH calls forced (a way that said nothing, a way that could not be
 * placed and is fatal) stays the whole attempt's cause, whatever later ways say.
 */
export async function originate(
  core: Core,
  plan: DialPlan,
  originator: Channel | null,
): Promise<OriginateResult> {
  beginForCaller(originator);
  let cause = 'DESTINATION_OUT_OF_ORDER';
  let forced: string | null = null;
  for (const target of plan.targets) {
    const tried = await attempt(core, plan, target, originator);
    if (tried.end === 'reached') {
      noteReached(originator, tried.leg);
      return { ok: true, leg: tried.leg };
    }
    cause = tried.cause;
    const fatal = isFatal(plan, tried);
    if (tried.end === 'silent' || (tried.end === 'not-placed' && fatal)) forced = tried.cause;
    noteFailure(originator, tried, fatal);
    if (fatal) break;
  }
  originator?.variables.set('originate_failed_cause', forced ?? cause);
  return { ok: false, cause: forced ?? cause };
}

function beginForCaller(originator: Channel | null): void {
  if (originator === null) return;
  originator.variables.unset('originated_legs');
  originator.variables.unset('originate_causes');
  originator.variables.set('originate_disposition', 'failure');
  originator.variables.set('DIALSTATUS', 'INVALIDARGS');
}

/** After which failures no further way is tried: `fail_on_single_reject=!A:B` goes on for A and B only; time that ran out ends it. */
function isFatal(plan: DialPlan, tried: Failure): boolean {
  if (tried.end === 'cancelled') return true;
  if (tried.end === 'timeout') return !isTrue(plan.variables.get('originate_continue_on_timeout'));
  const list = plan.variables.get('fail_on_single_reject');
  if (list === undefined) return false;
  if (isTrue(list)) return true;
  const listed = list.toUpperCase().includes(tried.cause);
  return list.startsWith('!') ? !listed : listed;
}

function noteReached(originator: Channel | null, leg: Channel): void {
  if (originator === null) return;
  originator.variables.push('originate_causes', `${leg.uuid};NONE`);
  setDisposition(originator, 'SUCCESS');
}

function noteFailure(originator: Channel | null, tried: Failure, fatal: boolean): void {
  if (originator === null) return;
  if (tried.end === 'not-placed') {
    if (!fatal) setDisposition(originator, tried.cause);
    return;
  }
  originator.variables.push('originate_causes', `${tried.leg.uuid};${tried.leg.cause ?? tried.cause}`);
  setDisposition(originator, tried.end === 'silent' ? 'NO_ANSWER' : tried.cause);
}

const DIAL_STATUS: Readonly<Record<string, string>> = {
  ORIGINATOR_CANCEL: 'CANCEL',
  USER_BUSY: 'BUSY',
  NO_ANSWER: 'NOANSWER',
  DESTINATION_OUT_OF_ORDER: 'INVALIDARGS',
  INVALID_PROFILE: 'INVALIDARGS',
  CALL_REJECTED: 'DONTCALL',
};

function setDisposition(originator: Channel, cause: string): void {
  originator.variables.set('originate_disposition', cause);
  originator.variables.set('DIALSTATUS', DIAL_STATUS[cause] ?? cause);
}

async function attempt(
  core: Core,
  plan: DialPlan,
  target: DialTarget,
  originator: Channel | null,
): Promise<AttemptEnd> {
  if (target.gateway === null) {
    core.settings.notSimulated(`dial string ${target.text}`);
    return { end: 'not-placed', cause: 'INVALID_URL' };
  }
  if (originator !== null && !mayForward(originator))
    return { end: 'not-placed', cause: 'EXCHANGE_ROUTING_ERROR' };
  const { name, number } = target.gateway;
  const variables = legVariables(plan, target, originator);
  const wanted = variables.get('origination_uuid');
  if (wanted !== undefined && core.channels.has(wanted))
    return { end: 'not-placed', cause: 'DESTINATION_OUT_OF_ORDER' };
  const leg = createOutboundChannel(core, { gateway: name, number, variables, originator });
  const fault = core.network.gatewayFault(name);
  if (fault !== null) {
    leg.vanish();
    return { end: 'not-placed', cause: fault };
  }
  leg.begin();
  bondWithCaller(originator, leg);
  core.network.deliver(leg, name, number);
  const ended = await whileCalling(leg, variables, originator);
  if (ended.end === 'reached') bondFully(originator, leg);
  return ended;
}

/** `switch_core_session_outgoing_channel`: no leg is made for one that has used up its hops. */
function mayForward(originator: Channel): boolean {
  const left = Number.parseInt(originator.variables.get('max_forwards') ?? '70', 10);
  return left - 1 > 0;
}

function bondWithCaller(originator: Channel | null, leg: Channel): void {
  if (originator === null) return;
  originator.variables.set('originate_signal_bond', leg.uuid);
  originator.variables.push(
    'originated_legs',
    `${leg.uuid};${leg.profile.calleeIdName};${leg.profile.calleeIdNumber}`,
  );
}

function bondFully(originator: Channel | null, leg: Channel): void {
  if (originator === null) return;
  originator.other = { type: 'originatee', leg };
  adoptCallee(originator, leg);
  originator.variables.set('signal_bond', leg.uuid);
  originator.variables.unset('originate_signal_bond');
  // Seen: a way that is reached wipes the refusal of the one before.
  originator.variables.unset('sip_invite_failure_status');
  originator.variables.unset('sip_invite_failure_phrase');
}

/** Until the callee is reached or gone, time is over, or the caller has something else to do. */
async function whileCalling(
  leg: Channel,
  variables: ReadonlyMap<string, string>,
  originator: Channel | null,
): Promise<AttemptEnd> {
  const { clock } = leg.core;
  const limits = timeLimits(clock.now(), variables);
  const confirmation = new Confirmation(leg, variables);
  const ignoresMedia = variables.get('ignore_early_media') ?? 'false';
  for (;;) {
    if (originator !== null) await drainPrivateEvents(originator);
    if (originator !== null && !originator.ready) return give(leg, 'cancelled', 'ORIGINATOR_CANCEL');
    if (leg.cause !== null) return { end: 'rejected', leg, cause: leg.cause };
    if (leg.answered || (leg.hasMedia && ignoresMedia === 'false')) {
      if (confirmation.isDone()) return { end: 'reached', leg };
      await (originator ?? leg).wakeup.until(clock, null);
      continue;
    }
    if (originator !== null && leg.times.progress !== 0) passRinging(leg, originator);
    const over = timeOver(leg, limits);
    if (over !== null) return over;
    // A change of the leg wakes its originator as well (`Channel.changed`), so one of the two need be waited for.
    await (originator ?? leg).wakeup.until(clock, nextLimit(leg, limits));
  }
}

/** `group_confirm_key=exec`: what is to run on the leg between its answer and the bridge (`switch_ivr_originate.c:160`). */
class Confirmation {
  readonly #leg: Channel;
  readonly #wanted: string | null;
  #state: 'waiting' | 'running' | 'done' = 'waiting';

  constructor(leg: Channel, variables: ReadonlyMap<string, string>) {
    this.#leg = leg;
    this.#wanted =
      variables.get('group_confirm_key') === 'exec' ? (variables.get('group_confirm_file') ?? null) : null;
  }

  /** The first time that it is asked, it begins. */
  isDone(): boolean {
    if (this.#wanted === null) return true;
    if (this.#state === 'waiting') void this.#run(this.#wanted);
    return this.#state === 'done';
  }

  async #run(wanted: string): Promise<void> {
    this.#state = 'running';
    const [app = '', ...data] = wanted.split(' ');
    await execute(this.#leg, { app, data: data.join(' ') });
    if (this.#leg.hungUp) return;
    this.#state = 'done';
    this.#leg.changed();
  }
}

/** The caller's leg learns with it whom it calls, as the leg says (`switch_channel.c:4420`). */
function passRinging(leg: Channel, originator: Channel): void {
  adoptCallee(originator, leg);
  originator.progress();
}

function adoptCallee(originator: Channel, leg: Channel): void {
  originator.profile.calleeIdName = leg.profile.calleeIdName;
  originator.profile.calleeIdNumber = leg.profile.calleeIdNumber;
}

/** Instants, `null` for never. */
interface TimeLimits {
  readonly originateMs: number;
  readonly originateFires: boolean;
  readonly legMs: number | null;
  readonly progressMs: number | null;
  readonly legProgressMs: number | null;
}

/**
 * Seen: `originate_timeout` fires when so many seconds of the clock have gone on (`>=`), the others when more have (`>`); and with a
 * list in `fail_on_single_reject`, `originate_timeout` does not fire at all while the callee rings (`switch_ivr_originate.c:3371`):
 * only `leg_timeout` does.
 */
function timeLimits(nowMs: number, variables: ReadonlyMap<string, string>): TimeLimits {
  const seconds = (name: string): number | null => {
    const value = Number.parseInt(variables.get(name) ?? '', 10);
    return Number.isNaN(value) || value === 0 ? null : value;
  };
  const past = (name: string): number | null => {
    const value = seconds(name);
    return value === null ? null : wholeSecondsFrom(nowMs, value + 1);
  };
  const list = variables.get('fail_on_single_reject');
  return {
    originateMs: wholeSecondsFrom(nowMs, seconds('originate_timeout') ?? DEFAULT_TIMEOUT_S),
    originateFires: list === undefined || isTrue(list),
    legMs: past('leg_timeout'),
    progressMs: past('progress_timeout'),
    legProgressMs: past('leg_progress_timeout'),
  };
}

function timeOver(leg: Channel, limits: TimeLimits): AttemptEnd | null {
  const nowMs = leg.core.clock.now();
  const passed = (instantMs: number | null): boolean => instantMs !== null && nowMs >= instantMs;
  const silent = leg.times.progress === 0 && !leg.hasMedia;
  if (passed(limits.legMs)) return legTimeout(leg, nowMs >= limits.originateMs);
  if (silent && passed(limits.legProgressMs)) return give(leg, 'silent', 'PROGRESS_TIMEOUT');
  if (silent && passed(limits.progressMs)) return give(leg, 'silent', 'PROGRESS_TIMEOUT');
  if (limits.originateFires && passed(limits.originateMs)) return give(leg, 'timeout', 'NO_ANSWER');
  return null;
}

/** Seen: the leg ends with ALLOTTED_TIMEOUT; the whole is NO_ANSWER where `originate_timeout` is over as well. */
function legTimeout(leg: Channel, originateOver: boolean): AttemptEnd {
  leg.hangup('ALLOTTED_TIMEOUT');
  return originateOver
    ? { end: 'timeout', leg, cause: 'NO_ANSWER' }
    : { end: 'rejected', leg, cause: 'ALLOTTED_TIMEOUT' };
}

function nextLimit(leg: Channel, limits: TimeLimits): number | null {
  const silent = leg.times.progress === 0 && !leg.hasMedia;
  const open = [
    limits.originateFires ? limits.originateMs : null,
    limits.legMs,
    silent ? limits.progressMs : null,
    silent ? limits.legProgressMs : null,
  ].filter((instantMs) => instantMs !== null);
  return open.length === 0 ? null : Math.min(...open);
}

function give(leg: Channel, end: 'cancelled' | 'timeout' | 'silent', cause: string): AttemptEnd {
  leg.hangup(cause);
  return { end, leg, cause };
}
