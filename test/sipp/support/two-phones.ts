import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { IncomingCall } from '../../support/incoming-call.ts';
import type { OutgoingCall } from '../../support/outgoing-call.ts';
import type { SipPhone } from '../../support/sip-phone.ts';
import { type Pair, Site, type SiteOptions } from './site.ts';
import { soon, until } from './until.ts';

/** The two ends of a call. */
export interface Talk {
  readonly caller: OutgoingCall;
  readonly callee: IncomingCall;
}

/** A site with a telephone at the carrier that calls, and one at the carrier that is called. */
export class TwoPhones {
  readonly #options: SiteOptions;
  #site: Site | null = null;
  #origin: SipPhone | null = null;
  #east: SipPhone | null = null;

  constructor(options: SiteOptions) {
    this.#options = options;
  }

  get site(): Site {
    return present(this.#site);
  }

  get origin(): SipPhone {
    return present(this.#origin);
  }

  get east(): SipPhone {
    return present(this.#east);
  }

  async start(): Promise<void> {
    this.#site = await Site.start(this.#options);
  }

  async stop(): Promise<void> {
    await this.#site?.[Symbol.asyncDispose]();
  }

  async pickUpPhones(): Promise<void> {
    this.#origin = await this.site.phone('origin');
    this.#east = await this.site.phone('east');
  }

  async putPhonesDown(): Promise<void> {
    await this.#origin?.close();
    await this.#east?.close();
  }

  call({ dialled }: Pick<Pair, 'dialled'>, from: string): Promise<OutgoingCall> {
    return this.origin.call({ to: this.site.switchAddress, from, dialled, media: true });
  }

  async ring(pair: Pair, from = pair.a): Promise<Talk> {
    const caller = await this.call(pair, from);
    const callee = await soon('the callee is called', this.east.nextCall());
    callee.ring();
    await soon('the caller hears ringing', caller.ringing);
    return { caller, callee };
  }

  async pickUp({ caller, callee }: Talk): Promise<void> {
    callee.pickUp();
    expect(await soon('the answer', caller.answered)).toBe(true);
  }

  async talk(pair: Pair, from = pair.a): Promise<Talk> {
    const both = await this.ring(pair, from);
    await this.pickUp(both);
    return both;
  }

  async hangUp({ caller, callee }: Talk): Promise<void> {
    await caller.hangUp();
    expect(await soon('the callee is hung up', callee.ended)).toMatchObject({ by: 'remote' });
  }

  /** Media flows both ways from now on, and neither side has ended. */
  async hearOneAnother({ caller, callee }: Talk): Promise<void> {
    const heard = (): readonly number[] => [caller, callee].map(({ media }) => media?.packetsReceived ?? 0);
    const before = heard();
    await until('both hear one another', () =>
      heard().every((count, side) => count > (before[side] ?? 0) + 20),
    );
    expect([caller.end, callee.end]).toEqual([null, null]);
  }
}

/** Starts a site for the tests of a suite, and gives each of them telephones of its own. @param after is done before they are taken away */
export function useTwoPhones(
  options: SiteOptions = {},
  after: (phones: TwoPhones) => Promise<void> = async () => {},
): TwoPhones {
  const phones = new TwoPhones(options);
  beforeAll(() => phones.start());
  afterAll(() => phones.stop());
  beforeEach(() => phones.pickUpPhones());
  afterEach(async () => {
    try {
      await after(phones);
    } finally {
      await phones.putPhonesDown();
    }
  });
  return phones;
}

function present<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error('nothing was started yet');
  return thing;
}
