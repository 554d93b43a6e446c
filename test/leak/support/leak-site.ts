import { join } from 'node:path';
import { connectControl } from '../../../src/adapters/control/control-client.ts';
import { BoundCast } from '../../../src/adapters/leak-kit/bound-cast.ts';
import type { Stage } from '../../../src/adapters/leak-kit/stage.ts';
import { UserAgent } from '../../../src/adapters/leak-kit/user-agent.ts';
import { CARRIERS, Site, type SiteOptions } from '../../sipp/support/site.ts';

/** Beginnings of all numbers of people in the leak tests: none of them is anybody's in these tests but a party's. */
export const LEAK_NUMBERS = { a: '1391234', b: '1589876', serialDigits: 4 } as const;
const PATIENCE_MS = 30_000;

/** Without prompts, so that refusals come at once. */
const SILENT = Object.fromEntries(
  Object.entries({
    busy: 'USER_BUSY',
    rejected: 'CALL_REJECTED',
    unreachable: 'SUBSCRIBER_ABSENT',
    unassigned: 'UNALLOCATED_NUMBER',
    'no-answer': 'NO_ANSWER',
    'switch-failure': 'NORMAL_TEMPORARY_FAILURE',
  }).map(([outcome, cause]) => [outcome, { prompt: null, cause }]),
);

/** Strangers call the same few numbers again and again, which is a flood. */
const UNLIMITED = { callsAMinute: null, callsAtOnce: null, strangersAMinute: null };

/** The daemon on a real switch, with hostile carriers around it. */
export class LeakSite implements AsyncDisposable {
  readonly site: Site;
  readonly stage: Stage;
  readonly #open: AsyncDisposable[];

  private constructor(site: Site, stage: Stage, open: AsyncDisposable[]) {
    this.site = site;
    this.stage = stage;
    this.#open = open;
  }

  static async start(options: SiteOptions = {}): Promise<LeakSite> {
    const settings = { limits: UNLIMITED, ...options.settings };
    const site = await Site.start({ refusals: SILENT, ...options, settings });
    const { origin, east, west } = await agentsAt(site.ports);
    const control = await connectControl(join(site.daemon.directory, 'data', 'control.sock'));
    if (control === null) throw new Error('no daemon answers');
    const cast = new BoundCast({ operations: control, country: '86', numbers: LEAK_NUMBERS });
    const stage: Stage = {
      cast,
      country: '86',
      switchPeer: site.switchAddress,
      origin,
      gateways: [east, west],
      from: (national) => `86${national}`,
      patienceMs: PATIENCE_MS,
    };
    const link = { [Symbol.asyncDispose]: () => control.close() };
    return new LeakSite(site, stage, [cast, link, origin, east, west, site]);
  }

  /** Releases the bindings and puts the telephones down, so that others can take the places of the carriers. */
  async goHome(): Promise<void> {
    for (const one of this.#open.splice(0, this.#open.length - 1)) await one[Symbol.asyncDispose]();
  }

  /** In the order in which they were opened: bindings first, the switch last. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#open) await one[Symbol.asyncDispose]();
  }
}

/** The three carriers, as user agents. */
export async function agentsAt(
  ports: Site['ports'],
): Promise<Readonly<Record<keyof Site['ports'], UserAgent>>> {
  const [origin, east, west] = await Promise.all([
    UserAgent.open(CARRIERS.origin, ports.origin),
    UserAgent.open(CARRIERS.east, ports.east),
    UserAgent.open(CARRIERS.west, ports.west),
  ]);
  return { origin, east, west };
}
