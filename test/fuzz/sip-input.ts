import { readFile } from 'node:fs/promises';
import { findLeaks, leaksInWords, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import { CARRIERS, type Pair, Site } from '../sipp/support/site.ts';
import { soon } from '../sipp/support/until.ts';
import type { IncomingCall } from '../support/incoming-call.ts';
import type { SipPhone } from '../support/sip-phone.ts';
import { HostileCallee } from './hostile-callee.ts';
import { hostileInvite } from './hostile-invite.ts';
import { HostileLine } from './hostile-line.ts';
import { Random } from './random.ts';
import { TORTURE_CASES } from './torture-messages.ts';

/** An address that no carrier has. */
const STRANGER = '127.0.0.9';
/** The call that must be well is one caller's, and more often than people call. */
const UNLIMITED = { callsAMinute: null };
/** Hostile calls at once. */
const BATCH = 25;

/** Somebody who was called by a carrier's gateway. */
interface Called {
  readonly gateway: 'east' | 'west';
  readonly number: string;
}

type Phones = Readonly<Record<'origin' | 'east' | 'west', SipPhone>>;

/** What was sent for whom: whoever it reaches must be this pair's. */
interface Sent {
  readonly what: string;
  readonly bytes: Buffer;
}

/**
 * The program on a real FreeSWITCH, and somebody who sends it SIP that is made to do harm. Each pair of it has a privacy number in common
 * with others, so that a caller who is taken for another reaches a person who is there.
 */
export class SipInput implements AsyncDisposable {
  readonly findings: string[] = [];
  tried = 0;
  readonly #site: Site;
  readonly #phones: Phones;
  readonly #pairs: Pair[] = [];
  readonly #control: Pair;
  readonly #called: Called[] = [];
  readonly #sent: Sent[] = [];
  readonly #lines: HostileLine[] = [];
  #callee: HostileCallee | null = null;
  #controlCallee: PromiseWithResolvers<IncomingCall> | null = null;

  private constructor(site: Site, phones: Phones, control: Pair) {
    this.#site = site;
    this.#phones = phones;
    this.#control = control;
    for (const gateway of ['east', 'west'] as const) void this.#answer(gateway);
  }

  /** Prompts are not played: their directory is not there. */
  static async start(): Promise<SipInput> {
    const site = await Site.start({
      settings: {
        limits: UNLIMITED,
        prompts: { directory: '/nonexistent' },
        routing: { ringTimeoutSeconds: 8, firstResponseSeconds: 3 },
      },
    });
    const phones = {
      origin: await site.phone('origin'),
      east: await site.phone('east'),
      west: await site.phone('west'),
    };
    return new SipInput(site, phones, await site.bound());
  }

  /** How many people were called, beside those who must be. */
  get reached(): number {
    return this.#called.length;
  }

  /** Each message of the RFC from nobody that we know: none reaches anybody. */
  async strangers(): Promise<void> {
    const line = await this.#line(STRANGER);
    for (const torture of TORTURE_CASES) {
      const pair = await this.#newPair();
      await this.#send(line, `${torture.name}, from a stranger`, torture.bytes(this.#cast(line, pair)));
    }
    await this.#settle('the messages of strangers');
    if (this.#called.length > 0) this.findings.push(`a stranger has reached ${this.#called.length} people`);
  }

  /** Each message of the RFC from a carrier, and a call after each that must be well. */
  async torture(onEach: (name: string) => void = () => {}): Promise<void> {
    const line = await this.#line(CARRIERS.origin);
    for (const torture of TORTURE_CASES) {
      onEach(torture.name);
      const pair = await this.#newPair();
      await this.#send(line, torture.name, torture.bytes(this.#cast(line, pair)));
      await this.#callWell(`after ${torture.name}`);
    }
    await this.#settle('the messages of the RFC');
  }

  /** So many calls with hostile values, and a call that must be well after each batch. */
  async callers(count: number, seed: number, onEach: (done: number) => void = () => {}): Promise<void> {
    const random = new Random(seed);
    const line = await this.#line(CARRIERS.origin);
    const pairs = await this.#pairsOnOneX();
    const others = TORTURE_CASES.map(({ bytes }) => bytes(this.#cast(line, pairs[0] ?? this.#control)));
    for (let done = 0; done < count; done += BATCH) {
      for (let more = Math.min(BATCH, count - done); more > 0; more -= 1) {
        const cast = this.#cast(line, random.oneOf(pairs));
        await this.#send(
          line,
          `hostile call of seed ${seed}`,
          hostileInvite(cast, random, { dictionary: [], others }),
        );
      }
      await this.#settle('hostile calls');
      onEach(Math.min(done + BATCH, count));
    }
  }

  /** So many calls to callees whose carrier answers with what is made to do harm. The last trial: that carrier stays. */
  async callees(count: number, seed: number, onEach: (done: number) => void = () => {}): Promise<void> {
    await this.#phones.east.close();
    const peer = { ip: CARRIERS.east, port: this.#site.ports.east };
    const isControl = (number: string): boolean => number.endsWith(this.#control.b);
    const callee = await HostileCallee.open(peer, new Random(seed), isControl);
    this.#callee = callee;
    for (let done = 0; done < count; done += BATCH) {
      const batch = Math.min(BATCH, count - done);
      await Promise.all(Array.from({ length: batch }, () => this.#callHarm(seed)));
      await this.#settle('hostile answers');
      onEach(done + batch);
    }
  }

  async #callHarm(seed: number): Promise<void> {
    const { a, dialled } = await this.#newPair();
    this.tried += 1;
    this.#sent.push({ what: `a callee of seed ${seed}`, bytes: Buffer.from(a) });
    const call = await this.#phones.origin.call({ to: this.#site.switchAddress, from: a, dialled });
    try {
      if (await soon('an answer or the end', call.answered)) await soon('the end', call.hangUp());
    } catch (error) {
      this.findings.push(`a call to a hostile callee: ${String(error)}`);
    }
  }

  /** To be asked once, at the end: who was reached, what was heard, what was written. */
  async judge(): Promise<void> {
    await this.#quiet();
    for (const { gateway, number } of this.#called) this.#judgeCalled(gateway, number);
    for (const number of this.#callee?.asked ?? []) this.#judgeCalled('the hostile carrier', number);
    this.#judgeLeaks();
    await this.#judgeLogs();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines) line.close();
    this.#callee?.close();
    // One of them was closed when the hostile carrier took its place.
    for (const phone of Object.values(this.#phones)) await phone.close().catch(() => {});
    await this.#site[Symbol.asyncDispose]();
  }

  async #answer(gateway: 'east' | 'west'): Promise<void> {
    for (;;) {
      const call = await this.#phones[gateway].nextCall();
      if (call.dialled.endsWith(this.#control.b)) {
        call.pickUp();
        this.#controlCallee?.resolve(call);
      } else {
        this.#called.push({ gateway, number: call.dialled });
        call.reject(404);
      }
    }
  }

  async #line(ip: string): Promise<HostileLine> {
    const line = await HostileLine.open(ip, this.#site.switchAddress);
    this.#lines.push(line);
    return line;
  }

  async #newPair(): Promise<Pair> {
    const pair = await this.#site.bound();
    this.#pairs.push(pair);
    return pair;
  }

  /** Several people who call several others, all by one number. */
  async #pairsOnOneX(): Promise<readonly Pair[]> {
    const first = await this.#newPair();
    const others = Array.from({ length: 4 }, () => ({
      ...this.#site.newPair(),
      x: first.x,
      dialled: first.dialled,
    }));
    for (const { a, b, x } of others)
      await this.#site.run((axbridge) => axbridge.bind({ a, b, x, showNumbers: false }));
    this.#pairs.push(...others);
    return [first, ...others];
  }

  #cast(line: HostileLine, { a, dialled }: Pair) {
    const { ip, port } = this.#site.switchAddress;
    return { a, x: dialled, host: `${ip}:${port}`, from: line.address, id: `fz${this.#sent.length}` };
  }

  async #send(line: HostileLine, what: string, bytes: Buffer): Promise<void> {
    this.tried += 1;
    this.#sent.push({ what, bytes });
    await line.send(bytes);
  }

  /** Answers that are held back for who scans numbers, and a busy machine, take longer than other tests wait. */
  async #quiet(): Promise<void> {
    for (let more = 3; more > 0; more -= 1) {
      const isQuiet = await this.#site.quiet().then(
        () => true,
        () => false,
      );
      if (isQuiet) return;
    }
    await this.#site.quiet();
  }

  /** Nothing of it is left, and the next call is well. */
  async #settle(what: string): Promise<void> {
    try {
      await this.#quiet();
    } catch (error) {
      this.findings.push(`${what}: calls are left: ${String(error)}`);
    }
    await this.#callWell(`after ${what}`);
  }

  async #callWell(when: string): Promise<void> {
    const { a, dialled } = this.#control;
    const callee = Promise.withResolvers<IncomingCall>();
    this.#controlCallee = callee;
    const call = await this.#phones.origin.call({ to: this.#site.switchAddress, from: a, dialled });
    try {
      if (!(await soon('the answer', call.answered))) throw new Error(`refused: ${JSON.stringify(call.end)}`);
      await soon('the end', call.hangUp());
      // The hostile carrier has no telephones.
      if (this.#callee === null) await soon('the end', (await callee.promise).ended);
    } catch (error) {
      this.findings.push(`${when} the next call is not well: ${String(error)}`);
    }
  }

  /** Who is called must be the other party of somebody whose number was in a message. */
  #judgeCalled(gateway: string, number: string): void {
    const pair = this.#pairs.find(({ b }) => number === `86${b}`);
    if (pair === undefined) this.findings.push(`${gateway} was asked for ${number}, whom nobody is bound to`);
    else if (!this.#sent.some(({ bytes }) => names(bytes, pair.a)))
      this.findings.push(`${gateway} was asked for ${number} though ${pair.a} has not called`);
  }

  #judgeLeaks(): void {
    const { origin, east, west } = this.#phones;
    // What all numbers of a side begin with: hundreds of numbers in a dozen spellings each would take minutes.
    const callees = [numberSecret('the number of a callee', '1589876')];
    const callers = [numberSecret('the number of a caller', '1391234')];
    const toCallers = [...origin.receivedBytes, ...this.#lines.flatMap(({ received }) => received)];
    const toCallees = [...east.receivedBytes, ...west.receivedBytes, ...(this.#callee?.received ?? [])];
    const leaks = [...findLeaks(toCallers, callees), ...findLeaks(toCallees, callers)];
    if (leaks.length > 0) this.findings.push(leaksInWords(leaks.slice(0, 10)));
  }

  async #judgeLogs(): Promise<void> {
    const { daemon, freeswitch } = this.#site;
    const switchLog = await readFile(freeswitch.logFile, 'utf8');
    for (const [name, log] of [
      ['the daemon', daemon.output],
      ['FreeSWITCH', switchLog],
    ] as const) {
      const number = /1391234\d{4}|1589876\d{4}/.exec(log);
      if (number !== null)
        this.findings.push(`a number in the log of ${name}: ${lineAround(log, number.index)}`);
    }
    const steering = /[^\P{Cc}\n]/u.exec(daemon.output);
    if (steering !== null)
      this.findings.push(`a control character in the log: ${lineAround(daemon.output, steering.index)}`);
    const fault = /"level":50|unhandled|uncaught/i.exec(daemon.output);
    if (fault !== null) this.findings.push(`an error in the log: ${lineAround(daemon.output, fault.index)}`);
  }
}

/** Whether a message holds the digits of a number, however they are written. */
function names(bytes: Buffer, number: string): boolean {
  const text = bytes.toString('latin1').replaceAll(/%3([0-9])/g, '$1');
  return text.includes(number) || text.replaceAll(/[^0-9]/g, '').includes(number);
}

function lineAround(text: string, index: number): string {
  const from = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index);
  return JSON.stringify(text.slice(from, end === -1 ? undefined : end).slice(0, 300));
}
