import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pair, Site } from '../sipp/support/site.ts';
import { soon } from '../sipp/support/until.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { CallOptions } from '../support/outgoing-call.ts';
import { type HeardPrompt, promptIn } from '../support/prompts-heard.ts';
import { SipPhone } from '../support/sip-phone.ts';

/** Addresses that no gateway accepts calls from; the switch's own access list lets the second one in all the same. */
const STRANGERS = { shut: '127.0.0.66', open: '127.0.0.77' } as const;

/** Without prompts, so that refusals come at once. */
const SILENT = Object.fromEntries(
  Object.entries({
    'no-binding': 'UNALLOCATED_NUMBER',
    'caller-withheld': 'CALL_REJECTED',
    'caller-malformed': 'FACILITY_REJECTED',
    'caller-unverified': 'INVALID_IDENTITY',
    'call-looped': 'EXCHANGE_ROUTING_ERROR',
    'callee-barred': 'SERVICE_NOT_IMPLEMENTED',
    'too-many-calls': 'INTERWORKING',
    busy: 'USER_BUSY',
    'no-answer': 'NO_ANSWER',
    unassigned: 'UNALLOCATED_NUMBER',
    rejected: 'CALL_REJECTED',
    unreachable: 'SUBSCRIBER_ABSENT',
    'switch-failure': 'NORMAL_TEMPORARY_FAILURE',
  }).map(([outcome, cause]) => [outcome, { prompt: null, cause }]),
);

export const STAGE_SETTINGS = {
  prompts: { language: 'en' },
  // What names callers of the carrier `west` is From alone.
  gateways: [{ name: 'west', callerHeader: 'from-header' }],
  limits: {
    callsAMinute: 100_000,
    callsAtOnce: 4,
    strangersAMinute: 100_000,
    misses: 8,
    gatewayMisses: null,
  },
};

export type Caller = 'origin' | 'west' | 'shut' | 'open';

/** What a caller got. */
export interface Fared {
  /** Of the final response. */
  readonly status: number;
  readonly prompt: HeardPrompt | null;
  /** Statuses before the last one, and the names of all headers of all responses: what a caller could tell calls apart by. */
  readonly seen: string;
}

/** A site under attack: whoever is called at the carrier `east` picks up, unless something else is said of the number. */
export class AbuseStage implements AsyncDisposable {
  readonly site: Site;
  /** What a callee does, by the number as it is dialled (`8613800138000`). */
  readonly habits = new Map<string, (call: IncomingCall) => void>();
  readonly #phones: Readonly<Record<Caller | 'east', SipPhone>>;
  readonly #called: string[] = [];

  private constructor(site: Site, phones: Readonly<Record<Caller | 'east', SipPhone>>) {
    this.site = site;
    this.#phones = phones;
    void this.#serve(phones.east);
    void this.#serve(phones.west);
  }

  static async start(): Promise<AbuseStage> {
    const site = await Site.start({
      settings: STAGE_SETTINGS,
      refusals: SILENT,
      alterConf: letInTheStranger,
    });
    const [origin, east, west] = [
      await site.phone('origin'),
      await site.phone('east'),
      await site.phone('west'),
    ];
    const shut = await SipPhone.open({ ip: STRANGERS.shut, media: true });
    const open = await SipPhone.open({ ip: STRANGERS.open, media: true });
    return new AbuseStage(site, { origin, east, west, shut, open });
  }

  /** How often a party was called, by the national number. */
  timesCalled(national: string): number {
    return this.#called.filter((dialled) => dialled.endsWith(national)).length;
  }

  /** All numbers that were called, in order. */
  get called(): readonly string[] {
    return this.#called;
  }

  phone(caller: Caller | 'east'): SipPhone {
    return this.#phones[caller];
  }

  /** Calls, and hangs up when somebody answers. */
  async fares(options: Omit<CallOptions, 'to'>, caller: Caller = 'origin', hears = false): Promise<Fared> {
    const call = await this.#phones[caller].call({ to: this.site.switchAddress, media: hears, ...options });
    const isAnswered = await soon('the final response', call.answered);
    const { finalResponse } = call;
    const all = [...call.provisionals, ...(finalResponse === null ? [] : [finalResponse])];
    const seen = all.map(({ status, headers }) => `${status} ${headers.map(([name]) => name).join(',')}`);
    const prompt = promptIn(call.media?.sound ?? Buffer.alloc(0));
    if (isAnswered) await call.hangUp();
    return { status: finalResponse?.status ?? 0, prompt, seen: seen.join(' | ') };
  }

  /** A new pair, bound, whose callee does this. */
  async pair(habit?: (call: IncomingCall) => void): Promise<Pair> {
    const pair = await this.site.bound();
    if (habit !== undefined) this.habits.set(`86${pair.b}`, habit);
    return pair;
  }

  async #serve(phone: SipPhone): Promise<void> {
    for (;;) {
      const call = await phone.nextCall();
      this.#called.push(call.dialled);
      const habit = this.habits.get(call.dialled) ?? ((one: IncomingCall): void => one.pickUp());
      habit(call);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const phone of Object.values(this.#phones)) await phone.close();
    await this.site[Symbol.asyncDispose]();
  }
}

/** As an operator does who edits the access list by hand. */
async function letInTheStranger(directory: string): Promise<void> {
  const file = join(directory, 'autoload_configs/acl.conf.xml');
  const text = await readFile(file, 'utf8');
  const node = `<node type="allow" cidr="${STRANGERS.open}/32"/>`;
  await writeFile(file, text.replace('    </list>', `      ${node}\n    </list>`));
}
