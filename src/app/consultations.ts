import type { Consultation, Verdict } from '../domain/call/consultation.ts';
import { MOST_QUESTIONS } from '../domain/call/consultation.ts';
import type { CallId } from '../domain/call/leg.ts';
import type { Barring } from '../domain/call/route.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import type { HookAnswer, HookReply, RouteHook } from '../ports/route-hook.ts';
import type { CallRouter } from './call-router.ts';

export interface ConsultationsOptions {
  readonly hook: RouteHook;
  readonly reader: NumberReader;
  readonly router: CallRouter;
  readonly clock: Clock;
  readonly log: Log;
}

/** Why an answer that can be read is not followed. */
type Objection =
  | 'callee-invalid'
  | 'callee-is-caller'
  | 'callee-is-ours'
  | 'callee-barred'
  | 'asks-too-often';

/** A privacy number as the callee would bring the call back to us, on whatever terms its pool has. */
const OBJECTIONS = {
  'call-looped': 'callee-is-ours',
  'callee-barred': 'callee-barred',
} as const satisfies Readonly<Record<Barring, Objection>>;

const UNDECIDED: Verdict = { kind: 'none' };

/** Asks webhooks about calls and reads what they say with suspicion: what is not good in every respect counts as no answer. */
export class Consultations {
  readonly #options: ConsultationsOptions;

  constructor(options: ConsultationsOptions) {
    this.#options = options;
  }

  /** Resolves by the webhook's deadline; the log says what came of it. Never rejects. */
  async verdict(call: CallId, about: Consultation): Promise<Verdict> {
    const { clock, log } = this.#options;
    const { pool, x } = about.number;
    const beganAt = clock.now();
    const fields = { call, pool, x, attempt: about.attempt };
    try {
      const reply = await this.#ask(call, about);
      const judged = reply.ok ? this.#judge(reply.answer, about) : reply;
      const tookMs = clock.now() - beganAt;
      if (judged.ok) {
        log.info({ ...fields, tookMs, says: judged.verdict.kind }, 'webhook asked');
        return judged.verdict;
      }
      const { because, detail } = judged;
      log.warn({ ...fields, tookMs, because, detail }, 'webhook without effect: the stored rule decides');
    } catch (error) {
      log.error({ ...fields, err: error }, 'webhook could not be asked: the stored rule decides');
    }
    return UNDECIDED;
  }

  #ask(call: CallId, { number, keyed, webhook, caller, at, attempt }: Consultation): Promise<HookReply> {
    return this.#options.hook.ask({
      call,
      webhook,
      pool: number.pool.slice(number.pool.indexOf('/') + 1),
      poolKey: number.pool,
      x: number.x,
      caller,
      at,
      attempt,
      digits: keyed?.digits ?? null,
    });
  }

  #judge(
    answer: HookAnswer,
    { caller, attempt }: Consultation,
  ):
    | { readonly ok: true; readonly verdict: Verdict }
    | { readonly ok: false; readonly because: Objection; readonly detail: string | null } {
    switch (answer.action) {
      case 'reject':
        return { ok: true, verdict: { kind: 'reject', reason: answer.reason } };
      case 'collect': {
        const { prompt, minDigits, maxDigits } = answer;
        if (attempt >= MOST_QUESTIONS) return { ok: false, because: 'asks-too-often', detail: null };
        return { ok: true, verdict: { kind: 'collect', prompt, minDigits, maxDigits } };
      }
      case 'connect': {
        const reading = this.#options.reader.party(answer.callee);
        if (!reading.ok) return { ok: false, because: 'callee-invalid', detail: reading.problem };
        const { number: callee } = reading;
        if (caller?.equals(callee) === true) return { ok: false, because: 'callee-is-caller', detail: null };
        const barring = this.#options.router.barred(callee);
        if (barring !== null) return { ok: false, because: OBJECTIONS[barring], detail: null };
        return { ok: true, verdict: { kind: 'connect', callee, policy: answer.policy } };
      }
    }
  }
}
