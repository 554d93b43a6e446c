import { join } from 'node:path';
import { connectControl } from '../../../src/adapters/control/control-client.ts';
import type { SipPeer } from '../../../src/adapters/leak-kit/sip-socket.ts';
import type {
  BindInput,
  BoundView,
  CallStage,
  CallView,
  Operations,
  PoolInput,
} from '../../../src/app/operations.ts';
import { DaemonUnderTest, type LogLine } from '../../support/daemon.ts';
import { findFreeswitch, findSipp } from '../../support/find-program.ts';
import { freePort } from '../../support/free-port.ts';
import { type FreeswitchOptions, type FreeswitchProcess, startFreeswitch } from '../../support/freeswitch.ts';
import { gatewayAt } from '../../support/gateways.ts';
import { SipPhone } from '../../support/sip-phone.ts';
import { soon, until } from './until.ts';

/** Where the carriers are. Calls come from `origin`; `east` and `west` are dialled, in this order. */
export const CARRIERS = { origin: '127.0.0.4', east: '127.0.0.2', west: '127.0.0.3' } as const;
export type Carrier = keyof typeof CARRIERS;

export const present = findFreeswitch() !== null && findSipp() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary) and SIPp (Debian: sip-tester)');

export interface SiteOptions {
  /** Sections of the daemon's configuration. */
  readonly settings?: Sections;
  readonly alterConf?: FreeswitchOptions['alterConf'];
  /** What the daemon's connection to the event socket goes through: from the port of the switch to the one to connect to. */
  readonly through?: (eslPort: number) => Promise<number>;
  /** Whether the dialplan asks the daemon by mod_xml_curl; unless told, as `AXBRIDGE_DIALPLAN_ASKS` in the environment says. */
  readonly dialplanAsks?: boolean;
  /** Own treatments of the pool. */
  readonly refusals?: PoolInput['refusals'];
}

type Ports = Readonly<Record<Carrier, number>>;
type Sections = Readonly<Record<string, object>>;

/** A row of a table of formats: format, technical prefix, what is before the callee's national number, and before X. */
export type SettingsFormat = readonly [format: string, prefix: string, before: string, shown: string];

/** Two people who know one another by one privacy number. */
export interface Pair {
  /** As people of the country write them: the spelling that all others contain. */
  readonly a: string;
  readonly b: string;
  /** `+8617000000001`, and as callers dial it. */
  readonly x: string;
  readonly dialled: string;
}

/** The program itself on a real FreeSWITCH, between carriers whose addresses are fixed and that the test plays. */
export class Site implements AsyncDisposable {
  readonly freeswitch: FreeswitchProcess;
  readonly daemon: DaemonUnderTest;
  /** Where the dialplan asks. */
  readonly dialplan: { readonly port: number | null };
  /** SIP ports on which the carriers are called. */
  readonly ports: Ports;
  #pairs = 0;

  private constructor(
    freeswitch: FreeswitchProcess,
    daemon: DaemonUnderTest,
    ports: Ports,
    dialplan: Site['dialplan'],
  ) {
    this.dialplan = dialplan;
    this.freeswitch = freeswitch;
    this.daemon = daemon;
    this.ports = ports;
  }

  /** Starts the switch and the daemon, with a pool `main` that speaks English. */
  static async start(options: SiteOptions = {}): Promise<Site> {
    const [origin, east, west] = await Promise.all(Object.values(CARRIERS).map((ip) => freePort(ip)));
    const ports = { origin: origin ?? 0, east: east ?? 0, west: west ?? 0 };
    const names = ['origin', 'east', 'west'] as const;
    const asks = options.dialplanAsks ?? process.env['AXBRIDGE_DIALPLAN_ASKS'] === 'yes';
    const planPort = asks ? await freePort() : null;
    const freeswitch = await startFreeswitch({
      gateways: names.map((name) => gatewayAt(name, CARRIERS[name], ports[name])),
      ...(options.alterConf === undefined ? {} : { alterConf: options.alterConf }),
      planLookup: planPort === null ? null : { port: planPort, user: 'one' },
    });
    const dialplan = { port: planPort };
    const settings = settingsOf(ports, freeswitch, { dialplan, ...options.settings });
    const eventSocket = eventSocketOf(freeswitch);
    const port = (await options.through?.(eventSocket.port)) ?? eventSocket.port;
    const daemon = await DaemonUnderTest.create({ eventSocket: { ...eventSocket, port }, settings });
    const site = new Site(freeswitch, daemon, ports, dialplan);
    try {
      await daemon.start();
      const range = '+8617000000001-+8617000009999';
      const { refusals } = options;
      await site.run((axbridge) => axbridge.addPool({ pool: 'main', range, language: 'en', refusals }));
      return site;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      throw error;
    }
  }

  get switchAddress(): SipPeer {
    return { ip: this.freeswitch.sipIp, port: this.freeswitch.sipPort };
  }

  /** Asks the running daemon over its control socket. */
  async run<Result>(work: (axbridge: Operations) => Promise<Result>): Promise<Result> {
    const control = await connectControl(join(this.daemon.directory, 'data', 'control.sock'));
    if (control === null) throw new Error(`no daemon answers:\n${this.daemon.output.slice(-2_000)}`);
    try {
      return await work(control);
    } finally {
      await control.close();
    }
  }

  /** Gives the daemon other settings while it runs. */
  async reload(settings: Sections): Promise<void> {
    const from = this.daemon.log.length;
    await this.daemon.configure({
      eventSocket: eventSocketOf(this.freeswitch),
      settings: settingsOf(this.ports, this.freeswitch, { dialplan: this.dialplan, ...settings }),
    });
    this.daemon.signal('SIGHUP');
    const reloaded = this.daemon.line(({ msg }) => msg === 'settings reloaded', from);
    await soon('the settings are reloaded', reloaded);
  }

  /** Numbers that no other test of this site uses; nothing is bound. */
  newPair(): Pair {
    this.#pairs += 1;
    const serial = String(this.#pairs).padStart(4, '0');
    return {
      a: `1391234${serial}`,
      b: `1589876${serial}`,
      x: `+861700000${serial}`,
      dialled: `1700000${serial}`,
    };
  }

  /** A new pair, bound. */
  async bound(terms: Omit<BindInput, 'a' | 'b' | 'x'> = {}): Promise<Pair & { readonly binding: BoundView }> {
    const pair = this.newPair();
    const { a, b, x } = pair;
    const binding = await this.run((axbridge) => axbridge.bind({ a, b, x, ...terms, showNumbers: false }));
    return { ...pair, binding };
  }

  /** A phone that plays a carrier; `east` and `west` on the port where they are called. */
  phone(carrier: Carrier): Promise<SipPhone> {
    return SipPhone.open({ ip: CARRIERS[carrier], port: this.ports[carrier], media: true });
  }

  /** How the call on this privacy number ended; the first one unless told. */
  async outcome(x: string, nth = 1): Promise<unknown> {
    const known = (line: LogLine): boolean =>
      line.msg === 'call' && line['from'] === 'new' && line['x'] === x;
    const began = this.daemon.line((line) => known(line) && this.#nthOf(line, known) === nth);
    const { call } = await soon(`call ${nth} on ${x}`, began);
    const ended = this.daemon.line((line) => line.msg === 'call ended' && line['call'] === call);
    return (await soon(`the end of call ${nth} on ${x}`, ended))['outcome'];
  }

  /** The live calls as the daemon lists them. */
  calls(): Promise<readonly CallView[]> {
    return this.run((axbridge) => axbridge.calls({ showNumbers: false }));
  }

  /** Resolves when the daemon has a call on this privacy number that is so far. */
  stage(x: string, stage: CallStage): Promise<void> {
    return until(`a call on ${x} is ${stage}`, async () =>
      (await this.calls()).some((call) => call.x === x && call.stage === stage),
    );
  }

  /** Resolves when neither daemon nor switch has a call left. */
  async quiet(): Promise<void> {
    await until('the daemon has no calls', async () => (await this.calls()).length === 0);
    await until('the switch has no channels', async () =>
      (await this.freeswitch.apiCommand('show channels count')).includes('0 total'),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.daemon[Symbol.asyncDispose]();
    await this.freeswitch.stop();
  }

  #nthOf(line: LogLine, known: (line: LogLine) => boolean): number {
    return this.daemon.log.filter(known).indexOf(line) + 1;
  }
}

function eventSocketOf({ eslPort, password }: FreeswitchProcess) {
  return { host: '127.0.0.1', port: eslPort, password };
}

function settingsOf(
  ports: Ports,
  { cdrSpool }: FreeswitchProcess,
  sections: Sections = {},
): Record<string, object> {
  const { gateways = [], routing = {}, ...others } = sections;
  const changed = gateways as readonly { readonly name?: string }[];
  return {
    gateways: (['origin', 'east', 'west'] as const).map((name) => ({
      name,
      host: CARRIERS[name],
      port: ports[name],
      numberFormat: 'e164',
      ...changed.find((one) => one.name === name),
    })),
    routing: { gateways: ['east', 'west'], ...routing },
    cdr: { spool: cdrSpool },
    ...others,
  };
}
