import { isIP } from 'node:net';
import { connectControl } from '../adapters/control/control-client.ts';
import { BoundCast, OwnPartiesCast } from '../adapters/leak-kit/bound-cast.ts';
import type { Cast } from '../adapters/leak-kit/cast.ts';
import { ENDINGS, FLOWS, planCalls } from '../adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../adapters/leak-kit/leak-run.ts';
import { Pace } from '../adapters/leak-kit/pace.ts';
import { PLACES } from '../adapters/leak-kit/places.ts';
import type { SipPeer } from '../adapters/leak-kit/sip-socket.ts';
import type { Stage } from '../adapters/leak-kit/stage.ts';
import { testNumbers } from '../adapters/leak-kit/test-numbers.ts';
import { UserAgent } from '../adapters/leak-kit/user-agent.ts';
import { phoneNumberReader } from '../adapters/phone-number/phone-number-reader.ts';
import { planFor } from '../adapters/phone-number/plan-for.ts';
import type { Operations } from '../app/operations.ts';
import type { GatewaySettings, Settings } from '../config/settings.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { NumberPlan } from '../domain/number/number-plan.ts';
import type { LeakTestProgress, LeakTestReport, LeakTestRequest } from '../ports/leak-test.ts';
import { readSettings } from './site.ts';

const PATIENCE_MS = 30_000;

/** Plays hostile callers and callees around the switch of the settings, by bindings that the daemon makes and releases. */
export async function leakTest(
  request: LeakTestRequest,
  onProgress: (progress: LeakTestProgress) => void,
): Promise<LeakTestReport> {
  const settings = readSettings(request.configPath);
  const places = placesOf(settings, request);
  const daemon = await connectControl(settings.control.socket);
  if (daemon === null) throw new AxbridgeError('daemon-not-running');
  try {
    return await playWith(daemon, settings, { request, places, onProgress });
  } finally {
    await daemon.close();
  }
}

interface Places {
  readonly switchPeer: SipPeer;
  readonly origin: SipPeer;
  readonly gateways: readonly SipPeer[];
}

interface LeakTest {
  readonly request: LeakTestRequest;
  readonly places: Places;
  readonly onProgress: (progress: LeakTestProgress) => void;
}

async function playWith(
  operations: Operations,
  { numberPlan: { country, homeAreaCode }, limits }: Settings,
  { request, places, onProgress }: LeakTest,
): Promise<LeakTestReport> {
  const plan = planFor(country, homeAreaCode);
  await using agents = new AsyncDisposableStack();
  const open = async (at: SipPeer): Promise<UserAgent> => agents.use(await opened(at));
  const gateways: UserAgent[] = [];
  for (const at of places.gateways) gateways.push(await open(at));
  const origin = await open(places.origin);
  const cast = agents.use(castOf(operations, plan, request));
  const stage: Stage = {
    cast,
    country: plan.countryCode,
    switchPeer: places.switchPeer,
    origin,
    gateways,
    from: (national) => `${plan.countryCode}${national}`,
    patienceMs: PATIENCE_MS,
    pace: new Pace(limits.strangersAMinute),
  };
  const { lanes, signal } = request;
  return await runLeakCalls(stage, callsOf(request, gateways.length), {
    lanes: request.parties === null ? lanes : 1,
    onProgress,
    signal,
  });
}

/** Two parties of the operator's own have one binding, which the three flows of its mode use. */
function callsOf({ parties, calls, seed }: LeakTestRequest, gateways: number): ReturnType<typeof planCalls> {
  const flows = parties === null ? FLOWS : FLOWS.filter(({ mode }) => mode === 'two-way');
  const endings = ENDINGS.filter(
    (ending) =>
      (gateways > 1 || ending !== 'first gateway fails') && (parties === null || ending !== 'time is over'),
  );
  return planCalls({ flows, endings, places: PLACES, calls, seed });
}

function castOf(
  operations: Operations,
  plan: NumberPlan,
  { parties, pool }: LeakTestRequest,
): Cast & AsyncDisposable {
  const common = { operations, country: plan.countryCode, ...(pool === undefined ? {} : { pool }) };
  if (parties === null) return new BoundCast({ ...common, numbers: testNumbers(plan.country) });
  const national = (text: string): string => {
    const reading = phoneNumberReader(plan).party(text);
    if (!reading.ok) throw new AxbridgeError('number-invalid', reading.problem);
    const digits = reading.number.reveal();
    if (!digits.startsWith(plan.countryCode))
      throw new AxbridgeError('number-invalid', 'it is not of the country');
    return digits.slice(plan.countryCode.length);
  };
  return new OwnPartiesCast({ ...common, a: national(parties.a), b: national(parties.b) });
}

async function opened({ ip, port }: SipPeer): Promise<UserAgent> {
  try {
    return await UserAgent.open(ip, port);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new AxbridgeError('leak-test-address', because, { cause: error });
  }
}

function placesOf(settings: Settings, request: LeakTestRequest): Places {
  const { sip, gateways, routing } = settings;
  const routed = routing.gateways.flatMap((name) => gateways.filter((one) => one.name === name));
  const listening = request.listenAt.map(peerOf);
  const called = listening.length > 0 && request.parties !== null ? listening : routed.map(gatewayPeer);
  const apart = gateways.find(({ host }) => isIP(host) !== 0 && host !== called[0]?.ip)?.host;
  const here = apart ?? called[0]?.ip ?? '';
  return {
    switchPeer: peerOf(request.switchAddress ?? `${sip.listenIp}:${sip.port}`),
    origin: request.callFrom === null ? { ip: here, port: 0 } : peerOf(request.callFrom),
    gateways: called,
  };
}

/** A call that no party of the operator's own takes must not go to anybody else: all gateways are played by the test. */
function gatewayPeer({ name, host, port, transport }: GatewaySettings): SipPeer {
  if (isIP(host) === 4 && transport === 'udp') return { ip: host, port };
  throw new AxbridgeError('leak-test-gateway', `gateway ${name}: ${host}, ${transport}`);
}

/** @throws AxbridgeError `input-invalid` */
function peerOf(text: string): SipPeer {
  const [, ip = '', port = '0'] = /^([0-9.]+)(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  if (isIP(ip) === 4 && Number(port) < 65_536) return { ip, port: Number(port) };
  throw new AxbridgeError('input-invalid', `${text}: write IP:PORT, an IPv4 address`);
}
