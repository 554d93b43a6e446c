import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BindInput } from '../../../src/app/operations.ts';
import { Site } from '../../sipp/support/site.ts';
import { HalfOpenProxy } from '../../support/half-open-proxy.ts';
import type { SipPhone } from '../../support/sip-phone.ts';
import { BindStream, lostOf } from './bind-stream.ts';
import { CallStream, type Numbering } from './call-stream.ts';

const PAIRS = 400;
const BATCH = 400;
const DISK_MEGABYTES = 384;
const X = '+8617000000001';

const serial = (nth: number): string => String(nth).padStart(4, '0');

const NUMBERS: Numbering = {
  dialled: '17000000001',
  shown: X.slice(1),
  caller: (nth) => `1395555${serial(nth)}`,
  callee: (nth) => `861586666${serial(nth)}`,
  pairs: PAIRS,
};

/** Whether these two, as records name them, are one of the pairs. */
export function isPair(caller: string, callee: string): boolean {
  const nth = Number(caller.slice(-4));
  return caller === `+86${NUMBERS.caller(nth)}` && callee === `+${NUMBERS.callee(nth)}`;
}

/** A daemon on a real FreeSWITCH whose database is on a small disk of its own, where the machine lets us have one. */
export class FaultSite implements AsyncDisposable {
  readonly site: Site;
  readonly proxy: HalfOpenProxy;
  /** Where the database is. */
  readonly disk: string;
  /** The disk is small and nobody else's. */
  readonly hasOwnDisk: boolean;
  #from: SipPhone;
  #to: SipPhone;
  #binds = 0;

  private constructor(
    parts: Pick<FaultSite, 'site' | 'proxy' | 'disk' | 'hasOwnDisk'>,
    from: SipPhone,
    to: SipPhone,
  ) {
    this.site = parts.site;
    this.proxy = parts.proxy;
    this.disk = parts.disk;
    this.hasOwnDisk = parts.hasOwnDisk;
    this.#from = from;
    this.#to = to;
  }

  static async start(settings: Readonly<Record<string, object>> = {}): Promise<FaultSite> {
    const disk = await mkdtemp(join(tmpdir(), 'axbridge-disk-'));
    const hasOwnDisk = mount(disk);
    let proxy: HalfOpenProxy | null = null;
    const { store = {}, ...others } = settings;
    const site = await siteOn(disk, hasOwnDisk, () =>
      Site.start({
        settings: { store: { file: join(disk, 'axbridge.db'), ...store }, ...others },
        through: async (eslPort) => {
          proxy = await HalfOpenProxy.listen(eslPort);
          return proxy.port;
        },
      }),
    );
    if (proxy === null) throw new Error('there is no proxy');
    const phones = await Promise.all([site.phone('origin'), site.phone('east')]);
    const faults = new FaultSite({ site, proxy, disk, hasOwnDisk }, ...phones);
    await faults.#bindPairs();
    return faults;
  }

  get database(): string {
    return join(this.disk, 'axbridge.db');
  }

  get keyFile(): string {
    return join(this.site.daemon.directory, 'data', 'axbridge.key');
  }

  get controlSocket(): string {
    return join(this.site.daemon.directory, 'data', 'control.sock');
  }

  /** Other telephones for each fault, so that nothing of the one before is heard. */
  async calls(): Promise<CallStream> {
    await Promise.all([this.#from.close(), this.#to.close()]);
    this.#from = await this.site.phone('origin');
    this.#to = await this.site.phone('east');
    const { switchAddress } = this.site;
    return new CallStream({ from: this.#from, to: this.#to, switchAddress, numbers: NUMBERS });
  }

  binds(): BindStream {
    this.#binds += 1;
    return new BindStream({ socket: this.controlSocket, pool: 'main', serial: this.#binds * 100_000 });
  }

  /** Bindings that nobody calls on. */
  async bindMore(count: number): Promise<void> {
    const digits = (nth: number): string => String(nth).padStart(6, '0');
    await this.#bindAll(
      Array.from({ length: count }, (_, nth) => ({ a: `13811${digits(nth)}`, b: `13822${digits(nth)}` })),
    );
  }

  lost(ids: readonly number[]): Promise<readonly number[]> {
    return this.site.run((axbridge) => lostOf(axbridge, ids));
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.disk);
    return bavail * bsize;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#from.close(), this.#to.close()]);
    await this.site[Symbol.asyncDispose]();
    await this.proxy.close();
    await remove(this.disk, this.hasOwnDisk);
  }

  async #bindPairs(): Promise<void> {
    const rows = Array.from({ length: PAIRS }, (_, nth) => ({
      a: NUMBERS.caller(nth),
      b: NUMBERS.callee(nth).slice(2),
      x: X,
      expires: 'none',
    }));
    await this.#bindAll(rows);
  }

  async #bindAll(rows: readonly BindInput[]): Promise<void> {
    for (let from = 0; from < rows.length; from += BATCH) {
      const results = await this.site.run((axbridge) =>
        axbridge.bindMany({ rows: rows.slice(from, from + BATCH) }),
      );
      const refused = results.find((result) => !result.ok);
      if (refused !== undefined) throw new Error(`a pair was not bound: ${JSON.stringify(refused)}`);
    }
  }
}

async function siteOn(disk: string, hasOwnDisk: boolean, start: () => Promise<Site>): Promise<Site> {
  try {
    return await start();
  } catch (error) {
    await remove(disk, hasOwnDisk);
    throw error;
  }
}

async function remove(disk: string, hasOwnDisk: boolean): Promise<void> {
  if (hasOwnDisk) execFileSync('umount', ['-l', disk]);
  await rm(disk, { recursive: true, force: true });
}

function mount(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=0700`, 'tmpfs', directory], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
