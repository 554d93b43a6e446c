import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cast, CastPair } from '../../../src/adapters/leak-kit/cast.ts';
import type { Stage } from '../../../src/adapters/leak-kit/stage.ts';
import { CARRIERS } from '../../sipp/support/site.ts';
import { bridgeStatically } from '../../sipp/support/static-bridge.ts';
import { freePort } from '../../support/free-port.ts';
import { type FreeswitchProcess, startFreeswitch } from '../../support/freeswitch.ts';
import { gatewayAt } from '../../support/gateways.ts';
import { agentsAt, LEAK_NUMBERS } from './leak-site.ts';

/**
 * How little protects anybody: `bare`, a static bridge that shows X, on a switch with none of our guards; `lax`, the same with everything
 * switched on that passes on what one side says, as switches are set up that shall not stand in the way.
 */
export type Laxness = 'bare' | 'lax';

const PASSING = [
  'inbound-bypass-media',
  'proxy-info',
  'proxy-message',
  'proxy-hold',
  'rfc-7989',
  'pass-callee-id',
  'cid-in-1xx',
];
const X = '861700000';
/** The second number of each side, by the beginning of the first. */
const TOLD: Readonly<Record<string, string>> = { '139': '137', '158': '159' };

/** A real switch on which everybody sees everything: what the search must find, or it would prove nothing. */
export class UnprotectedSite implements AsyncDisposable {
  readonly stage: Stage;
  readonly #open: AsyncDisposable[];

  private constructor(stage: Stage, open: AsyncDisposable[]) {
    this.stage = stage;
    this.#open = open;
  }

  static async start(laxness: Laxness): Promise<UnprotectedSite> {
    const [originPort, eastPort, westPort] = await Promise.all(
      Object.values(CARRIERS).map((ip) => freePort(ip)),
    );
    const ports = { origin: originPort ?? 0, east: eastPort ?? 0, west: westPort ?? 0 };
    const { origin, east, west } = await agentsAt(ports);
    const freeswitch = await startFreeswitch({
      gateways: (['origin', 'east'] as const).map((name) => gatewayAt(name, CARRIERS[name], ports[name])),
      alterConf: (directory) => unprotect(directory, laxness),
    });
    return new UnprotectedSite(stageOn(freeswitch, { origin, east }), [origin, east, west, freeswitch]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#open) await one[Symbol.asyncDispose]();
  }
}

function stageOn(
  freeswitch: FreeswitchProcess,
  { origin, east }: Pick<Awaited<ReturnType<typeof agentsAt>>, 'origin' | 'east'>,
): Stage {
  return {
    cast: new DialplanCast(),
    country: '86',
    switchPeer: { ip: freeswitch.sipIp, port: freeswitch.sipPort },
    origin,
    gateways: [east],
    from: (national) => `86${national}`,
    patienceMs: 30_000,
    unprotected: { told: (national) => `${TOLD[national.slice(0, 3)]}${national.slice(3)}` },
  };
}

/** The dialplan knows everybody: the last four digits are the same. */
class DialplanCast implements Cast {
  async pair({ lane }: { readonly lane: number }): Promise<CastPair> {
    const serial = String(lane).padStart(4, '0');
    const x = `${X}${serial}`;
    return { a: `${LEAK_NUMBERS.a}${serial}`, b: `${LEAK_NUMBERS.b}${serial}`, x, y: x, extension: null };
  }

  async callBack(): Promise<void> {
    throw new Error('a dialplan calls nobody back');
  }
}

async function unprotect(directory: string, laxness: Laxness): Promise<void> {
  await bridgeStatically(directory, {
    gateway: 'east',
    callee: `86${LEAK_NUMBERS.b}$1`,
    x: `${X}$1`,
    guarded: false,
  });
  const dialplan = join(directory, 'dialplan/axbridge.xml');
  const condition = `<condition field="destination_number" expression="^${X}([0-9]{4})$">`;
  await replace(dialplan, '<condition>', condition);
  if (laxness === 'bare') return;
  await replace(dialplan, `{origination_caller_id_number=${X}$1,origination_caller_id_name=${X}$1}`, '');
  const parameters = PASSING.map((name) => `<param name="${name}" value="true"/>`).join('\n');
  await replace(join(directory, 'sip_profiles/axbridge.xml'), '<settings>', `<settings>\n${parameters}`);
}

async function replace(file: string, found: string, by: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(found)) throw new Error(`${file} has no ${found}`);
  await writeFile(
    file,
    text.replace(found, () => by),
  );
}
